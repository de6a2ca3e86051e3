import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CheckoutOver, openCheckout } from "#app/payments/checkout.ts";
import { abandonCheckout, settle, settleCheckout } from "#app/settlement.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { askForOrder, startOrder } from "#app/shop/orders.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToJoin, balances, pay } from "../support/money.ts";
import { CARD, DAY, submit, typed } from "../support/promises.ts";

/** An asking that was over for us, and of which Stripe has something to say all the same. */
const IDO = "in-defence-of-october";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const checkout = () => house.site.db.selectFrom("checkouts").selectAll().executeTakeFirstOrThrow();
const states = async () => [
  (await checkout()).state,
  (await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state,
];

/** A basket is changed in one tab while the other waits for Stripe to make the page. */
async function endWhileItsPageIsMade(): Promise<unknown> {
  const { site } = house;
  const basket = await priceBasket(site.db, { lines: [{ slug: IDO, quantity: 2 }], donationPence: 0 }, "2026-11-23");
  const { checkoutId: id } = await startOrder(site, basket, crypto.randomUUID());
  const asking = await askForOrder(site, (await checkout()).order_id ?? "");
  Object.assign(house.stripe.chaos.answers, { only: "POST /v1/checkout/sessions", slowMs: 1_000 });
  const opening = openCheckout(site, id, asking).catch((error: unknown) => error);
  while (!house.stripe.requests().some((request) => request.method === "POST")) await wait(10);
  await abandonCheckout(site, id);
  return opening;
}

test("ended while its page is made: nobody is led there, the page is closed, and its end is no fault", async () => {
  expect(await endWhileItsPageIsMade()).toBeInstanceOf(CheckoutOver);
  const [session] = (await house.site.stripe.checkout.sessions.list({ limit: 1 })).data;
  expect(session?.status).toBe("expired");
  await house.quiet();
  expect(await states()).toEqual(["failed", "expired"]);
  const events = await house.site.db.selectFrom("stripe_events").select(["type", "state"]).execute();
  expect(events).toEqual([{ type: "checkout.session.expired", state: "done" }]);
  expect(await settle(house.site, { kind: "checkout.session", id: session?.id ?? "" })).toEqual({ state: "done" });
  expect((await house.database.owner.query("select sum(reserved)::int as n from stock")).rows[0].n).toBe(0);
});

test("a first Direct Debit that bounced, made up by card: coming back before the news is no fault", async () => {
  const id = await askToJoin(house);
  await pay(house, id, { bacsAccount: "22222227" });
  await house.quiet();
  await house.stripe.advance(7 * DAY);
  await house.quiet();
  expect((await checkout()).state).toBe("failed");
  const { invoice_id } = await house.site.db
    .selectFrom("missed_instalments")
    .select("invoice_id")
    .executeTakeFirstOrThrow();
  const webhook = { url: `${house.url}/webhooks/stripe`, secret: "whsec_sandbox0123456789abcdef" };
  house.stripe.setWebhook(undefined);
  await submit(house, `/invoice/${invoice_id}`, typed(CARD.pays));
  await settleCheckout(house.site, id); // the thank-you page
  house.stripe.setWebhook(webhook);
  await house.quiet();
  expect((await checkout()).state).toBe("paid");
  expect(await balances(house)).toMatchObject({ dues: -500, stripe_clearing: 472 });
});
