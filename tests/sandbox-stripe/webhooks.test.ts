import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, openBench, orderParams, webhookSecret } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

/** A session that was expired: one event. */
async function expired(): Promise<string> {
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  await bench.stripe.checkout.sessions.expire(session.id, {}, { idempotencyKey: `expire:${session.id}` });
  return session.id;
}

async function paid(): Promise<string> {
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  await bench.sandbox.pay(session.id);
  return session.id;
}

test("an event is complete, signed over its bytes, and the same through the API", async () => {
  const id = await expired();
  await bench.sandbox.settled();
  const [one] = bench.received;
  if (!one) throw new Error("nothing came");
  expect(one.accepted).toBe(true);
  expect(one.event).toMatchObject({
    object: "event",
    type: "checkout.session.expired",
    api_version: "2026-10-28.endive",
    livemode: false,
    pending_webhooks: 1,
    data: { object: { id, object: "checkout.session", status: "expired" } },
    request: { id: expect.stringMatching(/^req_/), idempotency_key: `expire:${id}` },
  });
  expect(one.event.id).toMatch(/^evt_/);
  const fetched = await bench.stripe.events.retrieve(one.event.id);
  expect(fetched.data).toEqual(one.event.data);
  expect(fetched.pending_webhooks).toBe(0);
  const changed = one.raw.replace('"expired"', '"complete"');
  expect(() => bench.stripe.webhooks.constructEvent(changed, one.signature, webhookSecret)).toThrow();
});

test("news caused by the clock or a page is asked for by nobody", async () => {
  await bench.stripe.checkout.sessions.create(orderParams());
  await bench.sandbox.advance(25 * 3600);
  expect(bench.received[0]?.event.request).toEqual({ id: null, idempotency_key: null });
});

test("a refused delivery is tried again after a second, then by the clock, and found in the meantime", async () => {
  bench.answerWith(503);
  await expired();
  await bench.sandbox.settled();
  expect(bench.received.length).toBe(1);
  const missed = await bench.stripe.events.list({ delivery_success: false });
  expect(missed.data.map((event) => event.type)).toEqual(["checkout.session.expired"]);
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await bench.sandbox.settled();
  expect(bench.received.length).toBe(2);
  await bench.sandbox.advance(10);
  expect(bench.received.length).toBe(3);
  bench.answerWith(undefined);
  await bench.sandbox.advance(3600);
  expect(bench.types()).toEqual(["checkout.session.expired"]);
  expect((await bench.stripe.events.list({ delivery_success: false })).data).toEqual([]);
  expect(bench.sandbox.deliveries().map((row) => row.status)).toEqual([503, 503, 503, 200]);
});

test("after three days of refusals an event is given up, and can still be delivered by hand", async () => {
  bench.answerWith(500);
  await expired();
  for (let at = 0; at < 12; at += 1) await bench.sandbox.advance(24 * 3600);
  expect(bench.received.length).toBe(11);
  bench.answerWith(undefined);
  expect(await bench.control("redeliver", {})).toEqual({ redelivered: 1 });
  expect(bench.types()).toEqual(["checkout.session.expired"]);
  expect((await bench.stripe.events.list({ delivery_success: true })).data.length).toBe(1);
});

test("only the types the site subscribes to are delivered, unless told otherwise", async () => {
  await bench.close();
  bench = await openBench({ events: "subscribed" });
  await paid();
  await bench.sandbox.settled();
  expect(bench.types().sort()).toEqual(["charge.updated", "checkout.session.completed"]);
});

test("endpoints made through the API get what they asked for, signed with their own secret", async () => {
  const { webhookEndpoints, webhooks } = bench.stripe;
  bench.sandbox.setWebhook(undefined);
  const endpoint = await webhookEndpoints.create({ url: bench.hook, enabled_events: ["payment_intent.succeeded"] });
  expect(endpoint.secret).toMatch(/^whsec_/);
  expect((await webhookEndpoints.retrieve(endpoint.id)).secret).toBeUndefined();
  expect((await webhookEndpoints.list()).data.map((row) => row.secret)).toEqual([undefined]);
  await paid();
  await bench.sandbox.settled();
  const [one] = bench.received;
  expect(bench.received.length).toBe(1);
  const event = webhooks.constructEvent(one?.raw ?? "", one?.signature ?? "", endpoint.secret ?? "");
  expect(event.type).toBe("payment_intent.succeeded");
  const abroad = webhookEndpoints.create({ url: "http://example.org/hook", enabled_events: ["*"] });
  await expect(abroad).rejects.toMatchObject({ statusCode: 400, param: "url" });
  expect(await webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true });
  await paid();
  await bench.sandbox.settled();
  expect(bench.received.length).toBe(1);
});

test("the sandbox delivers to this computer only", () => {
  expect(() => bench.sandbox.setWebhook({ url: "http://example.org/hook", secret: "x" })).toThrow("this computer only");
});

test("events are listed by type, by several types, and from a known one on", async () => {
  await expired();
  await paid();
  const { events } = bench.stripe;
  expect((await events.list({ type: "checkout.session.*" })).data.map((row) => row.type)).toEqual([
    "checkout.session.completed",
    "checkout.session.expired",
  ]);
  const several = await events.list({ types: ["checkout.session.expired", "charge.updated"] });
  expect(several.data.map((row) => row.type)).toEqual(["charge.updated", "checkout.session.expired"]);
  const oldest = (await events.list({ limit: 100 })).data.at(-1);
  const since = await events.list({ ending_before: oldest?.id, limit: 100 });
  expect(since.data.length).toBe(5);
});

const webhookFaults: [string, object, (count: number, accepted: number) => void][] = [
  ["duplicate", { duplicateRate: 1 }, (count, accepted) => expect([count, accepted]).toEqual([2, 2])],
  ["drop", { dropRate: 1 }, (count) => expect(count).toBe(0)],
  [
    "old timestamp",
    { oldTimestampRate: 1, remaining: 1 },
    (count, accepted) => expect([count, accepted]).toEqual([1, 0]),
  ],
  [
    "wrong secret",
    { wrongSecretRate: 1, remaining: 1 },
    (count, accepted) => expect([count, accepted]).toEqual([1, 0]),
  ],
  ["two signatures", { twoSignaturesRate: 1 }, (count, accepted) => expect([count, accepted]).toEqual([1, 1])],
  // The SDK lets a timestamp of tomorrow pass; the site has to refuse it itself.
  ["future timestamp", { futureTimestampRate: 1 }, (count, accepted) => expect([count, accepted]).toEqual([1, 1])],
  ["second id", { secondIdRate: 1 }, (count, accepted) => expect([count, accepted]).toEqual([2, 2])],
  ["wrong version", { wrongVersionRate: 1 }, (count, accepted) => expect([count, accepted]).toEqual([1, 1])],
  ["delay", { delayMs: 80 }, (count, accepted) => expect([count, accepted]).toEqual([1, 1])],
];

test.each(webhookFaults)("webhook fault: %s", async (name, webhooks, check) => {
  await bench.control("chaos", { webhooks });
  const started = performance.now();
  await expired();
  await bench.sandbox.settled();
  check(bench.received.length, bench.types().length);
  const ids = new Set(bench.received.map((one) => one.event.id));
  if (name === "duplicate") expect(ids.size).toBe(1);
  if (name === "second id") expect(ids.size).toBe(2);
  if (name === "wrong version") expect(bench.received[0]?.event.api_version).toBe("2020-08-27");
  if (name === "two signatures") expect(bench.received[0]?.signature.split("v1=").length).toBe(3);
  if (name === "delay") expect(performance.now() - started).toBeGreaterThan(75);
  if (name === "future timestamp")
    expect(Number(/t=(\d+)/.exec(bench.received[0]?.signature ?? "")?.[1])).toBeGreaterThan(Date.now() / 1000 + 3600);
  if (name === "drop") expect((await bench.stripe.events.list({ delivery_success: false })).data.length).toBe(1);
});

test("reordered news comes in another order, all of it, the same way for the same seed", async () => {
  const orders: string[][] = [];
  for (const seed of [7, 7]) {
    await bench.close();
    bench = await openBench();
    await bench.control("chaos", { seed, webhooks: { reorderMs: 400 } });
    await paid();
    await bench.sandbox.settled();
    orders.push(bench.types());
  }
  const usual = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
  ];
  expect([...(orders[0] ?? [])].sort()).toEqual([...usual].sort());
  expect(orders[0]).not.toEqual(usual);
  expect(orders[1]).toEqual(orders[0]);
});

test("faults can be limited to types and to a number, and are forgotten by a reset", async () => {
  await bench.control("chaos", { webhooks: { dropRate: 1, only: "charge.*", remaining: 1 } });
  await paid();
  await bench.sandbox.settled();
  expect(bench.types()).not.toContain("charge.succeeded");
  expect(bench.types()).toContain("charge.updated");
  expect(bench.sandbox.chaos.webhooks.remaining).toBe(0);
  expect(await bench.control("chaos", { webhooks: { dropRat: 1 } })).toMatchObject({
    error: { message: expect.stringContaining("dropRat") },
  });
  expect(await bench.control("chaos", { webhooks: { dropRate: 2 } })).toMatchObject({ error: {} });
  bench.sandbox.reset();
  expect(bench.sandbox.chaos.webhooks).toMatchObject({ dropRate: 0, only: null, remaining: null });
});

test("answers can fail before and after the deed, break off, or be garbage", async () => {
  const { chaos } = bench.sandbox;
  const create = (key: string) =>
    bench.stripe.checkout.sessions.create(orderParams(), { idempotencyKey: key, maxNetworkRetries: 0 });
  const count = async () => (await bench.stripe.checkout.sessions.list({ limit: 100 })).data.length;
  chaos.answers.only = "POST *";

  Object.assign(chaos.answers, { errorBeforeRate: 1, remaining: 1 });
  await expect(create("a")).rejects.toMatchObject({ statusCode: 500 });
  expect(await count()).toBe(0);
  expect((await create("a")).status).toBe("open");

  Object.assign(chaos.answers, { errorBeforeRate: 0, errorAfterRate: 1, remaining: 1 });
  await expect(create("b")).rejects.toMatchObject({ statusCode: 500 });
  expect(await count()).toBe(2);
  await expect(create("b")).rejects.toMatchObject({ statusCode: 500 });
  expect(await count()).toBe(2);

  Object.assign(chaos.answers, { errorAfterRate: 0, resetBeforeRate: 1, remaining: 2 });
  await expect(create("c")).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(await count()).toBe(2);

  Object.assign(chaos.answers, { resetBeforeRate: 0, garbageRate: 1, remaining: 1 });
  await expect(create("d")).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
  expect(await count()).toBe(3);
  expect((await create("d")).status).toBe("open");
  expect(await count()).toBe(3);
});
