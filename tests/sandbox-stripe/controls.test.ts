import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, monthlyParams, openBench, orderParams } from "./bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

test("paths that are not its own are left to others", async () => {
  const asked: boolean[] = [];
  const answer = { writeHead: () => {}, end: () => {} };
  for (const url of ["/", "/mail", "/v2/things", "/payments"])
    asked.push(await bench.sandbox.handle({ url, method: "GET" } as never, answer as never));
  expect(asked).toEqual([false, false, false, false]);
});

test("the page for people shows the clock and moves it", async () => {
  const page = await bench.page("/_sandbox");
  expect(page.status).toBe(200);
  const text = await page.text();
  for (const label of ["Forward a month", "Pay out to the bank", "Forget everything"]) expect(text).toContain(label);
  const before = bench.sandbox.now().getTime();
  const moved = await bench.submit("/_sandbox/advance", { months: "1" });
  expect(moved.headers.get("location")).toBe("/_sandbox");
  expect(bench.sandbox.now().getTime() - before).toBeGreaterThan(27 * 86_400_000);
  const refused = await bench.submit("/_sandbox/payout", {});
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("nothing to pay out");
});

test("controls take and give JSON, and say what is wrong", async () => {
  const session = await bench.stripe.checkout.sessions.create(orderParams());
  expect(await bench.control("pay", { session: session.id, name: "Karl" })).toMatchObject({
    outcome: "complete",
    session: { status: "complete" },
  });
  expect(await bench.control("pay", { session: "cs_none" })).toMatchObject({
    error: { message: expect.stringContaining("cs_none") },
  });
  expect(await bench.control("state")).toMatchObject({ counts: { charge: 1 }, waiting_deliveries: expect.any(Number) });
  expect(await bench.control("balance")).toEqual({ availablePence: 0, pendingPence: 78 });
  expect((await bench.control<{ requests: object[] }>("requests")).requests.length).toBe(1);
  await bench.sandbox.settled();
  expect((await bench.control<{ deliveries: object[] }>("deliveries")).deliveries.length).toBe(5);
  expect(await bench.control("advance", { seconds: -1 })).toMatchObject({ error: {} });
  expect(await bench.control("advance", { days: "soon" })).toMatchObject({ error: {} });
  expect(await bench.control("nothing", {})).toMatchObject({ error: {} });
  expect(await bench.control("webhook", { url: null })).toEqual({ webhook: null });
  expect(await bench.control("webhook", { url: "http://example.org", secret: "x" })).toMatchObject({ error: {} });
  expect(await bench.control("reset", {})).toEqual({ reset: true });
  expect(await bench.control("balance")).toEqual({ availablePence: 0, pendingPence: 0 });
});

test("hosted pages run no script, name their fields and stay on this computer", async () => {
  const session = await bench.stripe.checkout.sessions.create(
    orderParams({
      billing_address_collection: "required",
      phone_number_collection: { enabled: true },
      shipping_address_collection: { allowed_countries: ["GB", "IE"] },
      line_items: [
        {
          quantity: 1,
          price_data: { currency: "gbp", unit_amount: 50, product_data: { name: '<script>alert("x")</script>' } },
        },
      ],
    }),
  );
  const page = await bench.page(`/pay/${session.id}`);
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const text = await page.text();
  expect(text).toContain("Sandbox: no money moves");
  expect(text).not.toContain("<script");
  expect(text).not.toMatch(/ style=| on[a-z]+=/);
  expect(
    [...text.matchAll(/https?:\/\/[^"<]*/g)]
      .map(([url]) => new URL(url).hostname)
      .filter((host) => host !== "127.0.0.1"),
  ).toEqual([]);
  const ids = [...text.matchAll(/<(?:input|select)[^>]* id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect([id, text.includes(`<label for="${id}"`)]).toEqual([id, true]);
  expect((await bench.page("/_sandbox/style.css")).headers.get("content-type")).toContain("text/css");
  expect((await bench.page("/pay/cs_none")).status).toBe(404);
  expect((await bench.page("/portal/bps_none")).status).toBe(404);
  expect((await bench.page("/invoice/in_none")).status).toBe(404);
});

test("a test clock moves the one clock, and what falls due happens", async () => {
  const { stripe } = bench;
  const now = Math.floor(bench.sandbox.now().getTime() / 1000);
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: now, name: "A year" });
  const session = await stripe.checkout.sessions.create(monthlyParams());
  await bench.sandbox.pay(session.id);
  const moved = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: now + 32 * 86_400 });
  expect(moved.status).toBe("ready");
  expect((await stripe.invoices.list()).data.map((row) => row.status)).toEqual(["paid", "paid"]);
  await expect(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: now })).rejects.toMatchObject({
    statusCode: 400,
  });
  expect(await stripe.testHelpers.testClocks.del(clock.id)).toMatchObject({ deleted: true });
});

test("deleting a customer ends their subscriptions; a flow to cancel leads straight to the question", async () => {
  const { stripe } = bench;
  const session = await stripe.checkout.sessions.create(monthlyParams());
  await bench.sandbox.pay(session.id);
  const { subscription, customer } = await stripe.checkout.sessions.retrieve(session.id);
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer as string,
    return_url: "http://127.0.0.1:9/account",
    flow_data: { type: "subscription_cancel", subscription_cancel: { subscription: subscription as string } },
  });
  expect(await (await bench.page(new URL(portal.url).pathname)).text()).toContain("Cancel this subscription?");
  expect((await stripe.billingPortal.configurations.list({ is_default: true })).data.length).toBe(1);
  await stripe.customers.del(customer as string);
  expect((await stripe.subscriptions.retrieve(subscription as string)).status).toBe("canceled");
});
