import { listMissed } from "#app/payments/missed.ts";
import type { Payments } from "#app/payments/payments.ts";
import { askChange, isSo } from "#app/payments/promise-change.ts";
import { tellStripe, type Wish } from "#app/payments/promise-wish.ts";
import { findSubscription } from "#app/payments/subscription.ts";
import { addDays, ukDay } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import { type Reader, transact } from "#db/client.ts";
import { mirrorRecurringDonation } from "./recurring-mirror.ts";

/**
 * A recurring donation by its public reference, with what it has given and what of it did not go through. The route has
 * to check the link's key.
 */
export async function findRecurringDonation(db: Reader, publicRef: string) {
  const promise = await db
    .selectFrom("recurring_donations")
    .selectAll()
    .where("public_ref", "=", publicRef)
    .executeTakeFirst();
  if (!promise) return undefined;
  const given = await db
    .selectFrom("donations")
    .select(["public_ref", "amount_pence", "received_at"])
    .where("recurring_donation_id", "=", promise.id)
    .orderBy("received_at", "desc")
    .limit(24)
    .execute();
  return { promise, given, missed: await listMissed(db, { recurring_donation_id: promise.id }) };
}

type Asker = { id: string; stripe_subscription_id: string | null };

/** `over`: it has ended, so there is nothing to change. `not now`: Stripe cannot do it as things stand. */
export type Changed = "done" | "over" | "not now";

/**
 * Does what a giver wishes: our row first, then Stripe, then what Stripe says of it is mirrored and confirmed by letter.
 * Wished again it changes nothing. Throws where Stripe cannot be reached: then nothing is known to have changed, and the
 * page must not say so. Throws `NeedsAPerson` where only a person can do it.
 */
export async function changeRecurringDonation(p: Payments, promise: Asker, wish: Wish): Promise<Changed> {
  const subscriptionId = promise.stripe_subscription_id;
  if (!subscriptionId) return "over";
  const of = { recurring_donation_id: promise.id };
  const change = await transact(p.db, async (tx) => {
    const row = await tx
      .selectFrom("recurring_donations")
      .selectAll()
      .where("id", "=", promise.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (row.state === "cancelled") return undefined;
    return askChange(tx, of, row.amount_pence, wish, p.clock.now());
  });
  if (!change) return "over";
  await tellStripe(p, subscriptionId, wish, `promise-change:${change}`);
  const seen = await findSubscription(p, subscriptionId);
  if (!seen) throw new Error("Stripe does not know a subscription of ours");
  await transact(p.db, (tx) => mirrorRecurringDonation(tx, promise.id, seen));
  if (isSo(wish, seen)) return "done";
  if (seen.state === "cancelled") return "over";
  if (wish.kind === "pause") return "not now";
  throw new Error(`Stripe was asked to ${wish.kind} a subscription and did not`);
}

/** The months a pause may last. */
export const PAUSES = ["1", "2", "3"] as const;
export type PauseMonths = (typeof PAUSES)[number];

/** Voids as many of the payments to come. The next one after them is taken on its usual day. */
export async function pauseRecurringDonation(p: Payments, promise: Asker, months: PauseMonths): Promise<Changed> {
  const seen = promise.stripe_subscription_id && (await findSubscription(p, promise.stripe_subscription_id));
  if (!seen || seen.state === "cancelled") return "over";
  if (seen.state === "paused") {
    // Stripe took an earlier press whose answer never reached us
    await transact(p.db, (tx) => mirrorRecurringDonation(tx, promise.id, seen));
    return "done";
  }
  if (seen.state !== "active" || !seen.nextAt) return "not now";
  const back = paymentAfter(ukDay(seen.nextAt), months);
  // the day before, at noon: whatever the clocks do, what falls due that month is taken again
  return changeRecurringDonation(p, promise, { kind: "pause", until: new Date(`${addDays(back, -1)}T12:00:00Z`) });
}

/** The civil day of the first payment after a pause. `next`: the day of the first one that is voided. */
export function paymentAfter(next: string, months: PauseMonths): string {
  return addMonths(next, Number.parseInt(months, 10));
}

/**
 * The civil day on which the next payment is taken; undefined where nothing says so: it is over or ending, or it is
 * paused until somebody starts it again.
 */
export function nextPayment(promise: {
  state: string;
  next_at: Date | null;
  paused_until: Date | null;
}): string | undefined {
  if (!promise.next_at || promise.state === "cancelled") return undefined;
  const next = ukDay(promise.next_at);
  if (promise.state !== "paused") return next;
  if (!promise.paused_until) return undefined;
  const until = ukDay(promise.paused_until);
  let months = 0;
  while (addMonths(next, months) <= until) months++;
  return addMonths(next, months);
}
