import { connect } from "node:net";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, monthlyParams, openBench, orderParams } from "./bench.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

type Refused = { status?: number; code?: string; param?: string; type?: string; message: string };

/** What a call was refused with. */
async function refusal(call: Promise<unknown>): Promise<Refused> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error("The call was not refused");
  const { statusCode: status, code, param, rawType: type, message } = error;
  return { status, code, param, type, message };
}

/** A parameter that the SDK's types would not let through. */
function untyped<T>(value: unknown): T {
  return value as T;
}

const sessions = () => bench.stripe.checkout.sessions;

test("an unknown key, a missing key and another scheme are refused with 401", async () => {
  const other = new Stripe("sk_test_other", {
    host: "127.0.0.1",
    port: Number(new URL(bench.url).port),
    protocol: "http",
  });
  expect((await refusal(other.customers.list())).status).toBe(401);
  const bare = await fetch(`${bench.url}/v1/customers`);
  expect(bare.status).toBe(401);
  expect(await bare.json()).toMatchObject({ error: { type: "invalid_request_error" } });
});

test("what Stripe has but the stand-in does not answer is an error object, not a silent success", async () => {
  const refused = await refusal(bench.stripe.rawRequest("POST", "/v1/topups", { amount: 5 }));
  expect(refused).toMatchObject({ status: 404, type: "invalid_request_error" });
  expect(refused.message).toContain("/v1/topups");
});

test("the removed payment_method_types is refused, with what to use instead", async () => {
  const refused = await refusal(sessions().create(untyped({ ...orderParams(), payment_method_types: ["card"] })));
  expect(refused).toMatchObject({ status: 400, code: "parameter_unknown", param: "payment_method_types" });
  expect(refused.message).toContain("allowed_payment_method_types");
});

test("parameters are named in bracket form when unknown, missing or of the wrong kind", async () => {
  const item = { quantity: 1, price_data: { currency: "gbp", unit_amount: 50, product_data: { name: "A" } } };
  const cases: [unknown, string, string | undefined][] = [
    [{ colour: "red" }, "colour", "parameter_unknown"],
    [{ line_items: [{ ...item, colour: "red" }] }, "line_items[0][colour]", "parameter_unknown"],
    [
      { line_items: [{ quantity: 1, price_data: { unit_amount: 50, product_data: { name: "A" } } }] },
      "line_items[0][price_data][currency]",
      "parameter_missing",
    ],
    [
      { line_items: [{ quantity: 1, price_data: { currency: "gbp", unit_amount: 50, product_data: {} } }] },
      "line_items[0][price_data][product]",
      "parameter_missing",
    ],
    [{ line_items: [{ ...item, quantity: 1.5 }] }, "line_items[0][quantity]", "parameter_invalid_integer"],
    [{ line_items: [{ ...item, quantity: 0 }] }, "line_items[0][quantity]", "parameter_invalid_integer"],
    [{ line_items: [{ ...item, quantity: -2 }] }, "line_items[0][quantity]", "parameter_invalid_integer"],
    [
      { line_items: [{ quantity: 1, price_data: { ...item.price_data, unit_amount: 12.5 } }] },
      "line_items[0][price_data][unit_amount]",
      "parameter_invalid_integer",
    ],
    [
      { line_items: [{ quantity: 1, price_data: { ...item.price_data, unit_amount: -50 } }] },
      "line_items[0][price_data][unit_amount]",
      "parameter_invalid_integer",
    ],
    [
      { line_items: [{ quantity: 1, price_data: { ...item.price_data, currency: "usd" } }] },
      "line_items[0][price_data][currency]",
      "invalid_currency",
    ],
    [{ line_items: [{ quantity: 1 }] }, "line_items[0][price]", "parameter_missing"],
    [{ line_items: [{ quantity: 1, price: "price_none" }] }, "line_items[0][price]", "resource_missing"],
    [{ line_items: [] }, "line_items", "parameter_missing"],
    [{ line_items: Array.from({ length: 101 }, () => item) }, "line_items", undefined],
    [{ mode: "gift" }, "mode", undefined],
    [{ mode: "" }, "mode", "parameter_invalid_empty"],
    [{ mode: "subscription" }, "line_items", undefined],
    [{ submit_type: "subscribe" }, "submit_type", undefined],
    [{ submit_type: "give" }, "submit_type", undefined],
    [{ success_url: "/thanks" }, "success_url", "url_invalid"],
    [{ cancel_url: "basket" }, "cancel_url", "url_invalid"],
    [{ client_reference_id: "x".repeat(201) }, "client_reference_id", undefined],
    [{ customer_email: "nobody" }, "customer_email", "email_invalid"],
    [{ customer: "cus_none" }, "customer", "resource_missing"],
    [{ expires_at: Math.floor(Date.now() / 1000) + 29 * 60 }, "expires_at", undefined],
    [{ expires_at: Math.floor(Date.now() / 1000) + 25 * 3600 }, "expires_at", undefined],
    [{ metadata: { ["k".repeat(41)]: "v" } }, `metadata[${"k".repeat(41)}]`, undefined],
    [{ metadata: { k: "v".repeat(501) } }, "metadata[k]", undefined],
    [{ metadata: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, "v"])) }, "metadata", undefined],
    [{ subscription_data: { description: "x" } }, "subscription_data", undefined],
    [{ payment_intent_data: { description: "x".repeat(1001) } }, "payment_intent_data[description]", undefined],
    [{ custom_text: { submit: { message: "x".repeat(1001) } } }, "custom_text[submit][message]", undefined],
    [
      { shipping_options: Array.from({ length: 6 }, () => ({ shipping_rate: "shr_none" })) },
      "shipping_options",
      undefined,
    ],
    [
      { shipping_address_collection: { allowed_countries: ["XX"] } },
      "shipping_address_collection[allowed_countries][0]",
      undefined,
    ],
    [{ allowed_payment_method_types: ["klarna"] }, "allowed_payment_method_types", undefined],
    [{ automatic_tax: { enabled: true } }, "automatic_tax[enabled]", undefined],
    [{ locale: "klingon" }, "locale", undefined],
  ];
  for (const [over, param, code] of cases) {
    const refused = await refusal(sessions().create(untyped({ ...orderParams(), ...(over as object) })));
    expect([over, refused.status, refused.param, refused.code]).toEqual([over, 400, param, code]);
  }
});

test("nothing refused leaves anything behind", async () => {
  const before = await bench.control<{ counts: Record<string, number> }>("state");
  const item = { quantity: 1, price_data: { currency: "gbp", unit_amount: 50, product_data: { name: "A" } } };
  const prices = (await bench.stripe.prices.list({ limit: 100 })).data.length;
  await refusal(sessions().create(orderParams({ line_items: [item, { ...item, quantity: 0 }] })));
  await refusal(sessions().create(orderParams({ line_items: [item, { quantity: 1, price: "price_none" }] })));
  expect((await bench.stripe.prices.list({ limit: 100 })).data.length).toBe(prices);
  expect(await bench.control("state")).toMatchObject({ counts: before.counts });
});

test("success_url and mode are needed", async () => {
  const { success_url: _url, ...withoutUrl } = orderParams();
  expect(await refusal(sessions().create(withoutUrl))).toMatchObject({
    param: "success_url",
    code: "parameter_missing",
  });
  const { mode: _mode, ...withoutMode } = orderParams();
  expect(await refusal(sessions().create(withoutMode))).toMatchObject({ param: "mode", code: "parameter_missing" });
});

test("sterling payments start at 30p", async () => {
  const at = (pence: number) =>
    orderParams({
      line_items: [{ quantity: 1, price_data: { currency: "gbp", unit_amount: pence, product_data: { name: "A" } } }],
    });
  expect(await refusal(sessions().create(at(29)))).toMatchObject({ status: 400, code: "amount_too_small" });
  expect((await sessions().create(at(30))).amount_total).toBe(30);
});

test("expires_at is kept exactly, within half an hour and a day", async () => {
  const expiresAt = Math.floor(Date.now() / 1000) + 31 * 60;
  expect((await sessions().create(orderParams({ expires_at: expiresAt }))).expires_at).toBe(expiresAt);
  const usual = await sessions().create(orderParams());
  expect(usual.expires_at).toBe(usual.created + 24 * 3600);
});

test("a basket of 100 lines with long names survives the form encoding", async () => {
  const session = await sessions().create(
    orderParams({
      line_items: Array.from({ length: 100 }, (_, at) => ({
        quantity: at + 1,
        price_data: {
          currency: "gbp",
          unit_amount: 50,
          product_data: { name: `Text & title [${at}] = «æøå»`, metadata: { slug: `t-${at}` } },
        },
      })),
    }),
  );
  const lines = await bench.stripe.checkout.sessions.listLineItems(session.id, {
    limit: 100,
    expand: ["data.price.product"],
  });
  expect(lines.data.length).toBe(100);
  expect(lines.data[99]?.description).toBe("Text & title [99] = «æøå»");
  const product = lines.data[41]?.price?.product;
  expect(product).toMatchObject({ metadata: { slug: "t-41" }, active: false });
  expect(session.amount_total).toBe(50 * 5050);
});

test("a subscription needs a recurring price of one rhythm, and may be a donation", async () => {
  const monthly = monthlyParams().line_items?.[0];
  if (!monthly?.price_data) throw new Error("no line");
  const yearly = { ...monthly, price_data: { ...monthly.price_data, recurring: { interval: "year" as const } } };
  expect(await refusal(sessions().create(monthlyParams({ line_items: [monthly, yearly] })))).toMatchObject({
    param: "line_items",
  });
  expect((await sessions().create(monthlyParams({ submit_type: "donate" }))).submit_type).toBe("donate");
  expect(await refusal(sessions().create(monthlyParams({ submit_type: "pay" })))).toMatchObject({
    param: "submit_type",
  });
});

test("unknown ids are 404 in the path and 400 in a parameter", async () => {
  expect(await refusal(sessions().retrieve("cs_test_none"))).toMatchObject({
    status: 404,
    code: "resource_missing",
    param: "id",
  });
  expect(await refusal(bench.stripe.refunds.create({ payment_intent: "pi_none" }))).toMatchObject({
    status: 400,
    param: "payment_intent",
  });
});

test("metadata stays text, digits and all; null and empty unset", async () => {
  const metadata = { a: "007", b: "1.50", c: "true", d: "-0", e: "12345678901234567890" };
  const customer = await bench.stripe.customers.create({ metadata });
  expect(customer.metadata).toEqual(metadata);
  const fewer = await bench.stripe.customers.update(customer.id, { metadata: { a: null, b: "" }, shipping: "" });
  expect(fewer.metadata).toEqual({ c: "true", d: "-0", e: "12345678901234567890" });
  expect((await bench.stripe.customers.update(customer.id, { metadata: "" })).metadata).toEqual({});
});

test("a request that is broken off or far too large harms nobody", async () => {
  const port = Number(new URL(bench.url).port);
  const head =
    "POST /v1/customers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk_test_sandbox\r\ncontent-length: 100\r\n\r\nemail=";
  await new Promise<void>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(head, () => socket.destroy()));
    socket.on("close", () => resolve());
  });
  const large = await fetch(`${bench.url}/v1/customers`, { method: "POST", body: "a".repeat(1_100_000) }).catch(
    () => undefined,
  );
  if (large) expect(large.status).toBe(413);
  expect((await bench.stripe.customers.list({ limit: 1 })).object).toBe("list");
});

test("answers carry a request id and echo the version", async () => {
  const { lastResponse } = await bench.stripe.customers.create({ email: "a@example.org" });
  expect(lastResponse.requestId).toMatch(/^req_/);
  expect(lastResponse.apiVersion).toBe("2026-10-28.endive");
});

test("the log of requests shows what was sent", async () => {
  await bench.stripe.customers.create(
    { email: "canary@example.org", metadata: { a: "1" } },
    { idempotencyKey: "customer:1" },
  );
  const last = bench.sandbox.requests().at(-1);
  expect(last).toMatchObject({
    method: "POST",
    path: "/v1/customers",
    params: { email: "canary@example.org", metadata: { a: "1" } },
    idempotencyKey: "customer:1",
    status: 200,
  });
});
