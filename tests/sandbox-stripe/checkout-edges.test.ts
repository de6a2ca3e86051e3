import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, goodCard, openBench, orderParams, payPath } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test("a session expires by call or by the clock, and can then not be paid", async () => {
  const { stripe } = bench;
  const called = await stripe.checkout.sessions.create(orderParams());
  expect((await stripe.checkout.sessions.expire(called.id)).status).toBe("expired");
  await expect(stripe.checkout.sessions.expire(called.id)).rejects.toMatchObject({ statusCode: 400 });
  const session = await stripe.checkout.sessions.create(
    orderParams({ expires_at: Math.floor(Date.now() / 1000) + 31 * 60 }),
  );
  await bench.sandbox.advance(30 * 60);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
  await bench.sandbox.advance(2 * 60);
  const late = await stripe.checkout.sessions.retrieve(session.id);
  expect([late.status, late.payment_status, late.url]).toEqual(["expired", "unpaid", null]);
  const page = await bench.submit(payPath(session), { ...goodCard, email: "rosa@example.org" });
  expect(page.status).toBe(410);
  expect(await page.text()).toContain("http://127.0.0.1:9/basket");
  expect(bench.types().filter((type) => type === "checkout.session.expired").length).toBe(2);
  await expect(bench.sandbox.pay(session.id)).rejects.toThrow("expired");
});

test("a site that keeps real time can still start sessions after the clock was moved ahead", async () => {
  await bench.sandbox.advance(40 * 86_400);
  const expiresAt = Math.floor(Date.now() / 1000) + 31 * 60;
  const session = await bench.stripe.checkout.sessions.create(orderParams({ expires_at: expiresAt }));
  expect(session.expires_at).toBe(expiresAt);
  expect((await bench.page(payPath(session))).status).toBe(200);
  await bench.sandbox.advance(32 * 60);
  expect((await bench.stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
});

test("a donation says so on its button, and its customer is kept when asked", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    orderParams({
      submit_type: "donate",
      customer_email: "rosa@example.org",
      customer_creation: "always",
      payment_intent_data: { setup_future_usage: "off_session" },
    }),
  );
  const text = await (await bench.page(payPath(session))).text();
  expect(text).toContain("Donate £1.00");
  expect(text).not.toContain('name="email"');
  expect((await bench.submit(payPath(session), goodCard)).status).toBe(303);
  const done = await bench.stripe.checkout.sessions.retrieve(session.id, { expand: ["customer"] });
  expect(done.customer).toMatchObject({ email: "rosa@example.org", name: "Rosa Example" });
  const customer = (done.customer as { id: string }).id;
  expect((await bench.stripe.customers.listPaymentMethods(customer)).data.length).toBe(1);
});

test("custom questions must be answered and come back", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    orderParams({
      custom_fields: [
        {
          key: "branch",
          label: { type: "custom", custom: "Branch" },
          type: "dropdown",
          dropdown: { options: [{ label: "Leeds", value: "leeds" }] },
        },
        {
          key: "note",
          label: { type: "custom", custom: "Note" },
          type: "text",
          optional: true,
          text: { maximum_length: 10 },
        },
      ],
    }),
  );
  const fields = { ...goodCard, email: "rosa@example.org", custom_note: "far too long a note" };
  const text = await (await bench.submit(payPath(session), fields)).text();
  expect(text).toContain('id="custom_branch-problem"');
  expect(text).toContain("at most 10 characters");
  await bench.submit(payPath(session), { ...fields, custom_branch: "leeds", custom_note: "hello" });
  const done = await bench.stripe.checkout.sessions.retrieve(session.id);
  expect(done.custom_fields.map((field) => field.dropdown?.value ?? field.text?.value)).toEqual(["leeds", "hello"]);
});

test("a basket that costs nothing is completed without a payment", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    orderParams({
      line_items: [{ quantity: 1, price_data: { currency: "gbp", unit_amount: 0, product_data: { name: "Leaflet" } } }],
    }),
  );
  expect((await bench.submit(payPath(session), { email: "rosa@example.org" })).status).toBe(303);
  const done = await bench.stripe.checkout.sessions.retrieve(session.id);
  expect([done.status, done.payment_status, done.payment_intent]).toEqual(["complete", "no_payment_required", null]);
});

test("metadata can be changed and unset; sessions are found by what they belong to", async () => {
  const { sessions } = bench.stripe.checkout;
  const session = await sessions.create(
    orderParams({ metadata: { a: "1", b: "2" }, customer_email: "rosa@example.org" }),
  );
  const changed = await sessions.update(session.id, { metadata: { b: "", c: "3" } });
  expect(changed.metadata).toEqual({ a: "1", c: "3" });
  await bench.sandbox.pay(session.id);
  const intent = (await sessions.retrieve(session.id)).payment_intent as string;
  const ids = async (params: object) => (await sessions.list(params)).data.map((row) => row.id);
  expect(await ids({ payment_intent: intent })).toEqual([session.id]);
  expect(await ids({ status: "complete" })).toEqual([session.id]);
  expect(await ids({ status: "open" })).toEqual([]);
  expect(await ids({ customer_details: { email: "rosa@example.org" } })).toEqual([session.id]);
});
