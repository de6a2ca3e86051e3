import { addDays, daysBetween } from "#app/time/clock.ts";
import { type LadderStep, stepReached } from "./ladder.ts";
import { type DuesFact, paidRuns, type Run } from "./paid-days.ts";
import { explain } from "./standing-reason.ts";

/** Days for which no dues are asked, the last one included; null is until further notice. */
export type Pause = { from: string; until: string | null; why: "hardship" | "paused" | "left" };

/**
 * - `paid`: today is paid for.
 * - `ended`: a person ended it, and the paid time is over. Not arrears.
 * - `stopped`: hardship, or payments are paused. Nothing is asked for.
 * - `never_paid`: no day up to today was ever paid for by money that stayed.
 * - `in_arrears`: the days that were paid for are over.
 */
export type StandingKind = "never_paid" | "paid" | "in_arrears" | "ended" | "stopped";

export type Standing = {
  kind: StandingKind;
  /** The last day that is paid for: without a gap from today on where today is, else the last one before today. */
  paidThrough: string | null;
  /** In arrears only: the first day that is neither paid for nor paused, and how many days ago that was. */
  missedFrom: string | null;
  daysInArrears: number | null;
  /** The highest step of the ladder that so many days reach; what was done about it is in `ladder_steps_taken`. */
  stepNo: number | null;
  /** The same facts in a sentence, for the member and the officers alike. */
  reason: string;
};

/**
 * Where a member stands on a civil day, from dues alone: no clock and no database, so that it can be worked out anew at
 * any time. The order of the rows does not matter. A gap before a later payment is forgiven: what counts is the last
 * day paid for. Days of hardship or pause, and days between leaving and coming back, are not missed.
 */
export function standingOf(
  dues: readonly DuesFact[],
  ladder: readonly LadderStep[],
  today: string,
  pauses: readonly Pause[] = [],
): Standing {
  const runs = paidRuns(dues);
  const run = runs.findLast(({ from }) => from <= today);
  const paidThrough = run ? addDays(run.to, -1) : null;
  const kind = kindOf(run, today, pauses);
  const missedFrom = kind === "in_arrears" && paidThrough ? firstMissed(paidThrough, pauses, today) : null;
  const daysInArrears = missedFrom ? daysBetween(missedFrom, today) : null;
  const stepNo = daysInArrears === null ? null : stepReached(ladder, daysInArrears);
  const standing = { kind, paidThrough, missedFrom, daysInArrears, stepNo };
  return { ...standing, reason: explain(standing, dues, runs[0]?.from, today) };
}

function kindOf(run: Run | undefined, today: string, pauses: readonly Pause[]): StandingKind {
  if (run && today < run.to) return "paid";
  const paused = pauses.filter(({ from, until }) => from <= today && (until === null || today <= until));
  if (paused.some(({ why }) => why === "left")) return "ended";
  if (paused.length > 0) return "stopped";
  return run ? "in_arrears" : "never_paid";
}

function firstMissed(paidThrough: string, pauses: readonly Pause[], today: string): string {
  const asked = pauses
    .map(({ until }) => until)
    .filter((until) => until !== null)
    .filter((until) => until < today)
    .reduce((last, until) => (until > last ? until : last), paidThrough);
  return addDays(asked, 1);
}
