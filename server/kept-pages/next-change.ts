import { findNextNews } from "#app/news/next-news.ts";
import type { Site } from "#app/site.ts";
import { nextUkMidnight } from "#app/time/clock.ts";

/** What is restored from a backup, or written with triggers off, tells nobody. In ms. */
const AT_MOST_MS = 10 * 60_000;

/**
 * When pages next change by themselves, without anything being told: news that is scheduled, midnight for what depends
 * on the day (figures, postage, "read on"), and before long in any case.
 */
export async function nextChange(site: Site, now: Date): Promise<number> {
  const news = await findNextNews(site.db, now);
  const moments = [
    now.getTime() + AT_MOST_MS,
    nextUkMidnight(now).getTime(),
    news?.getTime() ?? Number.POSITIVE_INFINITY,
  ];
  return Math.min(...moments);
}
