import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bench, openBench, orderParams } from "./bench.ts";

let bench: Bench;
let ids: string[] = [];
beforeAll(async () => {
  bench = await openBench();
  for (let at = 0; at < 25; at += 1) {
    const row = await bench.stripe.customers.create({ email: `${at % 2 ? "odd" : "even"}@example.org` });
    ids.unshift(row.id);
  }
});
afterAll(() => bench.close());

test("lists are newest first, in pages, both ways", async () => {
  const { customers } = bench.stripe;
  const page = await customers.list({ limit: 10 });
  expect(page.data.map((row) => row.id)).toEqual(ids.slice(0, 10));
  expect(page.has_more).toBe(true);
  expect(page.url).toBe("/v1/customers");
  const next = await customers.list({ limit: 10, starting_after: ids[9] });
  expect(next.data.map((row) => row.id)).toEqual(ids.slice(10, 20));
  const last = await customers.list({ limit: 10, starting_after: ids[19] });
  expect(last.data.map((row) => row.id)).toEqual(ids.slice(20));
  expect(last.has_more).toBe(false);
  const back = await customers.list({ limit: 10, ending_before: ids[20] });
  expect(back.data.map((row) => row.id)).toEqual(ids.slice(10, 20));
  expect(back.has_more).toBe(true);
  expect((await customers.list()).data.length).toBe(10);
  await expect(customers.list({ limit: 101 })).rejects.toMatchObject({ statusCode: 400, param: "limit" });
  await expect(customers.list({ starting_after: "cus_none" })).rejects.toMatchObject({ statusCode: 400 });
});

test("the SDK's automatic paging walks all, with and without a filter", async () => {
  const all: string[] = [];
  for await (const row of bench.stripe.customers.list({ limit: 4 })) all.push(row.id);
  expect(all).toEqual(ids);
  const odd: string[] = [];
  for await (const row of bench.stripe.customers.list({ limit: 5, email: "odd@example.org" })) odd.push(row.id);
  expect(odd).toEqual(ids.filter((_, at) => (24 - at) % 2 === 1));
});

test("created filters by second, open or closed at either end", async () => {
  const { stripe, sandbox } = bench;
  const rows: { id: string; created: number }[] = [];
  for (let at = 0; at < 3; at += 1) {
    await sandbox.advance(10);
    rows.unshift(await stripe.products.create({ name: `P${at}` }));
  }
  const [newest, middle, oldest] = rows;
  if (!newest || !middle || !oldest) throw new Error("no rows");
  const listed = async (created: object) => (await stripe.products.list({ created })).data.map((row) => row.id);
  expect(await listed({ gte: middle.created })).toEqual([newest.id, middle.id]);
  expect(await listed({ gt: middle.created })).toEqual([newest.id]);
  expect(await listed({ lt: middle.created, gte: oldest.created })).toEqual([oldest.id]);
  expect(await listed({ lte: middle.created, gt: oldest.created })).toEqual([middle.id]);
});

test("deleting one in the middle does not disturb the cursor", async () => {
  const { customers } = bench.stripe;
  const gone = ids[5] ?? "";
  await customers.del(gone);
  expect(await customers.retrieve(gone)).toMatchObject({ id: gone, deleted: true });
  const page = await customers.list({ limit: 3, starting_after: ids[4] });
  expect(page.data.map((row) => row.id)).toEqual(ids.slice(6, 9));
  ids = ids.filter((id) => id !== gone);
});

test("expansion goes four levels, in objects and in lists, and no further", async () => {
  const { stripe } = bench;
  const session = await stripe.checkout.sessions.create(orderParams({ customer_creation: "always" }));
  await bench.sandbox.pay(session.id);
  const deep = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ["payment_intent.latest_charge.balance_transaction.source", "customer.subscriptions"],
  });
  const intent = deep.payment_intent as { latest_charge: { balance_transaction: { source: { object: string } } } };
  expect(intent.latest_charge.balance_transaction.source.object).toBe("charge");
  expect(deep.customer).toMatchObject({ object: "customer", subscriptions: { object: "list", data: [] } });
  const listed = await stripe.balanceTransactions.list({ expand: ["data.source.payment_intent"] });
  expect(listed.data[0]?.source).toMatchObject({ object: "charge", payment_intent: { object: "payment_intent" } });
  const refused = [
    stripe.checkout.sessions.retrieve(session.id, {
      expand: ["payment_intent.latest_charge.balance_transaction.source.customer"],
    }),
    stripe.checkout.sessions.retrieve(session.id, { expand: ["amount_total"] }),
    stripe.checkout.sessions.retrieve(session.id, { expand: ["nonsense"] }),
    stripe.balanceTransactions.list({ expand: ["source"] }),
  ];
  for (const call of refused) await expect(call).rejects.toMatchObject({ statusCode: 400, param: "expand" });
});
