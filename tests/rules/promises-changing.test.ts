import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startDonation } from "#app/giving/donations.ts";
import { mirrorRecurringDonation } from "#app/giving/recurring-mirror.ts";
import { pence } from "#app/money/pence.ts";
import { findSubscription, readSubscription } from "#app/payments/subscription.ts";
import { settleSubscription } from "#app/settlement/instalment.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { transact } from "#db/client.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { ADA, counts } from "../support/money.ts";
import {
  afresh,
  CARD,
  DAY,
  type Giving,
  giveMonthly,
  lettersCalled,
  MONTH,
  missedNow,
  pass,
  press,
  promiseOf,
  saveCard,
  submit,
  typed,
} from "../support/promises.ts";

/** Paused, changed, and told of late: our row says what a fresh answer of Stripe's says. */
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

const subscriptions = () => house.site.stripe.subscriptions;
const lastLetter = () => lettersCalled(house, "Changed: ").at(-1)?.text ?? "";

async function setAmount(giving: Giving, amount: number): Promise<void> {
  const [item] = (await subscriptions().retrieve(giving.subscription)).items.data;
  await subscriptions().update(giving.subscription, {
    items: [
      {
        id: item?.id ?? "",
        price_data: {
          currency: "gbp",
          product: String(item?.price.product),
          recurring: { interval: "month" },
          unit_amount: amount,
        },
      },
    ],
    proration_behavior: "none",
  });
  await house.quiet();
}

describe("a pause", () => {
  test("asked for here voids the payments of so many months, goes on by itself, and is told once", async () => {
    const giving = await giveMonthly(house);
    const done = await press(house, giving.page, { intent: "pause", months: "2" });
    expect(done.headers.location).toBe(`${giving.page}&done=paused`);
    await house.quiet();
    const paused = await afresh(house, giving);
    expect(paused.state).toBe("paused");
    const days = ((paused.paused_until?.getTime() ?? 0) - (paused.next_at?.getTime() ?? 0)) / (DAY * 1000);
    expect(days).toBeGreaterThan(56);
    expect(days).toBeLessThan(62);
    expect(lastLetter()).toContain("is paused, as you asked. Nothing is taken before");
    await pass(house, 65 * DAY);
    expect(await counts(house)).toMatchObject({ donations: 1 });
    expect(await missedNow(house)).toEqual([]); // what a pause voids was never missed
    await pass(house, 30 * DAY);
    const now = await afresh(house, giving);
    expect(now.state).toBe("active");
    expect(await counts(house)).toMatchObject({ donations: 2 });
    expect(lettersCalled(house, "Changed: ")).toHaveLength(1);
    // the receipt names the day that Stripe has, not one counted from the first
    const next = formatDay(ukDay(now.next_at ?? new Date(0)));
    expect(lettersCalled(house, "Your receipt").at(-1)?.text).toContain(`The next is taken on ${next}`);
  });

  test("can be ended early here; pressed twice it is one change", async () => {
    const giving = await giveMonthly(house);
    await press(house, giving.page, { intent: "pause", months: "3" });
    await house.quiet();
    const both = await Promise.all([1, 2].map(() => press(house, giving.page, { intent: "resume" })));
    expect(both.map((reply) => reply.status)).toEqual([303, 303]);
    // and a third time, when it is so already: nothing is news
    expect((await press(house, giving.page, { intent: "resume" })).status).toBe(303);
    await house.quiet();
    expect(await afresh(house, giving)).toMatchObject({ state: "active", paused_until: null });
    expect(lettersCalled(house, "Changed: ")).toHaveLength(2);
    expect(lastLetter()).toContain("goes on, as you asked. The next payment is on");
    // and paused once more on the same day: the key is another one
    await press(house, giving.page, { intent: "pause", months: "3" });
    expect((await afresh(house, giving)).state).toBe("paused");
    await pass(house, MONTH);
    expect(await counts(house)).toMatchObject({ donations: 1 });
  });

  test("made in Stripe's dashboard, in either of its two ways, is seen and told", async () => {
    const giving = await giveMonthly(house);
    await subscriptions().update(giving.subscription, { pause_collection: { behavior: "void" } });
    await house.quiet();
    expect(await afresh(house, giving)).toMatchObject({ state: "paused", paused_until: null });
    expect(lastLetter()).toContain("is paused. Nothing is taken until somebody starts it again.");
    await subscriptions().update(giving.subscription, { pause_collection: "" });
    await house.quiet();
    expect((await afresh(house, giving)).state).toBe("active");

    await subscriptions().pause(giving.subscription);
    await house.quiet();
    expect((await afresh(house, giving)).state).toBe("paused");
    await pass(house, 70 * DAY);
    expect(await counts(house)).toMatchObject({ donations: 1 });
    await press(house, giving.page, { intent: "resume" });
    await house.quiet();
    expect((await afresh(house, giving)).state).toBe("active");
    expect((await subscriptions().retrieve(giving.subscription)).status).toBe("active");
    await pass(house, MONTH);
    expect(await counts(house)).toMatchObject({ donations: 2 });
  });

  test("is not taken for one while a payment is open: that would be tried all the same", async () => {
    const giving = await giveMonthly(house);
    await saveCard(house, giving.page, CARD.failsLater);
    await pass(house, MONTH);
    const refused = await press(house, giving.page, { intent: "pause", months: "1" });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain("It cannot be paused while a payment is open");
    expect((await afresh(house, giving)).state).toBe("past_due");
  });
});

describe("the amount", () => {
  test("lowered here is taken from the next payment on; more than now is refused", async () => {
    const giving = await giveMonthly(house, 700);
    const more = await press(house, giving.page, { intent: "lower", amount: "7.00" });
    expect([more.status, more.body.includes("Amount must be less than £7")]).toEqual([422, true]);
    const less = await press(house, giving.page, { intent: "lower", amount: "3.50" });
    expect(less.headers.location).toBe(`${giving.page}&done=lowered`);
    await house.quiet();
    expect((await afresh(house, giving)).amount_pence).toBe(350);
    expect(lastLetter()).toContain("From the next payment on, £3.50 is taken each month, as you asked, instead of £7");
    await pass(house, MONTH);
    const given = await house.site.db.selectFrom("donations").select("amount_pence").orderBy("received_at").execute();
    expect(given.map((donation) => donation.amount_pence)).toEqual([700, 350]);
  });

  test("changed in Stripe's dashboard moves the promise, and an invoice of the older sum is still settled", async () => {
    const giving = await giveMonthly(house, 500);
    await saveCard(house, giving.page, CARD.failsLater);
    await pass(house, MONTH);
    await setAmount(giving, 800);
    await setAmount(giving, 900);
    expect((await afresh(house, giving)).amount_pence).toBe(900);
    expect(lastLetter()).toContain("£9 is taken each month, instead of £8");
    const [missed] = await missedNow(house);
    expect(missed?.amount_pence).toBe(500);
    await submit(house, `/invoice/${missed?.invoice_id}`, typed(CARD.pays));
    await pass(house, MONTH);
    const given = await house.site.db.selectFrom("donations").select("amount_pence").orderBy("received_at").execute();
    expect(given.map((donation) => donation.amount_pence)).toEqual([500, 500, 900]);
  });

  test("of an invoice that was never promised is parked, paid or not", async () => {
    const giving = await giveMonthly(house, 500);
    const [item] = (await subscriptions().retrieve(giving.subscription)).items.data;
    const dearer = await house.site.stripe.prices.create({
      currency: "gbp",
      product: String(item?.price.product),
      recurring: { interval: "month" },
      unit_amount: 900,
    });
    // with prorations, the next invoice asks for the new amount and a share of the running month
    await subscriptions().update(giving.subscription, { items: [{ id: item?.id ?? "", price: dearer.id }] });
    await pass(house, MONTH);
    expect(await counts(house)).toMatchObject({ donations: 1, payments: 1 });
    expectedParked = ["another sum came than was promised"];
  });
});

describe("an answer that comes late", () => {
  test("changes nothing once a newer one is mirrored", async () => {
    const giving = await giveMonthly(house);
    const old = await findSubscription(house.site, giving.subscription);
    if (!old) throw new Error("Stripe knows it");
    await press(house, giving.page, { intent: "pause", months: "1" });
    await house.quiet();
    await settleSubscription(house.site, old);
    await house.quiet();
    expect((await afresh(house, giving)).state).toBe("paused");
    expect(lettersCalled(house, "Changed: ")).toHaveLength(1);
  });

  test("never asks for a move that the database refuses", async () => {
    const giving = await giveMonthly(house);
    const raw = await subscriptions().retrieve(giving.subscription);
    const states = ["incomplete", "active", "past_due", "unpaid", "paused", "trialing", "canceled", "active", "paused"];
    for (const status of states) {
      const seen = readSubscription({ ...raw, status }, house.site.clock.now());
      await transact(house.site.db, (tx) => mirrorRecurringDonation(tx, giving.id, seen));
    }
    expect((await afresh(house, giving)).state).toBe("cancelled");
    await subscriptions().cancel(giving.subscription);
  });
});

describe("two promises of one Stripe customer", () => {
  test("live side by side; what happens to one leaves the other alone", async () => {
    const first = await giveMonthly(house, 500);
    const checkout = await startDonation(house.site, {
      amountPence: pence(700),
      monthly: true,
      wording: "Your donation goes to the party.",
      formKey: crypto.randomUUID(),
    });
    // Stripe's own pages know a payer who comes again; ours never name the customer
    const session = await house.site.stripe.checkout.sessions.create({
      mode: "subscription",
      customer: first.stripe_customer_id ?? "",
      client_reference_id: checkout,
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: "gbp",
            unit_amount: 700,
            recurring: { interval: "month" },
            product_data: { name: "Monthly donation" },
          },
        },
      ],
      subscription_data: { metadata: { checkout } },
      success_url: house.url,
    });
    await house.stripe.pay(session.id, { name: ADA.fullName });
    await house.quiet();
    const second = await promiseOf(house, checkout);
    expect(second.stripe_customer_id).toBe(first.stripe_customer_id);
    expect([(await afresh(house, first)).state, second.state]).toEqual(["active", "active"]);
    await press(house, first.page, { intent: "end" });
    await house.quiet();
    expect([(await afresh(house, first)).state, (await afresh(house, second)).state]).toEqual(["cancelled", "active"]);
    expect((await subscriptions().retrieve(second.subscription)).status).toBe("active");
    await pass(house, MONTH);
    const given = await house.site.db.selectFrom("donations").select("amount_pence").execute();
    expect(given.map((donation) => donation.amount_pence).sort()).toEqual([500, 700, 700]);
  });
});
