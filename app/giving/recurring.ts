import { queueLetter } from "#app/mail/outbox.ts";
import type { Payments } from "#app/payments/payments.ts";
import { endSubscription, findSubscription } from "#app/payments/subscription.ts";
import { type Reader, transact } from "#db/client.ts";
import { mirrorRecurringDonation } from "./donations.ts";

/** A recurring donation by its public reference, with what it has given. The route has to check the link's key. */
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
  return { promise, given };
}

/**
 * Ends a recurring donation at Stripe, at once, and confirms it by letter. Asked again it changes nothing. Throws where
 * Stripe cannot be reached: then it has not ended, and the page must not say so.
 */
export async function endRecurringDonation(
  p: Payments,
  promise: { id: string; stripe_subscription_id: string | null },
): Promise<void> {
  if (!promise.stripe_subscription_id) return;
  await endSubscription(p, promise.stripe_subscription_id);
  const seen = await findSubscription(p, promise.stripe_subscription_id);
  if (seen?.state !== "cancelled") throw new Error("Stripe was asked to end a subscription and did not");
  await transact(p.db, async (tx) => {
    await mirrorRecurringDonation(tx, promise.id, seen);
    await queueLetter(tx, "recurring-donation-ended", promise.id);
  });
}
