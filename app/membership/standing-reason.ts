import { formatPence, NOTHING } from "#app/money/pence.ts";
import { addDays, daysBetween, formatDay } from "#app/time/clock.ts";
import { type DuesFact, daysBought } from "./paid-days.ts";
import type { Standing } from "./standing.ts";

/** Says where somebody stands and why. The member and the officers read the same words. */
export function explain(
  { kind, paidThrough, missedFrom, daysInArrears }: Omit<Standing, "reason">,
  dues: readonly DuesFact[],
  firstPaidDay: string | undefined,
  today: string,
): string {
  const gap = paidThrough ? addDays(paidThrough, 1) : undefined;
  // days that were paused since are the nearer reason
  const short = missedFrom && missedFrom !== gap ? undefined : shortened(dues, gap, today);
  const why = short ? ` ${sayWhatLeft(short)}` : "";
  const upTo = paidThrough ? ` Paid up to ${formatDay(paidThrough)}.` : "";
  switch (kind) {
    case "paid":
      return `${upTo.trim()}${why}`;
    case "ended":
      return `Ended as asked.${upTo}${why}`;
    case "stopped":
      return `Nothing is asked for at present.${upTo}${why}`;
    case "never_paid":
      return firstPaidDay ? `Paid from ${formatDay(firstPaidDay)} on.` : `No dues are paid.${why}`;
    case "in_arrears": {
      if (short) return `${upTo.trim()}${why}`;
      const due = formatDay(missedFrom ?? today);
      if (daysInArrears === 0) return `A payment is due today, ${due}.`;
      return `The payment due on ${due} has not come; ${daysInArrears === 1 ? "1 day" : `${daysInArrears} days`}.`;
    }
  }
}

/**
 * The payment that would pay for the first day that is not paid for, had all of it stayed. Where no day is paid for,
 * the latest one that did not stay.
 */
function shortened(dues: readonly DuesFact[], gap: string | undefined, today: string): DuesFact | undefined {
  return dues
    .filter(({ backPence, heldPence }) => backPence > NOTHING || heldPence > NOTHING)
    .filter(({ from, to }) => (gap ? from <= gap && gap < to : from <= today))
    .sort(inOrder)
    .at(-1);
}

/** Any order that is always the same: the sentence must not depend on the order of the rows. */
function inOrder(a: DuesFact, b: DuesFact): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to !== b.to) return a.to < b.to ? -1 : 1;
  return a.paidPence - b.paidPence || a.backPence - b.backPence || a.heldPence - b.heldPence;
}

function sayWhatLeft(dues: DuesFact): string {
  const left = [
    ...(dues.backPence > NOTHING ? [`${formatPence(dues.backPence)} was sent back`] : []),
    ...(dues.heldPence > NOTHING ? [`${formatPence(dues.heldPence)} was taken back by the bank`] : []),
  ];
  const bought = daysBought(dues);
  const pays = bought === 0 ? "no day" : `${bought} of ${daysBetween(dues.from, dues.to)} days`;
  const term = `${formatDay(dues.from)} to ${formatDay(addDays(dues.to, -1))}`;
  return `Of the ${formatPence(dues.paidPence)} for ${term}, ${left.join(" and ")}, so it pays ${pays}.`;
}
