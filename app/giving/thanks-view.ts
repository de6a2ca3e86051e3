import { ukDay } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import type { Reader } from "#db/client.ts";
import { findDonationOfCheckout } from "./donations.ts";

/**
 * What the thank-you page knows of one checkout: how it stands, what was promised, and the donation once its money
 * came. Undefined where the checkout is not for a donation. The route has to check the link's key first.
 */
export async function findThanks(db: Reader, checkoutId: string) {
  const checkout = await db
    .selectFrom("checkouts")
    .select(["state", "total_pence", "donation_offer_id", "recurring_donation_id"])
    .where("id", "=", checkoutId)
    .executeTakeFirst();
  if (!checkout || !(checkout.donation_offer_id ?? checkout.recurring_donation_id)) return undefined;
  const promise = checkout.recurring_donation_id
    ? await db
        .selectFrom("recurring_donations")
        .select(["id", "public_ref"])
        .where("id", "=", checkout.recurring_donation_id)
        .executeTakeFirst()
    : undefined;
  const donation = await findDonationOfCheckout(db, checkoutId);
  const receivedOn = donation && ukDay(donation.received_at);
  return {
    state: checkout.state,
    amountPence: checkout.total_pence,
    monthly: checkout.recurring_donation_id !== null,
    promise,
    donation: donation && {
      reference: donation.public_ref,
      personId: donation.person_id,
      receivedOn: ukDay(donation.received_at),
      checkedBy: donation.deadline_on ?? undefined,
    },
    nextOn: receivedOn && addMonths(receivedOn, 1),
  };
}
