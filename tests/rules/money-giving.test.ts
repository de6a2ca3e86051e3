import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToGive, balances, counts, pay } from "../support/money.ts";

const DAY = 86_400;

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const subjects = () => house.mailbox.messages().map((message) => message.subject);

describe("a donation", () => {
  test("once: one payment, one donation, one receipt", async () => {
    await pay(house, await askToGive(house, 1000));
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1, donations: 1, outbox: 1 });
    expect(await balances(house)).toEqual({ donations_accepted: -1000, stripe_clearing: 965, stripe_fees: 35 });
    const donation = await house.site.db.selectFrom("donations").selectAll().executeTakeFirstOrThrow();
    expect(donation.person_id).toBeTruthy();
    expect(subjects()).toEqual([`Your receipt ${donation.public_ref}`]);
  });

  test("of more than £500 waits for a person; of £500 it does not", async () => {
    await pay(house, await askToGive(house, 50_000));
    await pay(house, await askToGive(house, 50_001));
    await house.quiet();
    const regulated = await house.site.db.selectFrom("regulated_donations").selectAll().execute();
    expect(regulated).toHaveLength(1);
    expect(regulated[0]).toMatchObject({ state: "received", regulated_value_pence: 50_001 });
    const days =
      (Date.parse(regulated[0]?.deadline_on ?? "") - Date.parse(regulated[0]?.received_on ?? "")) / (DAY * 1000);
    expect(days).toBe(29);
    expect(await balances(house)).toMatchObject({ donations_accepted: -50_000, donations_unchecked: -50_001 });
  });

  test("each month: the second month is a second donation under the same promise", async () => {
    await pay(house, await askToGive(house, 500, true));
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1, donations: 1 });
    await house.stripe.advance(32 * DAY);
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 2, donations: 2, outbox: 2 });
    const promise = await house.site.db.selectFrom("recurring_donations").selectAll().executeTakeFirstOrThrow();
    expect(promise.state).toBe("active");
    const donations = await house.site.db
      .selectFrom("donations")
      .select(["recurring_donation_id", "person_id"])
      .execute();
    expect(new Set(donations.map((donation) => donation.recurring_donation_id))).toEqual(new Set([promise.id]));
    expect(new Set(donations.map((donation) => donation.person_id)).size).toBe(1);
    expect(await balances(house)).toMatchObject({ donations_accepted: -1000 });
  });

  test("a second promise of one person leaves the first alone; ending one ends that one", async () => {
    await pay(house, await askToGive(house, 500, true));
    await pay(house, await askToGive(house, 700, true));
    await house.quiet();
    const [first] = await house.site.db.selectFrom("recurring_donations").selectAll().orderBy("amount_pence").execute();
    await house.site.stripe.subscriptions.cancel(first?.stripe_subscription_id ?? "");
    await house.quiet();
    const states = await house.site.db
      .selectFrom("recurring_donations")
      .select("state")
      .orderBy("amount_pence")
      .execute();
    expect(states.map((promise) => promise.state)).toEqual(["cancelled", "active"]);
    expect(await house.site.db.selectFrom("people").selectAll().execute()).toHaveLength(1);
  });

  test("refunded in Stripe's dashboard is mirrored and booked", async () => {
    await pay(house, await askToGive(house, 1000));
    await house.quiet();
    const payment = await house.site.db.selectFrom("payments").selectAll().executeTakeFirstOrThrow();
    await house.site.stripe.refunds.create({ payment_intent: payment.payment_intent_id ?? "", amount: 400 });
    await house.site.stripe.refunds.create({ payment_intent: payment.payment_intent_id ?? "" });
    await house.quiet();
    const refunds = await house.site.db
      .selectFrom("refunds")
      .select(["amount_pence", "state"])
      .orderBy("amount_pence")
      .execute();
    expect(refunds).toEqual([
      { amount_pence: 400, state: "succeeded" },
      { amount_pence: 600, state: "succeeded" },
    ]);
    expect(await balances(house)).toMatchObject({ refunds_out: 1000, stripe_clearing: -35 });
  });
});
