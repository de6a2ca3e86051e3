import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, openBench, orderParams } from "./bench.ts";

const day = 86_400;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** A paid order of so many pence. */
async function paid(pence: number, number = "4242424242424242"): Promise<{ intent: string; charge: string }> {
  const { stripe } = bench;
  const price_data = { currency: "gbp", unit_amount: pence, product_data: { name: "A text" } };
  const session = await stripe.checkout.sessions.create(orderParams({ line_items: [{ quantity: 1, price_data }] }));
  await bench.sandbox.pay(session.id, { number });
  const intent = (await stripe.checkout.sessions.retrieve(session.id)).payment_intent as string;
  return { intent, charge: (await stripe.paymentIntents.retrieve(intent)).latest_charge as string };
}

async function movements(params: Stripe.BalanceTransactionListParams = {}): Promise<Stripe.BalanceTransaction[]> {
  const rows: Stripe.BalanceTransaction[] = [];
  for await (const row of bench.stripe.balanceTransactions.list({ limit: 100, ...params })) rows.push(row);
  return rows;
}

test("fees are 1.5 % and 20p, rounded half up to whole pence", async () => {
  for (const [pence, fee] of [
    [30, 20],
    [33, 20],
    [34, 21],
    [50, 21],
    [100, 22],
    [185, 23],
    [500, 28],
    [2400, 56],
    [99_999, 1520],
  ] as const) {
    const { charge } = await paid(pence);
    const [row] = await movements({ source: charge });
    expect([pence, row?.fee, row?.net]).toEqual([pence, fee, pence - fee]);
  }
});

test("a refund in parts, then the rest; never more than the charge", async () => {
  const { stripe } = bench;
  const { intent, charge } = await paid(1000);
  const part = await stripe.refunds.create({
    payment_intent: intent,
    amount: 300,
    reason: "requested_by_customer",
    metadata: { refund: "1" },
  });
  expect(part).toMatchObject({
    status: "succeeded",
    amount: 300,
    charge,
    payment_intent: intent,
    metadata: { refund: "1" },
  });
  expect(await stripe.charges.retrieve(charge, { expand: ["refunds"] })).toMatchObject({
    amount_refunded: 300,
    refunded: false,
    refunds: { data: [{ id: part.id }] },
  });
  await expect(stripe.refunds.create({ payment_intent: intent, amount: 701 })).rejects.toMatchObject({
    statusCode: 400,
    param: "amount",
  });
  await expect(stripe.refunds.create({ payment_intent: intent, amount: 0 })).rejects.toMatchObject({ statusCode: 400 });
  expect((await stripe.refunds.create({ charge })).amount).toBe(700);
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 1000, refunded: true });
  await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
    statusCode: 400,
    code: "charge_already_refunded",
  });
  expect((await stripe.refunds.list({ payment_intent: intent })).data.map((row) => row.amount)).toEqual([700, 300]);
  // The fee is not given back.
  expect((await movements()).reduce((sum, row) => sum + row.net, 0)).toBe(-35);
  await bench.sandbox.settled();
  expect(bench.types()).toEqual(expect.arrayContaining(["refund.created", "charge.refunded", "refund.updated"]));
});

test("of thirty refunds of 300p at once on 1000p three are accepted", async () => {
  const { intent } = await paid(1000);
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, () => bench.stripe.refunds.create({ payment_intent: intent, amount: 300 })),
  );
  expect(results.filter((result) => result.status === "fulfilled").length).toBe(3);
});

test("a pending refund arrives later; another fails later and its money comes back", async () => {
  const { stripe } = bench;
  const slow = await paid(500, "4000000000007726");
  const pending = await stripe.refunds.create({ payment_intent: slow.intent });
  expect(pending.status).toBe("pending");
  const bad = await paid(700, "4000000000005126");
  const failing = await stripe.refunds.create({ payment_intent: bad.intent });
  expect(failing.status).toBe("succeeded");
  await bench.sandbox.advance(10 * day);
  expect((await stripe.refunds.retrieve(pending.id)).status).toBe("succeeded");
  const failed = await stripe.refunds.retrieve(failing.id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({ status: "failed", failure_balance_transaction: { amount: 700 } });
  expect(await stripe.charges.retrieve(bad.charge)).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(bench.types()).toContain("refund.failed");
});

test("a pending refund can be cancelled, a finished one cannot", async () => {
  const { intent } = await paid(500, "4000000000007726");
  const pending = await bench.stripe.refunds.create({ payment_intent: intent });
  expect((await bench.stripe.refunds.cancel(pending.id)).status).toBe("canceled");
  await expect(bench.stripe.refunds.cancel(pending.id)).rejects.toMatchObject({ statusCode: 400 });
  expect((await bench.stripe.refunds.create({ payment_intent: intent })).amount).toBe(500);
});

test("what was never paid cannot be refunded", async () => {
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  await bench.sandbox.pay(session.id, { number: "4000000000000002" });
  const intent = (await bench.stripe.checkout.sessions.retrieve(session.id)).payment_intent as string;
  await expect(bench.stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({ statusCode: 400 });
});

test("a dispute takes the money and a fee, and a win brings back the money only", async () => {
  const { stripe } = bench;
  const { charge, intent } = await paid(1000);
  const opened = await bench.control<{ id: string }>("dispute", { charge });
  const dispute = await stripe.disputes.retrieve(opened.id);
  expect(dispute).toMatchObject({ status: "needs_response", amount: 1000, charge, payment_intent: intent });
  expect(dispute.balance_transactions[0]).toMatchObject({
    amount: -1000,
    fee: 2000,
    net: -3000,
    reporting_category: "dispute",
  });
  expect((await stripe.charges.retrieve(charge)).disputed).toBe(true);
  await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ statusCode: 400, code: "charge_disputed" });
  const answered = await stripe.disputes.update(dispute.id, {
    evidence: { product_description: "A pamphlet" },
    submit: true,
  });
  expect(answered).toMatchObject({ status: "under_review", evidence: { product_description: "A pamphlet" } });
  await bench.control("dispute", { dispute: dispute.id, outcome: "won" });
  expect((await stripe.disputes.retrieve(dispute.id)).status).toBe("won");
  expect((await movements({ source: dispute.id })).map((row) => row.net)).toEqual([1000, -3000]);
  expect((await stripe.disputes.list({ payment_intent: intent })).data.length).toBe(1);
  await bench.sandbox.settled();
  expect(
    bench
      .types()
      .filter((type) => type.startsWith("charge.dispute"))
      .sort(),
  ).toEqual([
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
  ]);
});

test("accepting a dispute loses it; the dispute and fraud-warning cards bring theirs by themselves", async () => {
  const { stripe } = bench;
  await paid(500, "4000000000000259");
  const { charge } = await paid(600, "4000000000005423");
  await bench.sandbox.advance(120);
  const [dispute] = (await stripe.disputes.list()).data;
  expect(dispute).toMatchObject({ status: "needs_response", amount: 500 });
  expect((await stripe.disputes.close(dispute?.id ?? "")).status).toBe("lost");
  expect((await stripe.radar.earlyFraudWarnings.list({ charge })).data.length).toBe(1);
  expect(bench.types()).toContain("radar.early_fraud_warning.created");
});

test("money waits, becomes available, and a payout opens to exactly what it is made of", async () => {
  const { stripe, sandbox } = bench;
  const sums = [50, 185, 500, 2400];
  for (const pence of sums) await paid(pence);
  const fees = 21 + 23 + 28 + 56;
  const total = sums.reduce((sum, pence) => sum + pence, 0) - fees;
  expect(sandbox.balance()).toEqual({ availablePence: 0, pendingPence: total });
  expect(await bench.control("payout", {})).toMatchObject({
    error: { message: expect.stringContaining("nothing to pay out") },
  });
  await sandbox.advance(4 * day);
  expect(sandbox.balance()).toEqual({ availablePence: total, pendingPence: 0 });
  const { intent } = await paid(1000);
  await stripe.refunds.create({ payment_intent: intent, amount: 100 });
  expect(sandbox.balance()).toEqual({ availablePence: total - 100, pendingPence: 965 });
  const balance = await stripe.balance.retrieve();
  expect([balance.available[0]?.amount, balance.pending[0]?.amount]).toEqual([total - 100, 965]);
  const made = await bench.control<{ id: string }>("payout", {});
  const payout = await stripe.payouts.retrieve(made.id);
  expect(payout).toMatchObject({
    amount: total - 100,
    automatic: true,
    status: "paid",
    reconciliation_status: "completed",
  });
  const parts = await movements({ payout: payout.id });
  expect(parts.length).toBe(sums.length + 2);
  expect(parts.filter((row) => row.type !== "payout").reduce((sum, row) => sum + row.net, 0)).toBe(payout.amount);
  expect(parts.reduce((sum, row) => sum + row.net, 0)).toBe(0);
  expect((await movements({ payout: payout.id, type: "charge" })).length).toBe(sums.length);
  expect(sandbox.balance()).toEqual({ availablePence: 0, pendingPence: 965 });
  expect((await stripe.payouts.list({ status: "paid" })).data.map((row) => row.id)).toEqual([payout.id]);
  await sandbox.settled();
  expect(bench.types()).toEqual(
    expect.arrayContaining(["payout.created", "payout.paid", "payout.reconciliation_completed"]),
  );
});

test("a payout that the bank sends back returns its money", async () => {
  await paid(500);
  await bench.sandbox.advance(4 * day);
  const made = await bench.control<{ id: string; status: string }>("payout", { fail: true });
  expect(made.status).toBe("failed");
  expect(bench.sandbox.balance()).toEqual({ availablePence: 472, pendingPence: 0 });
  await bench.sandbox.settled();
  expect(bench.types()).toContain("payout.failed");
});

test("all movements add up to the balance, whatever happened", async () => {
  for (let at = 0; at < 12; at += 1) {
    const { intent, charge } = await paid(30 + at * 137);
    if (at % 3 === 0) await bench.stripe.refunds.create({ payment_intent: intent, amount: 17 });
    if (at % 4 === 1) await bench.control("dispute", { charge });
    if (at % 5 === 2) await bench.sandbox.advance(3 * day);
    if (at === 7 && bench.sandbox.balance().availablePence > 0) await bench.control("payout", {});
  }
  const sum = (await movements()).reduce((total, row) => total + row.net, 0);
  const { availablePence, pendingPence } = bench.sandbox.balance();
  expect(availablePence + pendingPence).toBe(sum);
});
