import { queueLetter } from "#app/mail/outbox.ts";
import { giveUpMissed } from "#app/payments/missed.ts";
import { noteChanges } from "#app/payments/promise-change.ts";
import { isMirrored, mirrorOf } from "#app/payments/promise-mirror.ts";
import type { SeenSubscription } from "#app/payments/subscription.ts";
import type { Tx } from "#db/client.ts";

/**
 * Copies where a recurring donation stands with Stripe onto our promise, its amount included, and tells the giver what
 * changed. Cancelled is final, and an answer older than the last one changes nothing.
 */
export async function mirrorRecurringDonation(
  tx: Tx,
  recurringDonationId: string,
  seen: SeenSubscription,
  personId?: string,
): Promise<void> {
  const known = await tx
    .selectFrom("recurring_donations")
    .selectAll()
    .where("id", "=", recurringDonationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const person = personId && !known.person_id ? { person_id: personId } : {};
  const columns = mirrorOf(known, seen);
  if (!columns) {
    if (person.person_id) await tx.updateTable("recurring_donations").set(person).where("id", "=", known.id).execute();
    return;
  }
  const amount_pence = seen.state === "cancelled" ? known.amount_pence : (seen.monthlyPence ?? known.amount_pence);
  const said = isMirrored(known, columns) && known.stripe_subscription_id === seen.id && !person.person_id;
  if (!said || amount_pence !== known.amount_pence)
    await tx
      .updateTable("recurring_donations")
      .set({ ...columns, ...person, stripe_subscription_id: seen.id, amount_pence })
      .where("id", "=", known.id)
      .execute();
  const of = { recurring_donation_id: known.id };
  await noteChanges(
    tx,
    of,
    { state: known.state, amountPence: known.amount_pence, endsAt: known.ends_at, pausedUntil: known.paused_until },
    seen,
  );
  if (seen.state !== "cancelled") return;
  await giveUpMissed(tx, of);
  await queueLetter(tx, "recurring-donation-ended", known.id);
}
