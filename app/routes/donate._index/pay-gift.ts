import { findSum } from "#app/figures/figures.ts";
import { askForDonation, type Gift, startDonation } from "#app/giving/donations.ts";
import type { Limits } from "#app/giving/forms.ts";
import { findThanks } from "#app/giving/thanks-view.ts";
import { giftWording } from "#app/giving/wording.ts";
import { CheckoutOver, openCheckout } from "#app/payments/checkout.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";

/** The figures in force today, and the words that stand above the buttons. */
export async function findGivingRules(site: Site) {
  const today = ukDay(site.clock.now());
  const [min, max, floor] = await Promise.all([
    findSum(site.db, "donation.minimum", today),
    findSum(site.db, "donation.maximum_online", today),
    findSum(site.db, "ppera.donation_floor", today),
  ]);
  const limits: Limits = { min, max, phone: site.settings.party.phone };
  return { limits, floor, wording: giftWording(site.settings.party, floor) };
}

type Paid = { address: string } | { sentence: string; status: 422 | 503 };

const OPEN_TOO_LONG: Paid = {
  sentence: "This page was open for a while. Check your answers and send again.",
  status: 422,
};

/** Keeps what someone offers to give and opens Stripe's page for it, or says in a sentence why not. */
export async function payGift(site: Site, gift: Gift, giver?: Parameters<typeof startDonation>[2]): Promise<Paid> {
  try {
    const checkout = await startDonation(site, gift, giver);
    const first = await findThanks(site.db, checkout);
    // the same key with another sum is an old page, not a second press
    if (first?.amountPence !== gift.amountPence || first.monthly !== gift.monthly) return OPEN_TOO_LONG;
    return {
      address: await openCheckout(site, checkout, askForDonation(site, gift.amountPence, gift.monthly, checkout)),
    };
  } catch (error) {
    if (error instanceof CheckoutOver) return OPEN_TOO_LONG;
    if (!isStripeOutage(error)) throw error;
    site.log.warn("Stripe was out of reach for a donation");
    const sentence =
      "We could not reach the payment page. Nothing was taken and your choices are still here. Try again in a few minutes.";
    return { sentence, status: 503 };
  }
}
