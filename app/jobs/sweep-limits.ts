import { sweepLimits } from "#app/limits/limits.ts";
import type { Site } from "#app/site.ts";

/** Forgets, each hour, how often somebody did something longer ago than any limit looks back. */
export async function sweepLimitsJob(site: Site): Promise<void> {
  await sweepLimits(site);
}
