import { minus, type Pence, sum, times } from "#app/money/pence.ts";
import { addDays, daysBetween } from "#app/time/clock.ts";

/** Civil days in the United Kingdom, from `from` up to and without `to`. */
export type Run = { from: string; to: string };

/** One payment of dues, as standing needs it: its term, and what of its money is still with us. */
export type DuesFact = Run & {
  /** What came, with everything else that was paid in the same payment. */
  paidPence: Pence;
  /** What of that has left: refunds that are pending with the bank or done. One only asked for has not left yet. */
  backPence: Pence;
  /** What of that a bank has taken: disputes that are open or lost. */
  heldPence: Pence;
  void: boolean;
};

/**
 * How many days of its term a payment buys, from the first on: all of them where all of it stayed, else as many whole
 * days as the part that stayed pays for. Where the payment was for other things too, each bears its share of what went
 * back, so the shares are those of the whole payment. Whole numbers only: the remainder is taken off before dividing.
 */
export function daysBought(dues: DuesFact): number {
  if (dues.void) return 0;
  const gone = sum(dues.backPence, dues.heldPence);
  if (gone >= dues.paidPence) return 0;
  const share = times(minus(dues.paidPence, gone), daysBetween(dues.from, dues.to));
  return (share - (share % dues.paidPence)) / dues.paidPence;
}

/** The days that dues pay for, in runs without a gap, earliest first. */
export function paidRuns(dues: readonly DuesFact[]): Run[] {
  const terms = dues
    .map((one) => ({ from: one.from, to: addDays(one.from, daysBought(one)) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const runs: Run[] = [];
  for (const term of terms) {
    const last = runs.at(-1);
    if (!last || term.from > last.to) runs.push(term);
    else if (term.to > last.to) last.to = term.to;
  }
  return runs;
}
