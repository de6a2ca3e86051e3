import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, monthlyParams, openBench, orderParams } from "./bench.ts";

const day = 86_400;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const account = {
  method: "bacs_debit",
  sort_code: "10-88-00",
  mandate: "yes",
  name: "Rosa Example",
  email: "rosa@example.org",
};

async function subscribe(number: string) {
  const { stripe } = bench;
  const session = await stripe.checkout.sessions.create(
    monthlyParams({ allowed_payment_method_types: ["card", "bacs_debit"] }),
  );
  const answer = await bench.submit(`/pay/${session.id}`, { ...account, account_number: number });
  expect(answer.status).toBe(303);
  return stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
}

test("a Direct Debit is complete but unpaid for days, then the money is there", async () => {
  const { stripe } = bench;
  const session = await subscribe("00012345");
  expect([session.status, session.payment_status]).toEqual(["complete", "unpaid"]);
  expect(session.subscription).toMatchObject({ status: "active" });
  expect(session.invoice).toMatchObject({ status: "open" });
  await bench.sandbox.advance(120);
  expect(bench.types()).toEqual(
    expect.arrayContaining(["checkout.session.completed", "payment_intent.processing", "mandate.updated"]),
  );
  expect(bench.types()).not.toContain("invoice.paid");
  expect(bench.sandbox.balance()).toEqual({ availablePence: 0, pendingPence: 0 });
  await bench.sandbox.advance(7 * day);
  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
  expect(paid.payment_status).toBe("paid");
  expect(paid.invoice).toMatchObject({ status: "paid" });
  expect(bench.types()).toEqual(
    expect.arrayContaining(["checkout.session.async_payment_succeeded", "invoice.paid", "charge.succeeded"]),
  );
  const [movement] = (await stripe.balanceTransactions.list({ expand: ["data.source"] })).data;
  expect([movement?.type, movement?.amount, movement?.fee]).toEqual(["payment", 500, 20]);
  const charge = movement?.source as { id: string; payment_method_details: { bacs_debit: { mandate: string } } };
  expect(charge.id).toMatch(/^py_/);
  const mandate = await stripe.mandates.retrieve(charge.payment_method_details.bacs_debit.mandate);
  expect(mandate).toMatchObject({
    status: "active",
    payment_method_details: { bacs_debit: { network_status: "accepted" } },
  });
});

test("without money in the account the debit fails, is tried again, and the member is past due", async () => {
  const session = await subscribe("22222227");
  await bench.sandbox.advance(8 * day);
  const after = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice"] });
  expect(after.payment_status).toBe("unpaid");
  expect(after.subscription).toMatchObject({ status: "past_due" });
  expect(after.invoice).toMatchObject({ status: "open" });
  expect(bench.types()).toEqual(
    expect.arrayContaining(["checkout.session.async_payment_failed", "invoice.payment_failed", "charge.failed"]),
  );
  expect(bench.sandbox.balance()).toEqual({ availablePence: 0, pendingPence: 0 });
});

test("a bank that forbids the debit ends the mandate", async () => {
  await subscribe("33333335");
  await bench.sandbox.advance(8 * day);
  const told = bench.received.filter(({ event }) => event.type === "mandate.updated").at(-1);
  expect(told?.event.data.object).toMatchObject({
    status: "inactive",
    payment_method_details: { bacs_debit: { network_status: "revoked" } },
  });
});

test("a refused instruction fails its collection", async () => {
  const session = await subscribe("00033333");
  await bench.sandbox.advance(8 * day);
  expect((await bench.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("unpaid");
  expect(bench.types()).toContain("checkout.session.async_payment_failed");
});

test("a slow account takes longer", async () => {
  const session = await subscribe("90012345");
  await bench.sandbox.advance(7 * day);
  expect((await bench.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("unpaid");
  await bench.sandbox.advance(5 * day);
  expect((await bench.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
});

test("a debit disputed under the guarantee is lost at once", async () => {
  await subscribe("55555559");
  await bench.sandbox.advance(10 * day);
  const [dispute] = (await bench.stripe.disputes.list()).data;
  expect(dispute).toMatchObject({ status: "lost", amount: 500, reason: "debit_not_authorized" });
  expect(bench.types()).toEqual(expect.arrayContaining(["charge.dispute.created", "charge.dispute.closed"]));
});

test("an unknown account, a missing tick and an account rejected at entry stay at the form", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    orderParams({ allowed_payment_method_types: ["bacs_debit"] }),
  );
  const submit = async (fields: Record<string, string>) => (await bench.submit(`/pay/${session.id}`, fields)).text();
  const { mandate: _mandate, ...unticked } = account;
  expect(await submit({ ...unticked, account_number: "00012345" })).toContain('id="mandate-problem"');
  expect(await submit({ ...account, account_number: "00044444" })).toContain("does not know this account");
  expect(await submit({ ...account, account_number: "123" })).toContain("8 digits");
  expect(await submit({ ...account, sort_code: "20-00-00", account_number: "00012345" })).toContain("10-88-00");
  expect((await bench.stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
});

test("renewals by Direct Debit take days too", async () => {
  const session = await subscribe("00012345");
  const subscription = (session.subscription as { id: string }).id;
  await bench.sandbox.advance(33 * day);
  const [renewal] = (await bench.stripe.invoices.list({ subscription, limit: 1 })).data;
  expect([renewal?.billing_reason, renewal?.status]).toEqual(["subscription_cycle", "open"]);
  await bench.sandbox.advance(7 * day);
  expect((await bench.stripe.invoices.retrieve(renewal?.id ?? "")).status).toBe("paid");
});
