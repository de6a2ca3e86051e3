import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reconcile } from "#app/jobs/reconcile.ts";
import { pence } from "#app/money/pence.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import { refundByReference } from "#app/settlement/refund-asked.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin, balances, pay } from "../support/money.ts";
import { stripeBalance } from "../support/stripe-controls.ts";

/** Money that goes back: asked by us, made in the dashboard, in parts, at once, refused, failed. */
const IDO = "in-defence-of-october";
const DAY = 86_400;

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await house.quiet();
  const books = await balances(house);
  expect(books.stripe_clearing ?? 0).toBe(stripeBalance(house));
  await closeSound(house);
});

const payment = () => house.site.db.selectFrom("payments").selectAll().executeTakeFirstOrThrow();
const refunds = () => house.site.db.selectFrom("refunds").selectAll().orderBy("created_at").execute();
const subjects = () => house.mailbox.messages().map((message) => message.subject);
const atStripe = async () => (await house.site.stripe.refunds.list({ limit: 100 })).data;

async function paidGift(amount: number, with_: Record<string, string> = {}) {
  await pay(house, await askToGive(house, amount), with_);
  await house.quiet();
  return payment();
}

const ask = (paymentId: string, amount: number, key: string = crypto.randomUUID()) =>
  transact(house.site.db, (tx) =>
    requestRefund(tx, { paymentId, amountPence: pence(amount), key, origin: "command", reason: "asked by the giver" }),
  );

describe("asked for by us", () => {
  test("part of a payment, then the rest: Stripe has each once, the books and the payer know", async () => {
    const { id } = await paidGift(1000);
    expect(await ask(id, 300)).toMatchObject({ ok: true, again: false });
    await house.quiet();
    expect(await balances(house)).toMatchObject({ refunds_out: 300 });
    expect(await ask(id, 700)).toMatchObject({ ok: true });
    await house.quiet();
    expect(await balances(house)).toMatchObject({ refunds_out: 1000, stripe_fees: 35 });
    expect((await atStripe()).map((refund) => refund.amount).sort()).toEqual([300, 700]);
    expect((await refunds()).map((refund) => refund.state)).toEqual(["succeeded", "succeeded"]);
    expect(subjects().filter((subject) => /sent back/.test(subject))).toHaveLength(2);
    const told = house.mailbox.messages().find((message) => message.subject.startsWith("£3 sent back"));
    expect(told?.text).toContain("We have sent back £3 of the £10 you paid on");
  });

  test("more than was paid, nothing, less than nothing, all of it twice: a clear answer, and nothing moves", async () => {
    const { id } = await paidGift(1000);
    expect(await ask(id, 1001)).toEqual({
      ok: false,
      why: "That is more than is left of this payment.",
      leftPence: 1000,
    });
    expect(await ask(id, 0)).toMatchObject({ ok: false, why: expect.stringContaining("at least 1p") });
    expect(await ask(id, -5)).toMatchObject({ ok: false, why: expect.stringContaining("at least 1p") });
    expect(await ask(id, 1000)).toMatchObject({ ok: true });
    expect(await ask(id, 1)).toEqual({
      ok: false,
      why: "All of this payment has gone back, or is on its way.",
      leftPence: 0,
    });
    expect(await ask(crypto.randomUUID(), 1)).toMatchObject({ ok: false, why: "There is no such payment." });
    await house.quiet();
    expect(await atStripe()).toHaveLength(1);
  });

  test("twice with one key is once; the same key for another sum is refused", async () => {
    const { id } = await paidGift(1000);
    const key = "the treasurer’s second thoughts";
    const first = await ask(id, 300, key);
    expect(await ask(id, 300, key)).toEqual({ ...first, again: true });
    expect(await ask(id, 301, key)).toMatchObject({ ok: false, why: expect.stringContaining("another refund") });
    await Promise.all(Array.from({ length: 10 }, () => ask(id, 300, key)));
    await house.quiet();
    expect(await atStripe()).toHaveLength(1);
    expect(await balances(house)).toMatchObject({ refunds_out: 300 });
  });

  test("thirty part refunds at once, ours and the dashboard's: never more than came in", async () => {
    const { id, payment_intent_id } = await paidGift(1000);
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        i % 2 === 0
          ? ask(id, 300).then((answer) => answer.ok)
          : house.site.stripe.refunds.create({ payment_intent: payment_intent_id ?? "", amount: 300 }).then(
              () => true,
              () => false,
            ),
      ),
    );
    await house.quiet();
    expect(answers.filter(Boolean).length).toBeGreaterThanOrEqual(3);
    expect(await atStripe()).toHaveLength(3);
    expect(await balances(house)).toMatchObject({ refunds_out: 900 });
    const left = (await refunds()).filter((refund) => refund.state === "succeeded");
    expect(left.map((refund) => refund.amount_pence)).toEqual([300, 300, 300]);
    expect((await refunds()).filter((refund) => refund.state === "requested")).toEqual([]);
  });

  test("by the reference the payer knows; on record, and only once for a key", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 1 }]));
    await house.quiet();
    const { public_ref } = await house.site.db.selectFrom("orders").select("public_ref").executeTakeFirstOrThrow();
    const asked = { reference: public_ref, amountPence: undefined, reason: "lost in the post", key: "k" };
    expect(await refundByReference(house.site, asked)).toEqual({ ok: true, amountPence: 160, again: false });
    expect(await refundByReference(house.site, { ...asked, amountPence: pence(160) })).toMatchObject({ again: true });
    expect(await refundByReference(house.site, { ...asked, reference: "P-NONE-SUCH", key: "l" })).toMatchObject({
      ok: false,
      why: "No payment is known by P-NONE-SUCH.",
    });
    await house.quiet();
    const acts = await house.site.db.selectFrom("audit_log").selectAll().execute();
    expect(acts.map((act) => [act.actor, act.action])).toEqual([["command", "refund asked"]]);
    // goods and money are separate: the order is as it was, and its page tells of the refund
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("paid");
  });
});

describe("when Stripe is not itself", () => {
  test.each([
    ["resetAfterRate", "the answer is lost after it was done"],
    ["errorAfterRate", "500 although it was done"],
    ["garbageRate", "done, and answered with what is no JSON"],
    ["resetBeforeRate", "the connection breaks before"],
  ])("%s: %s: it goes back once", async (rate) => {
    const { id } = await paidGift(1000);
    Object.assign(house.stripe.chaos.answers, { only: "POST /v1/refunds*", [rate]: 1, remaining: 3 });
    await ask(id, 400);
    await house.quiet();
    expect(await atStripe()).toHaveLength(1);
    expect((await refunds()).map((refund) => refund.state)).toEqual(["succeeded"]);
  });

  test("a refund the bank sends back is posted back, its amount is free again, and the treasurer hears of it", async () => {
    const { id } = await paidGift(1000, { number: "4000000000005126" });
    await ask(id, 1000);
    await house.quiet();
    expect(await balances(house)).toMatchObject({ refunds_out: 1000 });
    await house.stripe.advance(8 * DAY);
    await house.quiet();
    expect((await refunds())[0]).toMatchObject({ state: "failed", failure: "unknown" });
    expect(await balances(house)).toMatchObject({ stripe_clearing: 965 });
    expect(await balances(house)).not.toHaveProperty("refunds_out");
    expect(subjects()).toContainEqual(expect.stringMatching(/^For the treasurer: a refund failed/));
    expect(await ask(id, 1000)).toMatchObject({ ok: true });
  });

  test("one that takes days is pending, then there", async () => {
    const { id } = await paidGift(1000, { number: "4000000000007726" });
    await ask(id, 250);
    await house.quiet();
    expect((await refunds())[0]?.state).toBe("pending");
    await house.stripe.advance(8 * DAY);
    await house.quiet();
    expect((await refunds())[0]?.state).toBe("succeeded");
  });

  test("what the dashboard sent back meanwhile: ours is refused by Stripe, closed, and said so", async () => {
    const { id, payment_intent_id } = await paidGift(1000);
    house.stripe.setWebhook(undefined);
    await house.site.stripe.refunds.create({ payment_intent: payment_intent_id ?? "" });
    await ask(id, 1000);
    await house.quiet();
    expect((await refunds()).map((refund) => [refund.state, refund.failure])).toEqual([
      ["failed", "charge_already_refunded"],
    ]);
    expect(subjects()).toContainEqual(expect.stringMatching(/^For the treasurer: a refund failed/));
    // nobody told us of the dashboard's; the walk through Stripe's lists finds it
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect((await refunds()).map((refund) => [refund.state, refund.origin]).sort()).toEqual([
      ["failed", "command"],
      ["succeeded", "stripe"],
    ]);
  });
});

describe("dues that go back", () => {
  test("in full they buy no day and leave the days free; the standing follows", async () => {
    await pay(house, await askToJoin(house));
    await house.quiet();
    const { id, person_id } = await payment();
    const standing = () =>
      house.site.db.selectFrom("standings").selectAll().where("person_id", "=", person_id).executeTakeFirst();
    const before = await standing();
    await ask(id, 500);
    await house.quiet();
    expect(await house.site.db.selectFrom("dues").select("void").executeTakeFirstOrThrow()).toEqual({ void: true });
    expect(await standing()).not.toEqual(before);
  });
});
