import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mirrorRecurringDonation } from "#app/giving/recurring-mirror.ts";
import { findSubscription } from "#app/payments/subscription.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { counts } from "../support/money.ts";
import { afresh, DAY, giveMonthly, lettersCalled, MONTH, pass, press, submit } from "../support/promises.ts";

/** A monthly donation that ends: asked for here, on Stripe's page, or in Stripe's dashboard. */
let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const subscriptions = () => house.site.stripe.subscriptions;

test("from our page: at once, as asked, with one letter; pressed again it says what is so", async () => {
  const giving = await giveMonthly(house);
  const both = await Promise.all([1, 2].map(() => press(house, giving.page, { intent: "end" })));
  expect(both.map((reply) => reply.status)).toEqual([303, 303]);
  await press(house, giving.page, { intent: "end" });
  await house.quiet();
  expect(await afresh(house, giving)).toMatchObject({ state: "cancelled", end_reason: "asked", next_at: null });
  expect((await subscriptions().retrieve(giving.subscription)).status).toBe("canceled");
  const letters = lettersCalled(house, "Ended: ");
  expect(letters).toHaveLength(1);
  expect(letters[0]?.text).toContain("has ended as you asked. No more is taken.");
  await pass(house, MONTH);
  expect(await counts(house)).toMatchObject({ donations: 1 });
});

test("from Stripe's own page: at the end of the month, seen as ending, taken back, and ended", async () => {
  const giving = await giveMonthly(house);
  const portal = await house.site.stripe.billingPortal.sessions.create({ customer: giving.stripe_customer_id ?? "" });
  const { pathname } = new URL(portal.url);
  await submit(house, `${pathname}/cancel/${giving.subscription}`, {});
  await house.quiet();
  const atStripe = await subscriptions().retrieve(giving.subscription);
  expect([atStripe.cancel_at_period_end, atStripe.cancel_at === null]).toEqual([false, false]);
  const ending = await afresh(house, giving);
  expect(ending).toMatchObject({ state: "active", end_reason: null, next_at: null });
  expect(ending.ends_at?.getTime()).toBe((atStripe.cancel_at ?? 0) * 1000);
  expect(lettersCalled(house, "Ending: ")[0]?.text).toContain("Until then you can take it back, here");

  const kept = await press(house, giving.page, { intent: "keep" });
  expect(kept.headers.location).toBe(`${giving.page}&done=kept`);
  await house.quiet();
  expect((await afresh(house, giving)).ends_at).toBeNull();
  expect((await subscriptions().retrieve(giving.subscription)).cancel_at).toBeNull();

  await submit(house, `${pathname}/cancel/${giving.subscription}`, {});
  await house.quiet();
  await pass(house, MONTH);
  expect(await afresh(house, giving)).toMatchObject({ state: "cancelled", end_reason: "asked" });
  expect(await counts(house)).toMatchObject({ donations: 1 });
  const [letter] = lettersCalled(house, "Ended: ");
  expect(letter?.text).toContain("has ended. No more is taken.");
});

describe("from Stripe's dashboard", () => {
  test("at once", async () => {
    const giving = await giveMonthly(house);
    await subscriptions().cancel(giving.subscription);
    await house.quiet();
    expect(await afresh(house, giving)).toMatchObject({ state: "cancelled", end_reason: "asked" });
    const [letter] = lettersCalled(house, "Ended: ");
    expect(letter?.text).not.toContain("as you asked"); // an officer may have done it
  });

  test("at the end of the month, and taken back here", async () => {
    const giving = await giveMonthly(house);
    await subscriptions().update(giving.subscription, { cancel_at_period_end: true });
    await house.quiet();
    expect((await afresh(house, giving)).ends_at).not.toBeNull();
    await press(house, giving.page, { intent: "keep" });
    await house.quiet();
    expect((await subscriptions().retrieve(giving.subscription)).cancel_at_period_end).toBe(false);
    await pass(house, MONTH);
    expect(await counts(house)).toMatchObject({ donations: 2 });
  });
});

test("what is over stays over, whatever is told afterwards", async () => {
  const giving = await giveMonthly(house);
  const active = await findSubscription(house.site, giving.subscription);
  if (!active) throw new Error("Stripe knows it");
  await press(house, giving.page, { intent: "end" });
  const later = { ...active, askedAt: new Date(Date.now() + DAY * 1000) };
  await transact(house.site.db, (tx) => mirrorRecurringDonation(tx, giving.id, later));
  expect((await afresh(house, giving)).state).toBe("cancelled");
});

describe("where Stripe is out of reach", () => {
  test("nothing is said to have changed; what was asked comes true with the next press, or with Stripe's news", async () => {
    const giving = await giveMonthly(house);
    Object.assign(house.stripe.chaos.answers, { only: "* /v1/subscriptions*", resetBeforeRate: 1 });
    const refused = await press(house, giving.page, { intent: "pause", months: "1" });
    expect(refused.status).toBe(503);
    expect(refused.body).toContain("Stripe cannot be reached");
    expect((await afresh(house, giving)).state).toBe("active");
    house.stripe.chaos.answers.resetBeforeRate = 0;
    expect((await press(house, giving.page, { intent: "pause", months: "1" })).status).toBe(303);
    await house.quiet();
    const asked = await house.site.db.selectFrom("promise_changes").select(["kind", "origin", "done_at"]).execute();
    expect(asked).toEqual([{ kind: "pause", origin: "payer", done_at: expect.any(Date) }]);
    expect(lettersCalled(house, "Changed: ")).toHaveLength(1);
  });

  test("a change that Stripe took before the line broke is confirmed by letter once its news comes", async () => {
    const giving = await giveMonthly(house);
    Object.assign(house.stripe.chaos.answers, { only: "POST /v1/subscriptions*", resetAfterRate: 1 });
    expect((await press(house, giving.page, { intent: "pause", months: "1" })).status).toBe(503);
    house.stripe.chaos.answers.resetAfterRate = 0;
    await house.quiet();
    expect((await afresh(house, giving)).state).toBe("paused");
    expect(lettersCalled(house, "Changed: ")[0]?.text).toContain("is paused, as you asked.");
  });

  test("a failure that Stripe keeps for a key does not stand in the way of the same wish", async () => {
    const giving = await giveMonthly(house);
    const wishes: Record<string, string>[] = [
      { intent: "lower", amount: "3" },
      { intent: "pause", months: "1" },
    ];
    for (const wish of wishes) {
      Object.assign(house.stripe.chaos.answers, { only: "POST /v1/subscriptions*", errorAfterRate: 1 });
      expect((await press(house, giving.page, wish)).status).toBe(503);
      house.stripe.chaos.answers.errorAfterRate = 0;
      expect((await press(house, giving.page, wish)).status).toBe(303);
    }
    expect(await afresh(house, giving)).toMatchObject({ amount_pence: 300, state: "paused" });
    await house.quiet();
    expect(lettersCalled(house, "Changed: ")).toHaveLength(2);
  });
});
