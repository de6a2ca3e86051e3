import type { LadderStep } from "#app/membership/ladder.ts";
import type { DuesFact } from "#app/membership/paid-days.ts";
import { NOTHING, pence } from "#app/money/pence.ts";

/** The sample ladder (db/migrations/0013_standing.sql), for rules that need no database. */
export const LADDER: LadderStep[] = [14, 30, 60, 90].map((afterDays, i) => ({ stepNo: i + 1, afterDays }));

/** £5 of dues for a term, all of it still with us. */
export const paid = (from: string, to: string, over: Partial<DuesFact> = {}): DuesFact => ({
  from,
  to,
  paidPence: pence(500),
  backPence: NOTHING,
  heldPence: NOTHING,
  void: false,
  ...over,
});
