import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mirrorRecurringDonation } from "#app/giving/recurring-mirror.ts";
import { reconcile } from "#app/jobs/reconcile.ts";
import { mirrorMembership } from "#app/membership/memberships.ts";
import { CheckoutOver } from "#app/payments/checkout.ts";
import type { SeenSubscription } from "#app/payments/subscription.ts";
import { abandonCheckout, settle } from "#app/settlement.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin, balances, counts, pay } from "../support/money.ts";

/** News that comes late, twice, in the wrong order, or not at all. */
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

const checkoutOf = (id: string) =>
  house.site.db.selectFrom("checkouts").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

describe("refunds", () => {
  test.each(["refund", "charge"])("news of a refund before news of its payment books both (%s)", async (kind) => {
    house.stripe.setWebhook(undefined);
    const checkout = await askToGive(house, 1000);
    await pay(house, checkout);
    const session = await house.site.stripe.checkout.sessions.retrieve((await checkoutOf(checkout)).session_id ?? "");
    const refund = await house.site.stripe.refunds.create({ payment_intent: String(session.payment_intent) });
    await settle(house.site, { kind, id: kind === "refund" ? refund.id : String(refund.charge) });
    expect(await counts(house)).toMatchObject({ payments: 1, donations: 1 });
    expect(await balances(house)).toMatchObject({ refunds_out: 1000, stripe_clearing: -35 });
    await settle(house.site, { kind: "refund", id: refund.id });
    expect(await balances(house)).toMatchObject({ refunds_out: 1000, stripe_clearing: -35 });
  });

  test("a gift over £500 that goes back closes the liability and asks for a person's decision", async () => {
    await pay(house, await askToGive(house, 60_000));
    await house.quiet();
    const { payment_intent_id } = await house.site.db
      .selectFrom("payments")
      .select("payment_intent_id")
      .executeTakeFirstOrThrow();
    await house.site.stripe.refunds.create({ payment_intent: payment_intent_id ?? "", amount: 20_000 });
    await house.site.stripe.refunds.create({ payment_intent: payment_intent_id ?? "" });
    await house.quiet();
    const now = await balances(house);
    expect(now.donations_unchecked).toBeUndefined();
    expect(now.refunds_out).toBeUndefined();
    const desk = await house.site.db.selectFrom("regulated_donations").select("state").executeTakeFirstOrThrow();
    expect(desk.state).toBe("received"); // nothing is decided by a machine
    expectedParked = ["money of a regulated donation went back: decide the case"];
  });
});

describe("subscriptions", () => {
  const seen = (id: string, state: SeenSubscription["state"]): SeenSubscription => ({
    id,
    state,
    livemode: false,
    customerId: "cus_1",
    checkoutId: undefined,
    monthlyPence: undefined,
    nextAt: null,
    pausedUntil: null,
    endsAt: null,
    endReason: null,
    askedAt: new Date(),
  });

  test("a cancelled promise stays cancelled, however late other news comes", async () => {
    await pay(house, await askToGive(house, 500, true));
    await house.quiet();
    const promise = await house.site.db.selectFrom("recurring_donations").selectAll().executeTakeFirstOrThrow();
    const id = promise.stripe_subscription_id ?? "";
    await house.site.stripe.subscriptions.cancel(id);
    await house.quiet();
    await transact(house.site.db, (tx) => mirrorRecurringDonation(tx, promise.id, seen(id, "active")));
    expect(
      (await house.site.db.selectFrom("recurring_donations").select("state").executeTakeFirstOrThrow()).state,
    ).toBe("cancelled");
  });

  test("one that comes alive beside another live one is a duplicate, to be ended at Stripe", async () => {
    await askToJoin(house);
    await askToJoin(house);
    const [a, b] = await house.site.db.selectFrom("applications").selectAll().orderBy("created_at").execute();
    if (!a || !b) throw new Error("two applications were made");
    const mirror = (application: typeof a, news: SeenSubscription) =>
      transact(house.site.db, (tx) => mirrorMembership(tx, application, news));
    expect((await mirror(a, seen("sub_a", "incomplete"))).membership.state).toBe("incomplete");
    expect((await mirror(b, seen("sub_b", "active"))).membership.state).toBe("active");
    expect(await mirror(a, seen("sub_a", "active"))).toMatchObject({
      membership: { state: "duplicate" },
      toEnd: "sub_a",
    });
    expect(await mirror(a, seen("sub_a", "cancelled"))).toMatchObject({
      membership: { state: "duplicate" },
      toEnd: undefined,
    });
  });

  test("whoever's first Direct Debit was refused can join again by card", async () => {
    const first = await askToJoin(house);
    await pay(house, first, { bacsAccount: "22222227" });
    await house.quiet();
    expect((await checkoutOf(first)).state).toBe("processing");
    await house.stripe.advance(10 * DAY);
    await house.quiet();
    expect((await checkoutOf(first)).state).toBe("failed"); // the page no longer says that money is on its way
    await pay(house, await askToJoin(house));
    await house.quiet();
    const memberships = await house.site.db.selectFrom("memberships").select("state").orderBy("created_at").execute();
    expect(memberships.map((membership) => membership.state)).toEqual(["cancelled", "active"]);
    expect(await balances(house)).toMatchObject({ dues: -500 });
    expect(await balances(house)).not.toHaveProperty("owed_back");
    const states = await house.site.db.selectFrom("applications").select("state").orderBy("created_at").execute();
    expect(states.map((application) => application.state)).toEqual(["started", "waiting"]);
  });
});

describe("asking Stripe", () => {
  test("a failure that came after the page was made leads to that page", async () => {
    Object.assign(house.stripe.chaos.answers, { only: "POST /v1/checkout/sessions*", errorAfterRate: 1 });
    const checkout = await askToGive(house, 1000);
    house.stripe.chaos.answers.errorAfterRate = 0;
    expect((await checkoutOf(checkout)).state).toBe("open");
    await pay(house, checkout);
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1 });
  });

  test("a failure with no page made ends the asking, and its copies come back", async () => {
    const stock = async () => (await house.database.owner.query("select sum(reserved)::int as n from stock")).rows[0].n;
    Object.assign(house.stripe.chaos.answers, { only: "POST /v1/checkout/sessions*", errorBeforeRate: 1 });
    await expect(askToBuy(house, [{ slug: IDO, quantity: 2 }])).rejects.toThrow(CheckoutOver);
    house.stripe.chaos.answers.errorBeforeRate = 0;
    expect(await stock()).toBe(2);
    const { id } = await house.site.db.selectFrom("checkouts").select("id").executeTakeFirstOrThrow();
    await abandonCheckout(house.site, id);
    expect(await stock()).toBe(0);
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("expired");
  });

  test("the walk ends what its own job gave up on", async () => {
    Object.assign(house.stripe.chaos.answers, { only: "POST /v1/checkout/sessions*", resetBeforeRate: 1 });
    await expect(askToBuy(house, [{ slug: IDO, quantity: 1 }])).rejects.toThrow();
    house.stripe.chaos.answers.resetBeforeRate = 0;
    await house.database.owner.query("delete from graphile_worker._private_jobs");
    await reconcile(house.site); // too early: nothing happens
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe(
      "awaiting_payment",
    );
    await reconcile({ ...house.site, clock: { now: () => new Date(Date.now() + 40 * 60_000) } });
    expect((await house.site.db.selectFrom("orders").select("state").executeTakeFirstOrThrow()).state).toBe("expired");
  });

  test("a session of another kind on the same account is none of our business", async () => {
    const session = await house.site.stripe.checkout.sessions.create({
      mode: "setup",
      currency: "gbp",
      success_url: house.url,
    });
    expect(await settle(house.site, { kind: "checkout.session", id: session.id })).toEqual({
      state: "ignored",
      reason: "not ours",
    });
  });
});
