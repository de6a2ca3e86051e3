import { climbLadder, listOnLadder } from "#app/membership/climb.ts";
import { rebuildStandings } from "#app/membership/standings.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { transact } from "#db/client.ts";

/**
 * Once a day: works out where every member stands, and takes the steps of the ladder that are due. Safe to repeat, on
 * the same day too. One that fails does not keep the others waiting; the job is then tried again.
 */
export async function climbArrears(site: Site): Promise<void> {
  const now = site.clock.now();
  await rebuildStandings(site.db, ukDay(now));
  const faults: unknown[] = [];
  for (const personId of await listOnLadder(site.db)) {
    await transact(site.db, (tx) => climbLadder(tx, personId, now)).catch((fault: unknown) => faults.push(fault));
  }
  if (faults.length > 0) throw faults[0];
}
