import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, goodCard, openBench, orderParams, payPath } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test("an order is paid on the hosted page and told by signed webhooks in Stripe's order", async () => {
  const { stripe } = bench;
  const session = await stripe.checkout.sessions.create(
    orderParams({
      client_reference_id: "order-1",
      metadata: { order: "1" },
      payment_intent_data: { metadata: { order: "1" }, description: "Order 1" },
      shipping_address_collection: { allowed_countries: ["GB", "IE"] },
      shipping_options: [
        {
          shipping_rate_data: {
            display_name: "Second class",
            type: "fixed_amount",
            fixed_amount: { amount: 135, currency: "gbp" },
          },
        },
        {
          shipping_rate_data: {
            display_name: "First class",
            type: "fixed_amount",
            fixed_amount: { amount: 210, currency: "gbp" },
          },
        },
      ],
      allowed_payment_method_types: ["card"],
    }),
  );
  expect(session.status).toBe("open");
  expect(session.payment_status).toBe("unpaid");
  expect(session.payment_intent).toBeNull();
  expect(session.amount_total).toBe(235);
  const path = `/pay/${session.id}`;
  expect(session.url).toBe(bench.url + path);

  const page = await (await bench.page(path)).text();
  expect(page).toContain("In Defence of October");
  expect(page).toContain("First class");
  const first = session.shipping_options[1]?.shipping_rate as string;
  const paid = await bench.submit(path, {
    ...goodCard,
    email: "rosa@example.org",
    shipping_name: "Rosa Example",
    shipping_line1: "1 Example Street",
    shipping_city: "London",
    shipping_postal_code: "E1 1AA",
    shipping_country: "GB",
    shipping_rate: first,
  });
  expect(paid.status).toBe(303);
  expect(paid.headers.get("location")).toBe(`http://127.0.0.1:9/thanks?session=${session.id}`);

  const done = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ["line_items", "payment_intent.latest_charge.balance_transaction", "shipping_cost.shipping_rate"],
  });
  expect(done.status).toBe("complete");
  expect(done.payment_status).toBe("paid");
  expect(done.amount_subtotal).toBe(100);
  expect(done.amount_total).toBe(310);
  expect(done.total_details?.amount_shipping).toBe(210);
  expect(done.collected_information?.shipping_details?.address.postal_code).toBe("E1 1AA");
  expect(done.customer_details?.email).toBe("rosa@example.org");
  expect(done.customer).toBeNull();
  expect(done.line_items?.data[0]?.amount_total).toBe(100);
  const intent = done.payment_intent;
  if (typeof intent !== "object" || !intent) throw new Error("not expanded");
  expect(intent.status).toBe("succeeded");
  expect(intent.metadata).toEqual({ order: "1" });
  const charge = intent.latest_charge;
  if (typeof charge !== "object" || !charge) throw new Error("not expanded");
  const movement = charge.balance_transaction;
  if (typeof movement !== "object" || !movement) throw new Error("not expanded");
  // 1.5 % of £3.10 is 4.65p, rounded half up to 5p, and 20p.
  expect([movement.amount, movement.fee, movement.net]).toEqual([310, 25, 285]);
  expect(movement.status).toBe("pending");

  await bench.sandbox.settled();
  expect(bench.types().sort()).toEqual(
    [
      "charge.succeeded",
      "charge.updated",
      "checkout.session.completed",
      "payment_intent.created",
      "payment_intent.succeeded",
    ].sort(),
  );
  expect(bench.received.every((one) => one.accepted)).toBe(true);
  const events = await stripe.events.list({ limit: 10 });
  expect(events.data.map((event) => event.type).reverse()).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
  ]);
});

test("a declined card says why at the form, keeps what was typed, and leaves the session open", async () => {
  const { stripe } = bench;
  const session = await stripe.checkout.sessions.create(orderParams({ allowed_payment_method_types: ["card"] }));
  const fields = { ...goodCard, email: "rosa@example.org", card_number: "4000 0000 0000 9995" };
  const declined = await bench.submit(payPath(session), fields);
  expect(declined.status).toBe(422);
  const text = await declined.text();
  expect(text).toContain("insufficient funds");
  expect(text).toContain("rosa@example.org");
  expect(text).toContain('href="#card_number"');
  const open = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
  expect(open.status).toBe("open");
  expect(open.payment_status).toBe("unpaid");
  const intent = open.payment_intent as { id: string; status: string; last_payment_error: object };
  expect(intent.status).toBe("requires_payment_method");
  expect(intent.last_payment_error).toMatchObject({ code: "card_declined", decline_code: "insufficient_funds" });
  expect((await bench.submit(payPath(session), { ...fields, card_number: "5555555555554444" })).status).toBe(303);
  const charges = await stripe.charges.list({ payment_intent: intent.id });
  expect(charges.data.map((row) => row.status)).toEqual(["succeeded", "failed"]);
  await bench.sandbox.settled();
  expect(bench.types()).toEqual(
    expect.arrayContaining(["charge.failed", "payment_intent.payment_failed", "checkout.session.completed"]),
  );
  expect(bench.sandbox.balance()).toEqual({ availablePence: 0, pendingPence: 100 - 22 });
});

test("every test card that declines, declines with Stripe's code", async () => {
  const codes: [string, string, string | undefined][] = [
    ["4000000000000002", "card_declined", "generic_decline"],
    ["4000000000000069", "expired_card", undefined],
    ["4000000000000127", "incorrect_cvc", undefined],
    ["4000000000000119", "processing_error", undefined],
    ["4111111111111111", "card_declined", "test_mode_live_card"],
  ];
  for (const [number, code, declineCode] of codes) {
    const session = await bench.stripe.checkout.sessions.create(orderParams());
    const result = await bench.sandbox.pay(session.id, { number });
    expect(result).toMatchObject({ outcome: "declined", code });
    const open = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    expect(open.payment_intent).toMatchObject({ last_payment_error: { code } });
    const error = (open.payment_intent as { last_payment_error: { decline_code?: string } }).last_payment_error;
    expect(error.decline_code).toBe(declineCode);
  }
});

test("what is missing or mistyped is named at its field, and nothing is charged", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    orderParams({
      shipping_address_collection: { allowed_countries: ["GB"] },
      billing_address_collection: "required",
      phone_number_collection: { enabled: true },
    }),
  );
  const empty = await bench.submit(payPath(session), {});
  expect(empty.status).toBe(422);
  const text = await empty.text();
  for (const name of [
    "email",
    "phone",
    "name",
    "shipping_name",
    "shipping_line1",
    "shipping_city",
    "shipping_postal_code",
    "billing_line1",
    "card_number",
    "card_expiry",
    "card_cvc",
  ])
    expect(text).toContain(`id="${name}-problem"`);
  const bad = await bench.submit(payPath(session), {
    ...goodCard,
    card_number: "4242424242424241",
    card_expiry: "01/20",
    email: "rosa",
  });
  const said = await bad.text();
  expect(said).toContain("wrong digit");
  expect(said).toContain("expiry date has passed");
  expect((await bench.stripe.paymentIntents.list()).data).toEqual([]);
});

test("3-D Secure comes in between; failing it goes back to the form, approving it pays once", async () => {
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  const fields = { ...goodCard, email: "rosa@example.org", card_number: "4000002760003184" };
  const asked = await bench.submit(payPath(session), fields);
  expect(asked.headers.get("location")).toBe(`${payPath(session)}/authenticate`);
  expect(await (await bench.page(`${payPath(session)}/authenticate`)).text()).toContain("Approve");
  const waiting = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
  expect(waiting.payment_intent).toMatchObject({ status: "requires_action" });
  const failed = await bench.submit(`${payPath(session)}/authenticate`, { decision: "fail" });
  expect(failed.status).toBe(422);
  expect(await failed.text()).toContain('value="rosa@example.org"');
  expect((await bench.page(`${payPath(session)}/authenticate`)).headers.get("location")).toBe(payPath(session));
  await bench.submit(payPath(session), fields);
  const approved = await bench.submit(`${payPath(session)}/authenticate`, { decision: "approve" });
  expect(approved.headers.get("location")).toContain("/thanks");
  await bench.submit(`${payPath(session)}/authenticate`, { decision: "approve" });
  const done = await bench.stripe.checkout.sessions.retrieve(session.id);
  expect(done.payment_status).toBe("paid");
  expect((await bench.stripe.charges.list({ payment_intent: done.payment_intent as string })).data.length).toBe(1);
});

test("pressing Pay twice charges once", async () => {
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  const fields = { ...goodCard, email: "rosa@example.org" };
  const answers = await Promise.all(Array.from({ length: 10 }, () => bench.submit(payPath(session), fields)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(303));
  expect((await bench.stripe.charges.list()).data.length).toBe(1);
  expect((await bench.page(payPath(session))).headers.get("location")).toContain("/thanks");
});
