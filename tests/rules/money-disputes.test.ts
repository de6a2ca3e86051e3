import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reconcile } from "#app/jobs/reconcile.ts";
import { pence } from "#app/money/pence.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import { settle } from "#app/settlement.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin, balances, pay } from "../support/money.ts";
import { control, stripeBalance } from "../support/stripe-controls.ts";

/** A payer goes to the bank: the money leaves without our act, and may come back. */
const IDO = "in-defence-of-october";
const DAY = 86_400;

let house: House;
let expectedParked: string[] = [];
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await house.quiet();
  expect((await balances(house)).stripe_clearing ?? 0).toBe(stripeBalance(house));
  const expected = expectedParked;
  expectedParked = [];
  await closeSound(house, expected);
});

const payment = () => house.site.db.selectFrom("payments").selectAll().executeTakeFirstOrThrow();
const dispute = () => house.site.db.selectFrom("disputes").selectAll().executeTakeFirstOrThrow();
const subjects = () => house.mailbox.messages().map((message) => message.subject);

async function disputed(amount = 1000): Promise<string> {
  await pay(house, await askToGive(house, amount));
  await house.quiet();
  const { id } = await control<{ id: string }>(house, "dispute", {
    payment_intent: (await payment()).payment_intent_id,
  });
  await house.quiet();
  return id;
}

describe("a dispute", () => {
  test("takes the money and a fee at once, and the treasurer is told until when to answer", async () => {
    await disputed();
    expect(await payment()).toMatchObject({ state: "disputed" });
    expect(await dispute()).toMatchObject({ state: "open", amount_pence: 1000, fee_pence: 2000, closed_at: null });
    expect(await balances(house)).toMatchObject({
      donations_accepted: -1000,
      disputes: 1000,
      stripe_fees: 2035,
      stripe_clearing: -2035,
    });
    const letter = house.mailbox
      .messages()
      .find((message) => message.subject === "For the treasurer: a payment is disputed");
    expect(letter?.text).toMatch(/It can be answered until \d+ \w+ \d{4}/);
    expect(letter?.text).not.toMatch(/Ada|reader\.example/);
  });

  test("won: the money is back, the fee is not", async () => {
    await control(house, "dispute", { dispute: await disputed(), outcome: "won" });
    await house.quiet();
    expect(await payment()).toMatchObject({ state: "won" });
    expect(await balances(house)).toMatchObject({ stripe_fees: 2035, stripe_clearing: -1035 });
    expect(await balances(house)).not.toHaveProperty("disputes");
    expect(subjects()).toContain("For the treasurer: a dispute is over");
  });

  test("lost: it stays an expense; told again, nothing changes", async () => {
    const id = await disputed();
    await control(house, "dispute", { dispute: id, outcome: "lost" });
    await house.quiet();
    const before = await balances(house);
    expect(await payment()).toMatchObject({ state: "lost" });
    expect(before).toMatchObject({ disputes: 1000 });
    await Promise.all(Array.from({ length: 8 }, () => settle(house.site, { kind: "dispute", id })));
    expect(await balances(house)).toEqual(before);
  });

  test("cannot be refunded as well: the money is gone already", async () => {
    await disputed();
    const { id } = await payment();
    const answer = await transact(house.site.db, (tx) =>
      requestRefund(tx, { paymentId: id, amountPence: pence(100), key: "x", origin: "command", reason: "kindness" }),
    );
    expect(answer).toMatchObject({ ok: false, why: expect.stringContaining("bank has taken this money back") });
  });

  test("that nobody told us of is found by the walk, and so is its end, weeks later", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 1 }]));
    await house.quiet();
    house.stripe.setWebhook(undefined);
    const { id } = await control<{ id: string }>(house, "dispute", {
      payment_intent: (await payment()).payment_intent_id,
    });
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, unexplainedPence: 0, faults: 0 });
    expect(await payment()).toMatchObject({ state: "disputed" });
    await control(house, "dispute", { dispute: id, outcome: "lost" }); // moves no money, so no movement tells of it
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect(await payment()).toMatchObject({ state: "lost" });
  });

  test("before news of the payment itself: both are booked", async () => {
    house.stripe.setWebhook(undefined);
    const checkout = await askToGive(house, 1000);
    await pay(house, checkout);
    const [intent] = (await house.site.stripe.paymentIntents.list({ limit: 1 })).data;
    const { id } = await control<{ id: string }>(house, "dispute", { payment_intent: intent?.id });
    expect(await settle(house.site, { kind: "dispute", id })).toEqual({ state: "done" });
    expect(await payment()).toMatchObject({ state: "disputed", amount_pence: 1000 });
    await reconcile(house.site);
  });

  test("of a gift over £500 that is still to be decided waits for a person", async () => {
    await disputed(60_000);
    expectedParked = ["money of a regulated donation is disputed: decide the case"];
    expect(
      (await house.site.db.selectFrom("regulated_donations").select("state").executeTakeFirstOrThrow()).state,
    ).toBe("received");
  });
});

describe("dues", () => {
  test("taken back by the bank buy no day while they are gone; won, they buy it again", async () => {
    await pay(house, await askToJoin(house));
    await house.quiet();
    const { id } = await control<{ id: string }>(house, "dispute", {
      payment_intent: (await payment()).payment_intent_id,
    });
    await house.quiet();
    const dues = () => house.site.db.selectFrom("dues").select(["void", "term"]).executeTakeFirstOrThrow();
    const before = await dues();
    expect(before.void).toBe(true);
    await control(house, "dispute", { dispute: id, outcome: "won" });
    await house.quiet();
    expect(await dues()).toEqual({ void: false, term: before.term });
    // a membership is not ended by it: the person is
    expect((await house.site.db.selectFrom("memberships").select("state").executeTakeFirstOrThrow()).state).toBe(
      "active",
    );
  });

  test("by Direct Debit, disputed months later under the Guarantee: lost at once", async () => {
    await pay(house, await askToJoin(house), { bacsAccount: "55555559" });
    await house.quiet();
    await house.stripe.advance(12 * DAY);
    await house.quiet();
    const row = await house.site.db.selectFrom("disputes").select("state").executeTakeFirst();
    expect(row).toEqual({ state: "lost" });
    expect(await payment()).toMatchObject({ state: "lost" });
  });
});
