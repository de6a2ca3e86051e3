import { daysBetween } from "#app/time/clock.ts";
import type { Reader } from "#db/client.ts";

/** One step of the party's own ladder: data, in `arrears_ladder`. */
export type LadderStep = { stepNo: number; afterDays: number };
export type StepTaken = { stepNo: number; takenOn: string };

const upwards = <S extends LadderStep>(ladder: readonly S[]) => [...ladder].sort((a, b) => a.afterDays - b.afterDays);

/** The highest step that so many days without dues reach; null before the first. */
export function stepReached(ladder: readonly LadderStep[], days: number): number | null {
  return upwards(ladder).findLast(({ afterDays }) => afterDays <= days)?.stepNo ?? null;
}

/**
 * The next step to take for somebody so many days in arrears: one at a time and upwards, with as many days between two
 * steps as the ladder has between them. Where the days come all at once (a bank takes back an old payment, the worker
 * stood still), the first letter still comes first, and there is time to answer it.
 */
export function nextStep<S extends LadderStep>(
  ladder: readonly S[],
  days: number,
  taken: readonly StepTaken[],
  today: string,
): S | undefined {
  const steps = upwards(ladder);
  const last = steps.findLastIndex(({ stepNo }) => taken.some((one) => one.stepNo === stepNo));
  const next = steps[last + 1];
  if (!next || next.afterDays > days) return undefined;
  const before = steps[last];
  const lastDay = taken
    .map(({ takenOn }) => takenOn)
    .sort()
    .at(-1);
  if (!before || !lastDay) return next;
  return daysBetween(lastDay, today) >= next.afterDays - before.afterDays ? next : undefined;
}

/** The ladder as it is now. */
export async function listLadder(db: Reader) {
  const steps = await db.selectFrom("arrears_ladder").selectAll().orderBy("step_no").execute();
  return steps.map((step) => ({ ...step, stepNo: step.step_no, afterDays: step.after_days }) satisfies LadderStep);
}
