import { askForDonation, startDonation } from "#app/giving/donations.ts";
import { askForDues, startApplication } from "#app/membership/applications.ts";
import { pence } from "#app/money/pence.ts";
import { type Asking, openCheckout } from "#app/payments/checkout.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { askForOrder, startOrder } from "#app/shop/orders.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import type { Filled } from "./open.ts";

/** Asks for something as its route does, and gives our checkout and what Stripe's page is to ask for. */
type Ask = (site: Site, turn: number) => Promise<{ checkoutId: string; asking: Asking }>;

const buy: Ask = async (site) => {
  const wish = { lines: [{ slug: "in-defence-of-october", quantity: 1 }], donationPence: 0 };
  const basket = await priceBasket(site.db, wish, ukDay(site.clock.now()));
  const { checkoutId } = await startOrder(site, basket, crypto.randomUUID());
  const { order_id } = await site.db
    .selectFrom("checkouts")
    .select("order_id")
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  return { checkoutId, asking: await askForOrder(site, order_id ?? "") };
};

const give: Ask = async (site) => {
  const amountPence = pence(1250);
  const wording = "Your donation goes to the party.";
  const checkoutId = await startDonation(site, { amountPence, monthly: false, wording, formKey: crypto.randomUUID() });
  return { checkoutId, asking: askForDonation(site, amountPence, false, checkoutId) };
};

const join: Ask = async (site, turn) => {
  const { applicationId, checkoutId } = await startApplication(site, {
    formKey: crypto.randomUUID(),
    contact: {
      ...payer(turn),
      fullName: payer(turn).name,
      line1: "2 Example Road",
      town: "London",
      postcode: "E11 3ZZ",
    },
    rateId: null,
    duesPence: pence(500),
    agreedWording: "I am 16 or over and agree with the party's aims and rules.",
    consents: [],
    withoutPayment: false,
  });
  return { checkoutId: checkoutId ?? "", asking: await askForDues(site, applicationId) };
};

/** Somebody whom nobody knows yet, another one each time. */
const payer = (turn: number) => ({ name: `Rosa Example ${turn}`, email: `rosa${turn}@payer.example` });

export const SETTLINGS: [name: string, ask: Ask][] = [
  ["settle an order", buy],
  ["settle a donation", give],
  ["settle dues", join],
];

/** Somebody asked to pay and has paid at Stripe; nothing of it is known here yet. Gives the Checkout Session. */
export async function payUnsettled({ site, stripe }: Filled, ask: Ask, turn: number): Promise<string> {
  const { checkoutId, asking } = await ask(site, turn);
  await openCheckout(site, checkoutId, asking);
  const { session_id } = await site.db
    .selectFrom("checkouts")
    .select("session_id")
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  await stripe.pay(session_id ?? "", payer(turn));
  return session_id ?? "";
}
