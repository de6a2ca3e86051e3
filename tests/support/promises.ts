import { recurringDonationPath } from "#app/references/addresses.ts";
import { linkKey } from "#app/references/link-key.ts";
import { post, type Reply } from "./ask.ts";
import type { House } from "./house.ts";
import { askToGive, askToJoin, pay } from "./money.ts";

/** What monthly promises go through, done as payers, banks and officers do it. */
export const DAY = 86_400;
export const MONTH = 32 * DAY;
/** Until Stripe's last try has failed: 3, 5 and 7 days after one another, and a little more. */
export const ALL_TRIES = 16 * DAY;

export const CARD = { pays: "4242424242424242", failsLater: "4000000000000341", asksTheBank: "4000002760003184" };

/** A monthly donation that has begun. */
export async function giveMonthly(house: House, amount = 500, with_: Record<string, string> = {}) {
  const checkout = await askToGive(house, amount, true);
  await pay(house, checkout, with_);
  await house.quiet();
  return promiseOf(house, checkout);
}

/** The recurring donation of a checkout as it is now, with its page. */
export async function promiseOf(house: House, checkoutId: string) {
  const row = await house.site.db
    .selectFrom("checkouts")
    .innerJoin("recurring_donations", "recurring_donations.id", "checkouts.recurring_donation_id")
    .selectAll("recurring_donations")
    .where("checkouts.id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  return {
    ...row,
    subscription: row.stripe_subscription_id ?? "",
    page: recurringDonationPath(house.site.settings.formSecret, row),
  };
}

export type Giving = Awaited<ReturnType<typeof giveMonthly>>;

/** The same promise once more, as it is now. */
export async function afresh(house: House, { id }: { id: string }) {
  return house.site.db.selectFrom("recurring_donations").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

/** Somebody who has joined and paid, or whose bank has been asked to. */
export async function joinMonthly(house: House, with_: Record<string, string> = {}) {
  const checkout = await askToJoin(house);
  await pay(house, checkout, with_);
  await house.quiet();
  const membership = await membershipNow(house);
  const { public_ref } = await house.site.db
    .selectFrom("applications")
    .select("public_ref")
    .where("id", "=", membership.application_id)
    .executeTakeFirstOrThrow();
  const key = linkKey(house.site.settings.formSecret, "application", membership.application_id);
  return { ...membership, checkout, reference: public_ref, page: `/dues/${public_ref}?key=${key}` };
}

/** The one membership of a house, as it is now. */
export function membershipNow(house: House) {
  return house.site.db.selectFrom("memberships").selectAll().executeTakeFirstOrThrow();
}

export function missedNow(house: House) {
  return house.site.db.selectFrom("missed_instalments").selectAll().orderBy("missed_at").execute();
}

/** Time passes at Stripe, and everything it brings is told and settled. */
export async function pass(house: House, seconds: number): Promise<void> {
  await house.stripe.advance(seconds);
  await house.quiet();
}

export function lettersCalled(house: House, start: string) {
  return house.mailbox.messages().filter((message) => message.subject.startsWith(start));
}

/** Presses a button of a promise's page. */
export function press(house: House, page: string, fields: Record<string, string>): Promise<Reply> {
  return post(house.url, page, fields);
}

/** Saves another card through our page and Stripe's. */
export async function saveCard(house: House, page: string, number: string): Promise<void> {
  const portal = await press(house, page, { intent: "card" });
  if (portal.status !== 303) throw new Error(`the page did not lead to Stripe: ${portal.status}`);
  const { pathname } = new URL(String(portal.headers.location));
  const saved = await submit(house, `${pathname}/payment-method`, typed(number));
  if (saved.status >= 400) throw new Error(`Stripe's page refused the card: ${saved.status}`);
  await house.quiet();
}

/** What is typed into a form of Stripe's for a card. */
export const typed = (number: string) => ({
  method: "card",
  card_number: number,
  card_expiry: "12/40",
  card_cvc: "123",
  name: "Ada Example",
});

/** Sends a form of one of Stripe's own pages. */
export function submit(house: House, path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(house.stripeUrl + path, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
}
