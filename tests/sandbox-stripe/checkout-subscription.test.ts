import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, goodCard, monthlyParams, openBench } from "./bench.ts";

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

/** A paid monthly subscription, begun on a given day. */
async function subscribed(over: { card?: string; bacs?: string; start?: Date } = {}) {
  const session = await bench.stripe.checkout.sessions.create(monthlyParams());
  await bench.sandbox.pay(
    session.id,
    over.bacs ? { bacsAccount: over.bacs } : { number: over.card ?? "4242424242424242" },
  );
  const done = await bench.stripe.checkout.sessions.retrieve(session.id);
  return { session: done, id: done.subscription as string, customer: done.customer as string };
}

/** Moves the clock to a moment ahead. */
async function advanceTo(moment: string): Promise<void> {
  await bench.sandbox.advance((new Date(moment).getTime() - bench.sandbox.now().getTime()) / 1000);
}

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
  await advanceTo("2027-01-31T12:00:00Z");
  const { id } = await subscribed();
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
  const { id } = await subscribed();
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
  const { id, customer } = await subscribed();
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

test("a new card on the portal lets the next try succeed, and all is well again", async () => {
  const { id, customer } = await subscribed();
  await changeCard(customer, "4000000000000341");
  await bench.sandbox.advance(32 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
  await changeCard(customer, "5555555555554444");
  await bench.sandbox.advance(4 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("active");
  expect((await bench.stripe.invoices.list({ subscription: id, status: "open" })).data).toEqual([]);
});

test("an open invoice can be paid on its own page, with 3-D Secure if the bank asks", async () => {
  const { id, customer } = await subscribed();
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
  const { id } = await subscribed({ card: "4000002760003184" });
  await bench.sandbox.advance(32 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("past_due");
  expect(bench.types()).toContain("invoice.payment_action_required");
});

test("a renewal fails through the API as it does by the clock, with Stripe's 402", async () => {
  const { id, customer } = await subscribed();
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

test("cancelling on the portal sets a day, can be undone, and ends the subscription on that day", async () => {
  const { id, customer } = await subscribed();
  const portal = await bench.stripe.billingPortal.sessions.create({
    customer,
    return_url: "http://127.0.0.1:9/account",
  });
  const path = new URL(portal.url).pathname;
  const home = await (await bench.page(path)).text();
  expect(home).toContain("Membership: £5.00 a month");
  expect(home).toContain("http://127.0.0.1:9/account");
  expect(await (await bench.page(`${path}/cancel/${id}`)).text()).toContain("stays active until");
  await bench.submit(`${path}/cancel/${id}`, {});
  const ending = await bench.stripe.subscriptions.retrieve(id);
  expect(ending.cancel_at_period_end).toBe(false);
  expect(ending.cancel_at).toBe(ending.items.data[0]?.current_period_end);
  await bench.submit(`${path}/keep/${id}`, {});
  expect((await bench.stripe.subscriptions.retrieve(id)).cancel_at).toBeNull();
  await bench.submit(`${path}/cancel/${id}`, {});
  await bench.sandbox.advance(32 * day);
  const ended = await bench.stripe.subscriptions.retrieve(id);
  expect([ended.status, ended.cancellation_details?.reason]).toEqual(["canceled", "cancellation_requested"]);
  expect((await bench.stripe.invoices.list({ subscription: id })).data.length).toBe(1);
  expect((await bench.page(path)).status).toBe(410);
});

test("cancel at period end, undo, cancel now", async () => {
  const { id } = await subscribed();
  const { subscriptions } = bench.stripe;
  const ending = await subscriptions.update(id, { cancel_at_period_end: true });
  expect([ending.cancel_at_period_end, ending.cancel_at]).toEqual([true, ending.items.data[0]?.current_period_end]);
  const kept = await subscriptions.update(id, { cancel_at_period_end: false });
  expect([kept.cancel_at_period_end, kept.cancel_at, kept.canceled_at]).toEqual([false, null, null]);
  const ended = await subscriptions.cancel(id, { cancellation_details: { comment: "moved away" } });
  expect([ended.status, ended.cancellation_details?.comment]).toEqual(["canceled", "moved away"]);
  await expect(subscriptions.cancel(id)).rejects.toMatchObject({ statusCode: 404 });
  await bench.sandbox.advance(60 * day);
  expect((await bench.stripe.invoices.list({ subscription: id })).data.length).toBe(1);
  expect((await subscriptions.list()).data).toEqual([]);
  expect((await subscriptions.list({ status: "all" })).data.length).toBe(1);
});

test("a new amount without prorations holds from the next renewal; product_data is refused", async () => {
  const { id } = await subscribed();
  const { subscriptions, invoices, products } = bench.stripe;
  const before = await subscriptions.retrieve(id);
  const [item] = before.items.data;
  const product = item?.price.product as string;
  const price = { currency: "gbp", product, recurring: { interval: "month" as const }, unit_amount: 700 };
  const items = [{ id: item?.id, price_data: price }];
  const changed = await subscriptions.update(id, { items, proration_behavior: "none" });
  expect(changed.items.data[0]?.price.unit_amount).toBe(700);
  expect(changed.items.data[0]?.current_period_end).toBe(item?.current_period_end);
  await bench.sandbox.advance(32 * day);
  expect((await invoices.list({ subscription: id })).data.map((row) => row.total)).toEqual([700, 500]);
  await bench.sandbox.settled();
  const told = bench.received.find(
    ({ event }) =>
      event.type === "customer.subscription.updated" &&
      event.data.previous_attributes &&
      "items" in event.data.previous_attributes,
  );
  expect(told).toBeDefined();
  const { product: _product, ...withoutProduct } = price;
  await expect(
    subscriptions.update(id, { items: [{ id: item?.id, price_data: withoutProduct as typeof price }] }),
  ).rejects.toMatchObject({ statusCode: 400 });
  expect((await products.retrieve(product)).name).toBe("Membership");
});

test("with prorations the rest of the month is credited and charged on the next invoice, as previewed", async () => {
  const { id } = await subscribed();
  const { subscriptions, invoices, prices } = bench.stripe;
  const [item] = (await subscriptions.retrieve(id)).items.data;
  const dearer = await prices.create({
    currency: "gbp",
    product: item?.price.product as string,
    recurring: { interval: "month" },
    unit_amount: 1000,
  });
  const length = (item?.current_period_end ?? 0) - (item?.current_period_start ?? 0);
  await bench.sandbox.advance(length / 2);
  const items = [{ id: item?.id, price: dearer.id }];
  const preview = await invoices.createPreview({ subscription: id, subscription_details: { items } });
  const share = preview.lines.data.map((line) => line.amount);
  expect(share[0]).toBeGreaterThanOrEqual(-250);
  expect(share[0]).toBeLessThanOrEqual(-249);
  expect(preview.total).toBe(1000 + (share[0] ?? 0) + (share[1] ?? 0));
  await subscriptions.update(id, { items });
  await bench.sandbox.advance(20 * day);
  const [renewal] = (await invoices.list({ subscription: id, limit: 1 })).data;
  expect(renewal?.lines.data.length).toBe(3);
  expect(renewal?.lines.data[0]?.parent?.subscription_item_details?.proration).toBe(true);
  expect(renewal?.status).toBe("paid");
});

test("from monthly to yearly bills the year at once and moves the date", async () => {
  const { id } = await subscribed();
  const { subscriptions, invoices, prices } = bench.stripe;
  const [item] = (await subscriptions.retrieve(id)).items.data;
  const yearly = await prices.create({
    currency: "gbp",
    product: item?.price.product as string,
    recurring: { interval: "year" },
    unit_amount: 5000,
  });
  await bench.sandbox.advance(10 * day);
  const changed = await subscriptions.update(id, {
    items: [{ id: item?.id, price: yearly.id }],
    proration_behavior: "none",
  });
  const days = ((changed.items.data[0]?.current_period_end ?? 0) - bench.sandbox.now().getTime() / 1000) / day;
  expect(Math.round(days)).toBeGreaterThanOrEqual(365);
  const [bill] = (await invoices.list({ subscription: id, limit: 1 })).data;
  expect([bill?.status, bill?.total, bill?.billing_reason]).toEqual(["paid", 5000, "subscription_update"]);
});

test("pause_collection voids the renewals and keeps the subscription active until it resumes", async () => {
  const { id } = await subscribed();
  const resumesAt = Math.floor(bench.sandbox.now().getTime() / 1000) + 40 * day;
  await bench.stripe.subscriptions.update(id, { pause_collection: { behavior: "void", resumes_at: resumesAt } });
  await bench.sandbox.advance(35 * day);
  expect((await bench.stripe.invoices.list({ subscription: id })).data.map((row) => row.status)).toEqual([
    "void",
    "paid",
  ]);
  expect((await bench.stripe.subscriptions.retrieve(id)).status).toBe("active");
  await bench.sandbox.advance(30 * day);
  expect((await bench.stripe.subscriptions.retrieve(id)).pause_collection).toBeNull();
  expect((await bench.stripe.invoices.list({ subscription: id, status: "paid" })).data.length).toBe(2);
});

test("paused means no invoices at all; resuming begins a new period and bills it", async () => {
  const { id } = await subscribed();
  const paused = await bench.stripe.subscriptions.pause(id);
  expect(paused.status).toBe("paused");
  await bench.sandbox.advance(70 * day);
  expect((await bench.stripe.invoices.list({ subscription: id })).data.length).toBe(1);
  const resumed = await bench.stripe.subscriptions.resume(id);
  expect(resumed.status).toBe("active");
  expect((await bench.stripe.invoices.list({ subscription: id, status: "paid" })).data.length).toBe(2);
  await bench.sandbox.settled();
  expect(bench.types()).toEqual(
    expect.arrayContaining(["customer.subscription.paused", "customer.subscription.resumed"]),
  );
});

test("a lookup key leads to one price and can be moved to its successor", async () => {
  const { prices, products } = bench.stripe;
  const product = await products.create({ name: "Membership" });
  const recurring = { interval: "year" as const };
  const old = await prices.create({
    currency: "gbp",
    product: product.id,
    recurring,
    unit_amount: 2400,
    lookup_key: "waged_year",
  });
  const next = { currency: "gbp", product: product.id, recurring, unit_amount: 3000, lookup_key: "waged_year" };
  await expect(prices.create(next)).rejects.toMatchObject({ statusCode: 400, param: "lookup_key" });
  const successor = await prices.create({ ...next, transfer_lookup_key: true });
  const found = await prices.list({ lookup_keys: ["waged_year"], active: true });
  expect(found.data.map((row) => row.id)).toEqual([successor.id]);
  expect((await prices.retrieve(old.id)).lookup_key).toBeNull();
  const customer = await bench.stripe.customers.create({ email: "rosa@example.org", name: "Rosa Example" });
  const session = await bench.stripe.checkout.sessions.create(
    monthlyParams({
      customer: customer.id,
      line_items: [{ price: successor.id, quantity: 1 }],
      payment_method_collection: "always",
    }),
  );
  await bench.submit(`/pay/${session.id}`, goodCard);
  const done = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
  expect(done.customer).toBe(customer.id);
  expect(done.subscription).toMatchObject({ customer: customer.id, status: "active" });
});

test("setup mode saves a card without a payment, asking 3-D Secure when the card wants it", async () => {
  const customer = await bench.stripe.customers.create({ email: "rosa@example.org" });
  const session = await bench.stripe.checkout.sessions.create({
    mode: "setup",
    currency: "gbp",
    customer: customer.id,
    success_url: "http://127.0.0.1:9/account",
    allowed_payment_method_types: ["card"],
  });
  expect(session.amount_total).toBeNull();
  expect(await (await bench.page(`/pay/${session.id}`)).text()).toContain(">Save<");
  expect((await bench.submit(`/pay/${session.id}`, { ...goodCard, card_number: "4000000000000002" })).status).toBe(422);
  await bench.submit(`/pay/${session.id}`, { ...goodCard, card_number: "4000002500003155" });
  await bench.submit(`/pay/${session.id}/authenticate`, { decision: "approve" });
  const done = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent.payment_method"] });
  expect([done.status, done.payment_status]).toEqual(["complete", "no_payment_required"]);
  expect(done.setup_intent).toMatchObject({
    status: "succeeded",
    payment_method: { customer: customer.id, card: { last4: "3155" } },
  });
  const method = (done.setup_intent as { payment_method: { id: string } }).payment_method.id;
  const updated = await bench.stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method },
  });
  expect(updated.invoice_settings.default_payment_method).toBe(method);
  const made = await bench.stripe.subscriptions.create({
    customer: customer.id,
    items: [
      {
        price: (
          await bench.stripe.prices.create({
            currency: "gbp",
            unit_amount: 500,
            recurring: { interval: "month" },
            product_data: { name: "Dues" },
          })
        ).id,
      },
    ],
  });
  expect(made.status).toBe("active");
});
