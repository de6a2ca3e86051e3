import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, openBench, orderParams } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const key = { idempotencyKey: "checkout:1" };

test("the same key and request give the same session and the same answer, once made", async () => {
  const first = await bench.stripe.checkout.sessions.create(orderParams(), key);
  const second = await bench.stripe.checkout.sessions.create(orderParams(), key);
  expect(second.id).toBe(first.id);
  expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect((await bench.stripe.checkout.sessions.list()).data.length).toBe(1);
});

test("the same key with another request is an error", async () => {
  await bench.stripe.checkout.sessions.create(orderParams(), key);
  const other = bench.stripe.checkout.sessions.create(orderParams({ client_reference_id: "2" }), key);
  await expect(other).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  await expect(other).rejects.toMatchObject({ statusCode: 400 });
});

test("a request that was refused before it ran leaves the key free", async () => {
  await expect(bench.stripe.checkout.sessions.create(orderParams({ success_url: "x" }), key)).rejects.toMatchObject({
    statusCode: 400,
  });
  expect((await bench.stripe.checkout.sessions.create(orderParams(), key)).status).toBe("open");
});

test("a second request while the first is still being answered gets 409", async () => {
  bench.sandbox.chaos.answers.slowMs = 150;
  const first = bench.stripe.checkout.sessions.create(orderParams(), key);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(bench.stripe.checkout.sessions.create(orderParams(), key)).rejects.toMatchObject({ statusCode: 409 });
  expect((await first).status).toBe("open");
});

test("keys are forgotten after a day", async () => {
  const first = await bench.stripe.checkout.sessions.create(orderParams(), key);
  await bench.sandbox.advance(23 * 3600);
  expect((await bench.stripe.checkout.sessions.create(orderParams(), key)).id).toBe(first.id);
  await bench.sandbox.advance(3600 + 1);
  expect((await bench.stripe.checkout.sessions.create(orderParams(), key)).id).not.toBe(first.id);
});

test("the SDK's own retry after a broken connection does not make two", async () => {
  const patient = new Stripe("sk_test_sandbox", {
    host: "127.0.0.1",
    port: Number(new URL(bench.url).port),
    protocol: "http",
    maxNetworkRetries: 2,
  });
  await bench.control("chaos", { answers: { resetAfterRate: 1, remaining: 1, only: "POST /v1/checkout/sessions" } });
  const session = await patient.checkout.sessions.create(orderParams());
  const all = await bench.stripe.checkout.sessions.list();
  expect(all.data.map((row) => row.id)).toEqual([session.id]);
  expect(session.lastResponse.headers["idempotent-replayed"]).toBe("true");
});
