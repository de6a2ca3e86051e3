import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openCheckout, prepareCheckout } from "#app/payments/checkout.ts";
import { settle, settleCheckout } from "#app/settlement.ts";
import { askForOrder, expireOrder } from "#app/shop/orders.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, balances, counts, pay } from "../support/money.ts";

const IDO = "in-defence-of-october";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const stockOf = async (slug: string) => {
  const { rows } = await house.database.owner.query(
    "select on_hand, reserved from stock join pamphlets on id = pamphlet_id where slug = $1",
    [slug],
  );
  return rows[0] as { on_hand: number; reserved: number };
};
const subjects = () => house.mailbox.messages().map((message) => message.subject);

describe("an order", () => {
  test("ends as rows a treasurer could explain", async () => {
    const before = await stockOf(IDO);
    const checkout = await askToBuy(house, [{ slug: IDO, quantity: 2 }], { donation: 100 });
    expect(await stockOf(IDO)).toEqual({ on_hand: before.on_hand, reserved: before.reserved + 2 });
    await pay(house, checkout);
    await house.quiet();

    const order = await house.site.db.selectFrom("orders").selectAll().executeTakeFirstOrThrow();
    expect(order).toMatchObject({ state: "paid", total_pence: 310, postage_pence: 110, donation_pence: 100 });
    expect(await stockOf(IDO)).toEqual({ on_hand: before.on_hand - 2, reserved: before.reserved });
    // 1.5 % of £3.10 and 20p is 25p
    expect(await balances(house)).toEqual({
      donations_accepted: -100,
      postage: -110,
      sales_zero_rated: -100,
      stripe_clearing: 310 - 25,
      stripe_fees: 25,
    });
    expect(house.stripe.balance().availablePence + house.stripe.balance().pendingPence).toBe(310 - 25);
    expect(subjects()).toEqual([`Your order ${order.public_ref}`]);
    const address = await house.site.db.selectFrom("delivery_addresses").selectAll().executeTakeFirstOrThrow();
    expect(address.country).toBe("GB");
  });

  test("is settled once, however often and by how many at once", async () => {
    const checkout = await askToBuy(house, [{ slug: IDO, quantity: 1 }]);
    await pay(house, checkout);
    await Promise.all(Array.from({ length: 12 }, () => settleCheckout(house.site, checkout)));
    await house.quiet();
    const { session_id } = await house.site.db.selectFrom("checkouts").select("session_id").executeTakeFirstOrThrow();
    await Promise.all(
      Array.from({ length: 12 }, () => settle(house.site, { kind: "checkout.session", id: session_id ?? "" })),
    );
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1, orders: 1, outbox: 1, ledger_entries: 2 });
  });

  test("that lapses gives its copies back, when Stripe says so", async () => {
    const before = await stockOf(IDO);
    await askToBuy(house, [{ slug: IDO, quantity: 3 }]);
    await house.quiet();
    expect((await stockOf(IDO)).reserved).toBe(before.reserved + 3);
    await house.stripe.advance(32 * 60);
    await house.quiet();
    expect(await stockOf(IDO)).toEqual(before);
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("expired");
  });

  test("paid after it lapsed with us takes copies again; with none left the money goes back by itself", async () => {
    const lapse = async (checkout: string) => {
      const { order_id } = await house.site.db
        .selectFrom("checkouts")
        .select("order_id")
        .where("id", "=", checkout)
        .executeTakeFirstOrThrow();
      await transact(house.site.db, (tx) => expireOrder(tx, order_id ?? ""));
    };
    const first = await askToBuy(house, [{ slug: IDO, quantity: 1 }]);
    await lapse(first);
    await pay(house, first);
    await house.quiet();
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("paid");

    const second = await askToBuy(house, [{ slug: IDO, quantity: 1 }]);
    await lapse(second);
    const { on_hand } = await stockOf(IDO);
    const gone =
      "insert into stock_moves (pamphlet_id, quantity, reason, actor) select id, -$1::int, 'stall', 'test' from pamphlets where slug = $2";
    await house.database.owner.query(gone, [on_hand, IDO]);
    await house.database.owner.query(
      "update stock set on_hand = 0 from pamphlets where id = pamphlet_id and slug = $1",
      [IDO],
    );
    await pay(house, second);
    await house.quiet();
    const states = await house.site.db.selectFrom("orders").select("state").orderBy("created_at").execute();
    expect(states.map((order) => order.state)).toEqual(["paid", "paid_late"]);
    const sent = (await house.site.stripe.refunds.list({ limit: 10 })).data;
    expect(sent.map((refund) => refund.amount)).toEqual([160]);
    const rows = await house.site.db.selectFrom("refunds").select(["state", "origin", "amount_pence"]).execute();
    expect(rows).toEqual([{ state: "succeeded", origin: "owed_back", amount_pence: 160 }]);
    expect(await balances(house)).toMatchObject({ sales_zero_rated: -50, postage: -110 });
    expect(await balances(house)).not.toHaveProperty("owed_back");
    const letter = house.mailbox.messages().find((message) => /the last copies have gone/.test(message.text ?? ""));
    expect(letter?.text).toContain("The £1.60 goes back to the card it came from, by itself");
    expect(subjects()).toContain("For the bookshop and the treasurer: £1.60 owed back");
  });

  test("paid a second time keeps its first payment; the second is recorded apart and goes back by itself", async () => {
    const first = await askToBuy(house, [{ slug: IDO, quantity: 1 }]);
    const order = await house.site.db.selectFrom("orders").selectAll().executeTakeFirstOrThrow();
    // two tabs: the first page is paid, and then the one that a second asking had opened
    await pay(house, first);
    await house.quiet();
    const { id: second } = await transact(house.site.db, (tx) =>
      prepareCheckout(tx, house.site, { order_id: order.id }, order.total_pence),
    );
    await openCheckout(house.site, second, await askForOrder(house.site, order.id));
    await pay(house, second);
    await house.quiet();
    const payments = await house.site.db
      .selectFrom("payments")
      .select(["role", "checkout_id"])
      .orderBy("created_at")
      .execute();
    expect(payments).toEqual([
      { role: "settles", checkout_id: first },
      { role: "duplicate", checkout_id: second },
    ]);
    expect((await house.site.stripe.refunds.list({ limit: 10 })).data.map((refund) => refund.amount)).toEqual([160]);
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("paid");
    expect(await balances(house)).toMatchObject({
      sales_zero_rated: -50,
      postage: -110,
      stripe_clearing: 160 - 22 - 22,
    });
    expect(await balances(house)).not.toHaveProperty("owed_back");
    expect(subjects()).toContain(`Paid twice: order ${order.public_ref}`);
  });

  test("asked for fifty times by one button is one order and one Checkout Session", async () => {
    const formKey = crypto.randomUUID();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => askToBuy(house, [{ slug: IDO, quantity: 1 }], { formKey })),
    );
    expect(new Set(all).size).toBe(1);
    expect((await counts(house)).orders).toBe(1);
    const sessions = await house.site.stripe.checkout.sessions.list({ limit: 100 });
    expect(sessions.data).toHaveLength(1);
  });
});
