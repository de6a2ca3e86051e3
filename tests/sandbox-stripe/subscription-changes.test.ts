import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, goodCard, monthlyParams, openBench, subscribed } from "./bench.ts";

const day = 86_400;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test("cancelling on the portal sets a day, can be undone, and ends the subscription on that day", async () => {
  const { id, customer } = await subscribed(bench);
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
  const { id } = await subscribed(bench);
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
  const { id } = await subscribed(bench);
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
  const { id } = await subscribed(bench);
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
  const { id } = await subscribed(bench);
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
  const { id } = await subscribed(bench);
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
  const { id } = await subscribed(bench);
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
