import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { reconcile } from "#app/jobs/reconcile.ts";
import { settleEvent } from "#app/jobs/settle-event.ts";
import { tieOut } from "#app/settlement/tie-out.ts";
import { listUnplaced } from "#app/settlement/unplaced.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin, balances, counts, pay } from "../support/money.ts";
import { control, stripeBalance } from "../support/stripe-controls.ts";

/** The walk through Stripe's lists: what nobody told us of, and whether the books agree to the penny. */
const IDO = "in-defence-of-october";
const DAY = 86_400;

let house: House;
let expectedParked: string[] = [];
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  const expected = expectedParked;
  expectedParked = [];
  await closeSound(house, expected);
});

/** A print of every table that money leaves rows in, so that a second walk can be seen to change none. */
async function everyTable(): Promise<Record<string, string>> {
  const tables = [
    ...[
      "orders",
      "reservations",
      "stock",
      "stock_moves",
      "checkouts",
      "payments",
      "payment_parts",
      "donations",
      "dues",
    ],
    ...["regulated_donations", "refunds", "disputes", "payouts", "balance_movements", "ledger_entries", "ledger_lines"],
    ...[
      "recurring_donations",
      "memberships",
      "applications",
      "missed_instalments",
      "outbox",
      "stripe_events",
      "standings",
    ],
  ];
  const print = (table: string) =>
    house.database.owner.query(
      `select md5(string_agg(xmin::text || t::text, ';' order by t::text)) as md5 from ${table} t`,
    );
  return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, (await print(table)).rows[0].md5])));
}

describe("with nobody telling us anything", () => {
  beforeEach(() => house.stripe.setWebhook(undefined));

  test("one walk finds every payment of every kind; a second changes no row", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 2 }], { donation: 200 }));
    await pay(house, await askToGive(house, 1500));
    await pay(house, await askToGive(house, 700, true));
    await pay(house, await askToJoin(house));
    await pay(house, await askToJoin(house, { email: "bea@reader.example", fullName: "Bea Example" }), {
      bacsAccount: "00012345",
    });
    await askToBuy(house, [{ slug: IDO, quantity: 3 }]); // never paid
    await house.stripe.advance(40 * DAY); // a renewal of each, the Direct Debit's money, the lapse
    const [intent] = (await house.site.stripe.paymentIntents.list({ limit: 1 })).data;
    await house.site.stripe.refunds.create({ payment_intent: intent?.id ?? "", amount: 100 });
    await control(house, "payout");

    const run = await reconcile(house.site);
    expect(run).toMatchObject({ differencePence: 0, unexplainedPence: 0, suspensePence: 0, faults: 0 });
    expect(run?.stripePence).toBe(stripeBalance(house));
    const paid = (await house.site.stripe.paymentIntents.list({ limit: 100 })).data.filter(
      (i) => i.status === "succeeded",
    );
    expect(paid.length).toBeGreaterThanOrEqual(8);
    expect((await counts(house)).payments).toBe(paid.length);
    const states = await house.site.db.selectFrom("orders").select("state").orderBy("created_at").execute();
    expect(states.map((order) => order.state)).toEqual(["paid", "expired"]);
    expect((await house.database.owner.query("select sum(reserved)::int as n from stock")).rows[0].n).toBe(0);

    await house.quiet();
    const before = await everyTable();
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect(await everyTable()).toEqual(before);
  });

  test("two walks at once are one", async () => {
    await pay(house, await askToGive(house, 1000));
    const runs = await Promise.all([reconcile(house.site), reconcile(house.site), reconcile(house.site)]);
    expect(runs.filter((run) => run !== undefined)).toHaveLength(1);
    expect((await counts(house)).payments).toBe(1);
  });

  test("a fault keeps none of the others waiting, and leaves the mark where it was", async () => {
    await pay(house, await askToGive(house, 1000));
    await pay(house, await askToGive(house, 1100));
    Object.assign(house.stripe.chaos.answers, { only: "GET /v1/payment_intents/*", errorBeforeRate: 1 });
    const first = await reconcile(house.site);
    house.stripe.chaos.answers.errorBeforeRate = 0;
    expect(first?.faults).toBeGreaterThan(0);
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect((await counts(house)).payments).toBe(2);
    const runs = await house.site.db.selectFrom("reconcile_runs").select(["since", "faults"]).orderBy("id").execute();
    expect(runs[1]?.since).toEqual(runs[0]?.since);
  });

  test("what failed once in a walk is tried again in it", async () => {
    await pay(house, await askToGive(house, 1000));
    Object.assign(house.stripe.chaos.answers, { only: "GET /v1/payment_intents/*", errorBeforeRate: 1, remaining: 3 });
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect((await counts(house)).payments).toBe(1);
  });

  test("says how far it is", async () => {
    await pay(house, await askToGive(house, 1000));
    const shares: number[] = [];
    await reconcile(house.site, ({ share }) => shares.push(share));
    expect(shares.length).toBeGreaterThan(5);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });
});

describe("payouts", () => {
  test("open to the charges, fees, refunds and disputes they are made of, to the penny", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 4 }]));
    await pay(house, await askToGive(house, 50_000));
    await house.quiet();
    const [intent] = (await house.site.stripe.paymentIntents.list({ limit: 1 })).data;
    await house.site.stripe.refunds.create({ payment_intent: intent?.id ?? "", amount: 1234 });
    const older = (await house.site.stripe.paymentIntents.list({ limit: 2 })).data[1];
    await control(house, "dispute", { payment_intent: older?.id });
    await house.quiet();
    await house.stripe.advance(5 * DAY);
    await house.quiet();
    const { amount } = await control<{ amount: number }>(house, "payout");
    await house.quiet();
    const payout = await house.site.db.selectFrom("payouts").selectAll().executeTakeFirstOrThrow();
    expect(payout).toMatchObject({ amount_pence: amount, state: "paid" });
    expect(payout.named_at).not.toBeNull();
    const parts = await house.site.db
      .selectFrom("balance_movements")
      .select(["type", "net_pence"])
      .where("payout_id", "=", payout.id)
      .execute();
    expect(parts.map((part) => part.type).sort()).toEqual(["adjustment", "charge", "charge", "payout", "refund"]);
    expect(parts.reduce((sum, part) => sum + part.net_pence, 0)).toBe(0);
    expect(await balances(house)).toMatchObject({ bank: amount });
    expect((await balances(house)).stripe_clearing ?? 0).toBe(stripeBalance(house));
    expect(await tieOut(house.site, new Date(0))).toMatchObject({ differencePence: 0, explained: [] });
  });

  test("that the bank sends back are posted back", async () => {
    await pay(house, await askToGive(house, 5000));
    await house.quiet();
    await house.stripe.advance(5 * DAY);
    await control(house, "payout", { fail: true });
    await house.quiet();
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect((await house.site.db.selectFrom("payouts").select("state").executeTakeFirstOrThrow()).state).toBe("failed");
    expect(await balances(house)).not.toHaveProperty("bank");
    expect((await balances(house)).stripe_clearing).toBe(stripeBalance(house));
  });
});

describe("what is not placed", () => {
  const foreign = async (over: Record<string, unknown> = {}) => {
    const session = await house.site.stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [
        { quantity: 1, price_data: { currency: "gbp", unit_amount: 900, product_data: { name: "Something else" } } },
      ],
      success_url: house.url,
      ...over,
    });
    await house.stripe.pay(session.id);
    await house.quiet();
    return session;
  };

  test("another product's sale is no sale of ours; its money stands in suspense, and the books agree all the same", async () => {
    await foreign();
    const run = await reconcile(house.site);
    expect(run).toMatchObject({ differencePence: 0, unexplainedPence: 0, suspensePence: 900 - 34, recovered: 0 });
    expect(await counts(house)).toMatchObject({ payments: 0, orders: 0, donations: 0 });
    expect(await listUnplaced(house.site.db)).toEqual([expect.stringMatching(/^ {2}suspense: £8\.66 by charge ch_/)]);
    // and it can go to the bank with ours
    await house.stripe.advance(5 * DAY);
    await control(house, "payout");
    await house.quiet();
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, faults: 0 });
    expect(await balances(house)).toMatchObject({ bank: 866, suspense: -866 });
  });

  test("a payment that was parked leaves suspense once it fits", async () => {
    const checkout = await askToGive(house, 1000);
    await pay(house, checkout);
    // somebody's slip in the settings: the endpoint sends another version, so the news is parked
    house.stripe.setWebhook(undefined);
    await house.database.owner.query(
      `insert into stripe_events (id, type, api_version, livemode, created, object_id, object_kind)
       select 'evt_odd', 'charge.updated', '2020-08-27', false, now(), 'ch_none', 'charge'`,
    );
    await settleEvent(house.site, { eventId: "evt_odd" }, false);
    expectedParked = [expect.stringContaining("version 2020-08-27") as unknown as string];
    await house.quiet();
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, suspensePence: 0 });
    expect((await counts(house)).payments).toBe(1);
  });

  test("settled after it stood in suspense, the money moves to its purpose and suspense is empty again", async () => {
    house.stripe.setWebhook(undefined);
    const checkout = await askToGive(house, 1000);
    await pay(house, checkout);
    // our row is out of the way for a while, as after a restored backup that has not been walked over yet
    await house.database.owner.query("alter table checkouts disable trigger all");
    await house.database.owner.query("update checkouts set livemode = livemode, total_pence = 1001 where id = $1", [
      checkout,
    ]);
    await house.database.owner.query("alter table checkouts enable trigger all");
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, suspensePence: 965 });
    expect((await counts(house)).payments).toBe(0);
    await house.database.owner.query("alter table checkouts disable trigger all");
    await house.database.owner.query("update checkouts set total_pence = 1000 where id = $1", [checkout]);
    await house.database.owner.query("alter table checkouts enable trigger all");
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0, suspensePence: 0 });
    expect(await balances(house)).toEqual({ donations_accepted: -1000, stripe_clearing: 965, stripe_fees: 35 });
  });
});

describe("a difference", () => {
  test("is named: what Stripe has booked since the last walk", async () => {
    await reconcile(house.site);
    await pay(house, await askToGive(house, 1000));
    await house.quiet();
    const told = await tieOut(house.site, new Date(0));
    expect(told).toMatchObject({ differencePence: 0, unexplainedPence: 0 });
    house.stripe.setWebhook(undefined);
    await pay(house, await askToGive(house, 2000));
    const late = await tieOut(house.site, new Date(0));
    expect(late).toMatchObject({ differencePence: 1950, unexplainedPence: 0 });
    expect(late.explained.map((one) => one.what)).toEqual(["booked by Stripe since the last walk through its lists"]);
    await reconcile(house.site);
  });

  test("that nothing explains is said so, loudly", async () => {
    await pay(house, await askToGive(house, 1000));
    await house.quiet();
    await house.database.owner.query(
      `with e as (insert into ledger_entries (source_kind, source_id, happened_at) values ('correction', 'slip', now()) returning id)
       insert into ledger_lines select e.id, n, a, p from e, (values (1, 'stripe_clearing', 7::bigint), (2, 'bank', -7)) x(n, a, p)`,
    );
    expect(await reconcile(house.site)).toMatchObject({ differencePence: -7, unexplainedPence: -7 });
    await house.database.owner.query(
      `with e as (insert into ledger_entries (source_kind, source_id, happened_at) values ('correction', 'put right', now()) returning id)
       insert into ledger_lines select e.id, n, a, p from e, (values (1, 'stripe_clearing', -7::bigint), (2, 'bank', 7)) x(n, a, p)`,
    );
    expect(await reconcile(house.site)).toMatchObject({ differencePence: 0 });
  });
});
