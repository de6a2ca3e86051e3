import type { LoaderFunctionArgs } from "@remix-run/node";
import { feedAnswer, writeAtom } from "#app/feeds/atom.ts";
import { newsFeed } from "#app/news/news-feed.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, clock, settings } = context;
  const house = { siteUrl: settings.siteUrl, party: settings.party.name };
  const feed = await newsFeed(db, house, { now: clock.now() });
  if (!feed) throw new Response(null, { status: 404 });
  return feedAnswer(writeAtom(feed));
}
