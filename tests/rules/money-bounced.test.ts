import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askForDonation, startDonation } from "#app/giving/donations.ts";
import { pence } from "#app/money/pence.ts";
import { openCheckout } from "#app/payments/checkout.ts";
import { priceBasket } from "#app/shop/basket.ts";
import { askForOrder, startOrder } from "#app/shop/orders.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { balances, counts, pay } from "../support/money.ts";
import { stripeBalance } from "../support/stripe-controls.ts";

/** Paid once by Direct Debit: the page is left at once, and the bank says yes or no days later. */
const IDO = "in-defence-of-october";
const DAY = 86_400;

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await house.quiet();
  expect((await balances(house)).stripe_clearing ?? 0).toBe(stripeBalance(house));
  await closeSound(house);
});

async function orderByBank(account: string): Promise<string> {
  const basket = await priceBasket(
    house.site.db,
    { lines: [{ slug: IDO, quantity: 2 }], donationPence: 0 },
    "2026-11-23",
  );
  const { checkoutId: id } = await startOrder(house.site, basket, crypto.randomUUID());
  const { order_id } = await house.site.db.selectFrom("checkouts").select("order_id").executeTakeFirstOrThrow();
  await openCheckout(house.site, id, { ...(await askForOrder(house.site, order_id ?? "")), bacs: true });
  await pay(house, id, { bacsAccount: account });
  await house.quiet();
  return id;
}

async function giftByBank(account: string): Promise<string> {
  const id = await startDonation(house.site, {
    amountPence: pence(2500),
    monthly: false,
    wording: "Your donation goes to the party.",
    formKey: crypto.randomUUID(),
  });
  await openCheckout(house.site, id, { ...askForDonation(house.site, pence(2500), false, id), bacs: true });
  await pay(house, id, { bacsAccount: account });
  await house.quiet();
  return id;
}

const state = async (table: "orders" | "checkouts") =>
  (await house.site.db.selectFrom(table).select("state").executeTakeFirstOrThrow()).state;
const reserved = async () =>
  (await house.database.owner.query("select sum(reserved)::int as n from stock")).rows[0].n as number;

describe("an order", () => {
  test("keeps its copies while the bank is at work, and is paid when the money is there", async () => {
    await orderByBank("00012345");
    await house.stripe.advance(3600); // its 31 minutes are over, and Stripe does not call it expired
    await house.quiet();
    expect([await state("checkouts"), await state("orders"), await reserved()]).toEqual([
      "processing",
      "awaiting_payment",
      2,
    ]);
    expect(await counts(house)).toMatchObject({ payments: 0 });
    await house.stripe.advance(10 * DAY);
    await house.quiet();
    expect([await state("checkouts"), await state("orders"), await reserved()]).toEqual(["paid", "paid", 0]);
    expect(await balances(house)).toMatchObject({ sales_zero_rated: -100, stripe_fees: 20 });
  });

  test("refused days later gives its copies back, once, and the buyer is told that nothing was taken", async () => {
    await orderByBank("22222227");
    await house.stripe.advance(10 * DAY);
    await house.quiet();
    expect([await state("checkouts"), await state("orders"), await reserved()]).toEqual(["failed", "expired", 0]);
    expect(await counts(house)).toMatchObject({ payments: 0, ledger_entries: 0 });
    const letters = house.mailbox.messages().filter((message) => /No money was taken/.test(message.text ?? ""));
    expect(letters).toHaveLength(1);
  });
});

describe("a gift", () => {
  test("that fails on day six leaves the totals untouched and tells the giver", async () => {
    await giftByBank("22222227");
    expect(await state("checkouts")).toBe("processing");
    await house.stripe.advance(10 * DAY);
    await house.quiet();
    expect(await state("checkouts")).toBe("failed");
    expect(await counts(house)).toMatchObject({ payments: 0, donations: 0, ledger_entries: 0 });
    const [letter] = house.mailbox.messages();
    expect(letter?.subject).toBe("Your payment of £25");
    expect(letter?.text).toContain("you owe nothing");
  });

  test("that comes late is one donation, with its receipt", async () => {
    await giftByBank("90012345");
    await house.stripe.advance(25 * DAY);
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1, donations: 1, outbox: 1 });
  });
});
