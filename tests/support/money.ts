import { askForDonation, startDonation } from "#app/giving/donations.ts";
import { askForDues, startApplication } from "#app/membership/applications.ts";
import { pence } from "#app/money/pence.ts";
import { openCheckout } from "#app/payments/checkout.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { askForOrder, startOrder } from "#app/shop/orders.ts";
import type { House } from "./house.ts";

/** Each asks to pay as the site's own routes do, and gives our checkout's id. */

export async function askToBuy(
  house: House,
  lines: { slug: string; quantity: number }[],
  options: { donation?: number; formKey?: string } = {},
): Promise<string> {
  const basket = await priceBasket(house.site.db, { lines, donationPence: options.donation ?? 0 }, "2026-11-23");
  const { checkoutId } = await startOrder(house.site, basket, options.formKey ?? crypto.randomUUID());
  const { order_id } = await house.site.db
    .selectFrom("checkouts")
    .select("order_id")
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  await openCheckout(house.site, checkoutId, await askForOrder(house.site, order_id ?? ""));
  return checkoutId;
}

export async function askToGive(
  house: House,
  amount: number,
  monthly = false,
  formKey: string = crypto.randomUUID(),
): Promise<string> {
  const checkoutId = await startDonation(house.site, {
    amountPence: pence(amount),
    monthly,
    wording: "Your donation goes to the party.",
    formKey,
  });
  await openCheckout(house.site, checkoutId, askForDonation(house.site, pence(amount), monthly, checkoutId));
  return checkoutId;
}

export const ADA = {
  fullName: "Ada Example",
  email: "ada@reader.example",
  line1: "2 Example Road",
  town: "London",
  postcode: "E11 3ZZ",
  country: "GB",
};

export async function askToJoin(
  house: House,
  over: { email?: string; fullName?: string; formKey?: string } = {},
): Promise<string> {
  const { formKey, ...contact } = over;
  const start = await startApplication(house.site, {
    formKey: formKey ?? crypto.randomUUID(),
    contact: { ...ADA, ...contact },
    rateId: null,
    duesPence: pence(500),
    agreedWording: "I am 16 or over and agree with the party's aims and rules.",
    consents: [],
    withoutPayment: false,
  });
  const checkoutId = start.checkoutId ?? "";
  await openCheckout(house.site, checkoutId, await askForDues(house.site, start.applicationId));
  return checkoutId;
}

/** Presses Pay on Stripe's page of a checkout of ours. */
export async function pay(house: House, checkoutId: string, with_: Record<string, string> = {}): Promise<void> {
  const { session_id } = await house.site.db
    .selectFrom("checkouts")
    .select("session_id")
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  await house.stripe.pay(session_id ?? "", { email: ADA.email, name: ADA.fullName, ...with_ });
}

/** The whole journal, as a treasurer would add it up: each account's balance in pence, without those at zero. */
export async function balances(house: House): Promise<Record<string, number>> {
  const { rows } = await house.database.owner.query(
    "select account, sum(amount_pence)::int as pence from ledger_lines group by account having sum(amount_pence) <> 0 order by account",
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.pence]));
}

export async function counts(house: House): Promise<Record<string, number>> {
  const tables = ["payments", "donations", "dues", "ledger_entries", "outbox", "orders", "memberships"];
  const { rows } = await house.database.owner.query(
    `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(", ")}`,
  );
  return rows[0];
}
