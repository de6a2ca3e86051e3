import type { AppLoadContext } from "@remix-run/node";
import { findSum } from "#app/figures/figures.ts";
import { askForDonation, type Gift, OtherGift, startDonation } from "#app/giving/donations.ts";
import type { Limits } from "#app/giving/forms.ts";
import { findGiftPause, GiftsPaused } from "#app/giving/pause.ts";
import { findThanks } from "#app/giving/thanks-view.ts";
import { giftWording } from "#app/giving/wording.ts";
import { passLimits, TooOften } from "#app/limits/limits.ts";
import { checkoutLimits } from "#app/limits/of-forms.ts";
import { CheckoutOver, openCheckout } from "#app/payments/checkout.ts";
import { isStripeOutage } from "#app/payments/stripe-client.ts";
import { abandonCheckout } from "#app/settlement.ts";
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

type Paid = { address: string } | { sentence: string; status: 422 | 503 } | { tooOften: TooOften };

const OPEN_TOO_LONG: Paid = {
  sentence: "This page was open for a while. Check your answers and send again.",
  status: 422,
};

/**
 * Keeps what someone offers to give and opens Stripe's page for it, or says in a sentence why not. What the bank or Stripe
 * said of a card is never among the reasons.
 */
export async function payGift(site: AppLoadContext, gift: Gift): Promise<Paid> {
  try {
    // asked before anything is counted; `startDonation` asks again where it counts
    if (await findGiftPause(site.db)) throw new GiftsPaused("a keeper has paused gifts");
    await passLimits(site, checkoutLimits(site.settings, site.visitor), gift.formKey);
    return await openGift(site, gift);
  } catch (error) {
    if (error instanceof TooOften) return { tooOften: error };
    if (error instanceof GiftsPaused) return { sentence: pausedSentence(site), status: 503 };
    if (!isStripeOutage(error)) throw error;
    site.log.warn("Stripe was out of reach for a donation");
    const sentence =
      "We could not reach the payment page. Nothing was taken and your choices are still here. Try again in a few minutes.";
    return { sentence, status: 503 };
  }
}

function pausedSentence({ settings: { party } }: Site): string {
  return `We cannot take donations on this site at the moment. Nothing was taken and your choices are still here. Call ${party.phone}, or see other ways to pay, below.`;
}

async function openGift(site: Site, gift: Gift): Promise<Paid> {
  let checkout: string | undefined;
  try {
    checkout = await startDonation(site, gift);
    const asking = askForDonation(site, gift.amountPence, gift.monthly, checkout);
    return { address: await openCheckout(site, checkout, asking) };
  } catch (error) {
    // the same key with another sum or giver is an old page, not a second press
    if (error instanceof OtherGift) return endGift(site, gift, error.checkoutId);
    if (error instanceof CheckoutOver && checkout) return endGift(site, gift, checkout);
    throw error;
  }
}

/**
 * Ends what an earlier press of the same page asked for, so that it is not paid beside what is typed now. Where it
 * turns out to be paid, its thank-you page is next; otherwise the page comes again, with a key of its own.
 */
async function endGift(site: Site, gift: Gift, checkout: string): Promise<Paid> {
  await abandonCheckout(site, checkout);
  const first = await findThanks(site.db, checkout);
  const given = first?.state === "paid" || first?.state === "processing";
  return given
    ? { address: askForDonation(site, gift.amountPence, gift.monthly, checkout).doneUrl(checkout) }
    : OPEN_TOO_LONG;
}
