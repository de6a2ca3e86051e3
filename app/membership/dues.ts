import type { Pence } from "#app/money/pence.ts";
import { addDays, daysBetween, ukDay } from "#app/time/clock.ts";
import type { Tx } from "#db/client.ts";
import { refreshStanding } from "./standings.ts";

/**
 * The civil days one payment of dues buys: from the day the period begins up to, and without, the day the next one
 * begins. A period shorter than a day still buys that day.
 */
export function termOf(period: { start: Date; end: Date }): { from: string; to: string } {
  const from = ukDay(period.start);
  const to = ukDay(period.end);
  return { from, to: to > from ? to : addDays(from, 1) };
}

type ReceivedDues = {
  paymentId: string;
  personId: string;
  membershipId: string;
  invoiceId: string;
  amountPence: Pence;
  receivedAt: Date;
  period: { start: Date; end: Date };
  /** The civil day on which this is recorded, for the standing it leads to. */
  today: string;
};

/**
 * Records one payment of dues and the days it buys. Where those days are paid for already (a period that Stripe moved
 * by a day, a payment made up late), it buys the days that follow: money never buys the same day twice. Where the member
 * stands is worked out anew.
 */
export async function receiveDues(tx: Tx, received: ReceivedDues): Promise<void> {
  // rows that name this person may be written beside it; their dues may not
  await tx.selectFrom("people").select("id").where("id", "=", received.personId).forNoKeyUpdate().execute();
  const { from, to } = termOf(received.period);
  const days = daysBetween(from, to);
  const start = await firstFreeDay(tx, received.personId, from, days);
  await tx
    .insertInto("dues")
    .values({
      payment_id: received.paymentId,
      person_id: received.personId,
      membership_id: received.membershipId,
      amount_pence: received.amountPence,
      invoice_id: received.invoiceId,
      received_at: received.receivedAt,
      term: `[${start},${addDays(start, days)})`,
    })
    .execute();
  await refreshStanding(tx, received.personId, received.today);
}

/** The first day from which on so many days in a row are not paid for yet. Ask with the person locked. */
export async function firstFreeDay(tx: Tx, personId: string, from: string, days: number): Promise<string> {
  const paid = await tx
    .selectFrom("dues")
    .select("term")
    .where("person_id", "=", personId)
    .where("void", "=", false)
    .execute();
  const terms = paid.map(({ term }) => term.slice(1, -1).split(",")).sort();
  let start = from;
  for (const [a = "", b = ""] of terms) {
    if (a < addDays(start, days) && b > start) start = b;
  }
  return start;
}
