import { afterEach, beforeEach, expect, test } from "vitest";
import { advanceTo, type Bench, goodCard, monthlyParams, openBench, subscribed } from "./bench.ts";

const day = 86_400;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test("a monthly subscription begins only once it is paid, and renews by the clock", async () => {
  const { stripe } = bench;
  const session = await stripe.checkout.sessions.create(
    monthlyParams({ customer_email: "rosa@example.org", subscription_data: { metadata: { member: "7" } } }),
  );
  const declined = await bench.submit(`/pay/${session.id}`, { ...goodCard, card_number: "4000000000000002" });
  expect(declined.status).toBe(422);
  expect((await stripe.subscriptions.list()).data).toEqual([]);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");

  expect((await bench.submit(`/pay/${session.id}`, goodCard)).status).toBe(303);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "invoice.payments"] });
  const { subscription, invoice } = done;
  if (typeof subscription !== "object" || !subscription) throw new Error("not expanded");
  if (typeof invoice !== "object" || !invoice) throw new Error("not expanded");
  expect(subscription.status).toBe("active");
  expect(subscription.metadata).toEqual({ member: "7" });
  expect(subscription.billing_mode.type).toBe("flexible");
  expect(invoice.status).toBe("paid");
  expect(invoice.billing_reason).toBe("subscription_create");
  expect(invoice.parent?.subscription_details?.metadata).toEqual({ member: "7" });
  expect(invoice.payments?.data[0]?.status).toBe("paid");

  await bench.sandbox.settled();
  const told = (await stripe.events.list({ limit: 100 })).data.map((event) => event.type).reverse();
  expect(told.filter((type) => !type.startsWith("charge.failed"))).toEqual([
    "customer.created",
    "payment_intent.created",
    "payment_intent.payment_failed",
    "charge.succeeded",
    "payment_intent.succeeded",
    "payment_method.attached",
    "customer.subscription.created",
    "invoice.created",
    "invoice.finalized",
    "invoice_payment.paid",
    "invoice.paid",
    "invoice.payment_succeeded",
    "checkout.session.completed",
    "charge.updated",
  ]);

  await bench.sandbox.advance(32 * day);
  const invoices = await stripe.invoices.list({ subscription: subscription.id });
  expect(invoices.data.map((row) => [row.billing_reason, row.status, row.amount_paid])).toEqual([
    ["subscription_cycle", "paid", 500],
    ["subscription_create", "paid", 500],
  ]);
  expect(bench.types()).toContain("invoice.upcoming");
});

/** The customer's card is replaced on the portal's page. */
async function changeCard(customer: string, number: string): Promise<void> {
  const portal = await bench.stripe.billingPortal.sessions.create({
    customer,
    return_url: "http://127.0.0.1:9/account",
    flow_data: {
      type: "payment_method_update",
      after_completion: { type: "redirect", redirect: { return_url: "http://127.0.0.1:9/account" } },
    },
  });
  const answer = await bench.submit(`${new URL(portal.url).pathname}/payment-method`, {
    ...goodCard,
    card_number: number,
  });
  expect(answer.headers.get("location")).toBe("http://127.0.0.1:9/account");
}

test("a subscription begun on the 31st bills on the last day of short months and comes back to the 31st", async () => {
  await advanceTo(bench, "2027-01-31T12:00:00Z");
  const { id } = await subscribed(bench);
  const ends: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    const end = (await bench.stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end ?? 0;
    ends.push(new Date(end * 1000).toISOString().slice(0, 10));
    await bench.sandbox.advance(end + 3700 - bench.sandbox.now().getTime() / 1000);
  }
  expect(ends).toEqual(["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"]);
  expect((await bench.stripe.invoices.list({ subscription: id, status: "paid" })).data.length).toBe(6);
});

test("a renewal is a draft for an hour, then it is taken, and each step is told", async () => {
  const { id } = await subscribed(bench);
  await bench.sandbox.settled();
  const end = (await bench.stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end ?? 0;
  bench.received.length = 0;
  await bench.sandbox.advance(end + 60 - bench.sandbox.now().getTime() / 1000);
  const [draft] = (await bench.stripe.invoices.list({ subscription: id, limit: 1 })).data;
  expect(draft).toMatchObject({ status: "draft", billing_reason: "subscription_cycle", amount_due: 500 });
  expect(draft?.automatically_finalizes_at).toBe((draft?.created ?? 0) + 3600);
  expect(draft?.lines.data[0]?.period).toEqual({
    start: end,
    end: (await bench.stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end,
  });
  await bench.sandbox.advance(3600);
  expect(bench.types().sort()).toEqual(
    [
      "invoice.upcoming",
      "customer.subscription.updated",
      "invoice.created",
      "payment_intent.created",
      "invoice.finalized",
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice_payment.paid",
      "invoice.paid",
      "invoice.payment_succeeded",
      "charge.updated",
    ].sort(),
  );
  const updated = bench.received.find((one) => one.event.type === "customer.subscription.updated")?.event;
  expect(Object.keys(updated?.data.previous_attributes ?? {}).sort()).toEqual(["items", "latest_invoice"]);
  const [payment] = (
    await bench.stripe.invoicePayments.list({ invoice: draft?.id ?? "", expand: ["data.payment.payment_intent"] })
  ).data;
  const intent = payment?.payment.payment_intent as { id: string; status: string };
  expect([payment?.status, intent.status]).toEqual(["paid", "succeeded"]);
  const byIntent = await bench.stripe.invoicePayments.list({
    payment: { type: "payment_intent", payment_intent: intent.id },
  });
  expect(byIntent.data.map((row) => row.invoice)).toEqual([draft?.id]);
});

test("a renewal that fails is tried three times more, then the subscription ends", async () => {
  const { id, customer } = await subscribed(bench);
  await changeCard(customer, "4000000000000341");
  const end = (await bench.stripe.subscriptions.retrieve(id)).items.data[0]?.current_period_end ?? 0;
  await bench.sandbox.advance(end + 3700 - bench.sandbox.now().getTime() / 1000);
  const [first] = (await bench.stripe.invoices.list({ subscription: id, limit: 1 })).data;
  expect(first).toMatchObject({ status: "open", attempt_count: 1 });
  expect(first?.next_payment_attempt).toBeGreaterThan(end);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
  await bench.sandbox.advance(20 * day);
  const ended = await bench.stripe.subscriptions.retrieve(id);
  expect(ended.status).toBe("canceled");
  expect(ended.cancellation_details?.reason).toBe("payment_failed");
  const after = await bench.stripe.invoices.retrieve(first?.id ?? "");
  expect([after.status, after.attempt_count, after.next_payment_attempt]).toEqual(["open", 4, null]);
  expect(bench.types().filter((type) => type === "invoice.payment_failed").length).toBe(4);
  expect(bench.types().at(-1)).toBe("customer.subscription.deleted");
});

test("an account may keep unpaid subscriptions: their invoices then wait as drafts", async () => {
  await bench.close();
  bench = await openBench({ dunningEnd: "unpaid" });
  const { id, customer } = await subscribed(bench);
  await changeCard(customer, "4000000000000341");
  await bench.sandbox.advance(70 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("unpaid");
  const invoices = await bench.stripe.invoices.list({ subscription: id });
  expect(invoices.data.map((row) => row.status)).toEqual(["draft", "open", "paid"]);
  await changeCard(customer, "4242424242424242");
  await bench.stripe.invoices.pay(invoices.data[1]?.id ?? "");
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("active");
});

test("a new card on the portal lets the next try succeed, and all is well again", async () => {
  const { id, customer } = await subscribed(bench);
  await changeCard(customer, "4000000000000341");
  await bench.sandbox.advance(32 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
  await changeCard(customer, "5555555555554444");
  await bench.sandbox.advance(4 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("active");
  expect((await bench.stripe.invoices.list({ subscription: id, status: "open" })).data).toEqual([]);
});

test("an open invoice can be paid on its own page, with 3-D Secure if the bank asks", async () => {
  const { id, customer } = await subscribed(bench);
  await changeCard(customer, "4000000000000341");
  await bench.sandbox.advance(32 * day);
  const [open] = (await bench.stripe.invoices.list({ subscription: id, status: "open" })).data;
  const path = new URL(open?.hosted_invoice_url ?? "").pathname;
  expect(await (await bench.page(path)).text()).toContain("£5.00");
  expect((await bench.submit(path, { method: "saved" })).status).toBe(422);
  const asked = await bench.submit(path, { ...goodCard, card_number: "4000002760003184" });
  expect(asked.headers.get("location")).toBe(`${path}/authenticate`);
  await bench.submit(`${path}/authenticate`, { decision: "approve" });
  expect(await (await bench.page(path)).text()).toContain("Paid");
  expect((await bench.stripe.invoices.retrieve(open?.id ?? "")).status).toBe("paid");
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("active");
});

test("a card that always wants 3-D Secure cannot renew alone, and the customer is asked", async () => {
  const { id } = await subscribed(bench, { card: "4000002760003184" });
  await bench.sandbox.advance(32 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
  expect(bench.types()).toContain("invoice.payment_action_required");
});

test("a renewal fails through the API as it does by the clock, with Stripe's 402", async () => {
  const { id, customer } = await subscribed(bench);
  await changeCard(customer, "4000000000000341");
  await bench.sandbox.advance(32 * day);
  const [open] = (await bench.stripe.invoices.list({ subscription: id, status: "open" })).data;
  await expect(bench.stripe.invoices.pay(open?.id ?? "")).rejects.toMatchObject({
    statusCode: 402,
    code: "card_declined",
  });
  const voided = await bench.stripe.invoices.voidInvoice(open?.id ?? "");
  expect(voided.status).toBe("void");
  await expect(bench.stripe.invoices.pay(open?.id ?? "")).rejects.toMatchObject({ statusCode: 400 });
});
