import { addDays, ukDay } from "#app/time/clock.ts";
import type { Pause } from "./standing.ts";

type MembershipRow = { state: string; created_at: Date; ends_at: Date | null; end_reason: string | null };

/** One promise to pay dues. `endedOn` is set where a person ended it, from that day on; not where Stripe gave up. */
export type PromiseFact = { from: string; endedOn: string | null; live: boolean };

/**
 * What a membership's row says about its beginning and its end. Undefined for a duplicate: it never was one. Payments
 * that failed until Stripe ended the subscription are no resignation.
 */
export function promiseOf(row: MembershipRow): PromiseFact | undefined {
  if (row.state === "duplicate") return undefined;
  const asked = row.state === "cancelled" ? row.end_reason === "asked" : row.ends_at !== null;
  return {
    from: ukDay(row.created_at),
    endedOn: asked ? ukDay(row.ends_at ?? row.created_at) : null,
    live: row.state === "active" || row.state === "past_due" || row.state === "paused",
  };
}

/**
 * The days between leaving and coming back: by another promise, or by dues paid without one (`paidOn`, the days on
 * which such dues came). Nothing is owed for them. Promises come in the order in which they were made.
 */
export function timesAway(promises: readonly PromiseFact[], paidOn: readonly string[]): Pause[] {
  // the live one last, whatever was begun and dropped beside it
  const inTurn = [...promises.filter(({ live }) => !live), ...promises.filter(({ live }) => live)];
  return inTurn.flatMap(({ endedOn }, i): Pause[] => {
    if (endedOn === null) return [];
    const back = [inTurn[i + 1]?.from, ...paidOn.filter((day) => day > endedOn)].filter((day) => day !== undefined);
    return between(endedOn, earliest(back), "left");
  });
}

/** That payments were paused, or taken again. `ends`: the days on which the pause is over by itself. */
export type PauseChange = { kind: "pause" | "resume"; doneOn: string; ends: readonly string[] };

/** The days on which a promise was paused at Stripe. Changes come in the order in which Stripe made them. */
export function timesPaused(changes: readonly PauseChange[]): Pause[] {
  return changes.flatMap(({ kind, doneOn, ends }, i): Pause[] => {
    if (kind === "resume") return [];
    const next = changes[i + 1]?.doneOn;
    return between(doneOn, earliest(next ? [next, ...ends] : ends), "paused");
  });
}

const earliest = (days: readonly string[]): string | undefined => days.toSorted()[0];

/** The days from one up to and without another; none where that comes first. */
function between(from: string, back: string | undefined, why: Pause["why"]): Pause[] {
  if (back === undefined) return [{ from, until: null, why }];
  return back > from ? [{ from, until: addDays(back, -1), why }] : [];
}
