import { climbArrears } from "#app/jobs/climb-arrears.ts";
import { findMark, reconcile } from "#app/jobs/reconcile.ts";
import { rebuildStandings } from "#app/membership/standings.ts";
import { tieOut } from "#app/settlement/tie-out.ts";
import { listUnplaced } from "#app/settlement/unplaced.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { selfCheck } from "#db/self-check.ts";

/** What goes through all that there is. Stripe's stand-in knows nothing of what was made up, so its lists are short. */
export const WHOLE: [name: string, work: (site: Site) => Promise<unknown>][] = [
  ["where all members stand", ({ db, clock }) => rebuildStandings(db, ukDay(clock.now()))],
  ["climb-arrears: that, and each step that is due", climbArrears],
  ["climb-arrears once more", climbArrears],
  ["reconcile", (site) => reconcile(site)],
  ["npm run money", async (site) => [await tieOut(site, await findMark(site.db)), await listUnplaced(site.db)]],
  ["check-books: db/self_check.sql", ({ db }) => selfCheck(db)],
];
