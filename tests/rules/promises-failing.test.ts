import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findInvoice } from "#app/payments/invoice.ts";
import { settleInvoice } from "#app/settlement/instalment.ts";
import { settle } from "#app/settlement.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { balances, counts } from "../support/money.ts";
import {
  ALL_TRIES,
  afresh,
  CARD,
  DAY,
  giveMonthly,
  lettersCalled,
  MONTH,
  missedNow,
  pass,
  press,
  saveCard,
  submit,
  typed,
} from "../support/promises.ts";

/** A monthly donation whose payments fail: one row and one letter for each, whatever Stripe tries. */
let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const MISSED = "A payment did not go through";

async function givingThatFails() {
  const giving = await giveMonthly(house);
  await saveCard(house, giving.page, CARD.failsLater);
  await pass(house, MONTH);
  return giving;
}

describe("a card that fails", () => {
  test("is one missed instalment and one letter, however often it is tried; then it ends and nothing is owed", async () => {
    const giving = await givingThatFails();
    expect((await afresh(house, giving)).state).toBe("past_due");
    const [first] = await missedNow(house);
    expect(first).toMatchObject({
      amount_pence: 500,
      tries: 1,
      state: "open",
      method: "card",
      needs_action: false,
      failure_code: "generic_decline",
    });
    expect(first?.next_try_at).not.toBeNull();
    const [letter] = lettersCalled(house, MISSED);
    expect(letter?.text).toContain("Your card did not go through. Nothing else changes.");
    expect(letter?.text).toContain("your card was declined. It is tried again on");
    expect(letter?.text).toContain(house.url + giving.page);
    expect(letter?.subject).toBe(`${MISSED}: ${giving.public_ref}`);

    await pass(house, 4 * DAY);
    expect((await missedNow(house))[0]).toMatchObject({ tries: 2, state: "open" });
    await pass(house, ALL_TRIES);
    const over = await missedNow(house);
    expect(over).toHaveLength(1);
    expect(over[0]).toMatchObject({ tries: 4, state: "given_up", next_try_at: null });
    expect(await afresh(house, giving)).toMatchObject({ state: "cancelled", end_reason: "unpaid" });
    expect(lettersCalled(house, MISSED)).toHaveLength(1);
    const ended = lettersCalled(house, "Ended: ");
    expect(ended).toHaveLength(1);
    expect(ended[0]?.text).toContain("has ended, because the payments did not go through. You owe nothing");
    expect(ended[0]?.text).not.toContain("as you asked");
    expect(await counts(house)).toMatchObject({ payments: 1, donations: 1 });
    expect(await balances(house)).toMatchObject({ donations_accepted: -500 });
  });

  test("and is replaced through Stripe's page: the next try is paid, and is a donation like any other", async () => {
    const giving = await givingThatFails();
    await saveCard(house, giving.page, CARD.pays);
    await pass(house, 4 * DAY);
    expect((await missedNow(house))[0]).toMatchObject({ state: "paid", next_try_at: null });
    expect((await afresh(house, giving)).state).toBe("active");
    expect(await counts(house)).toMatchObject({ payments: 2, donations: 2 });
    expect(lettersCalled(house, MISSED)).toHaveLength(1);
    await pass(house, MONTH);
    expect(await counts(house)).toMatchObject({ payments: 3, donations: 3 });
  });

  test("and is paid by hand on Stripe's page, to which one button leads", async () => {
    const giving = await givingThatFails();
    const [missed] = await missedNow(house);
    const led = await press(house, giving.page, { intent: "pay", instalment: missed?.id ?? "" });
    expect(led.status).toBe(303);
    const { origin, pathname } = new URL(String(led.headers.location));
    expect([origin, pathname]).toEqual([house.stripeUrl, `/invoice/${missed?.invoice_id}`]);
    await submit(house, pathname, typed(CARD.pays));
    await house.quiet();
    expect((await missedNow(house))[0]?.state).toBe("paid");
    expect(await balances(house)).toMatchObject({ donations_accepted: -1000 });
    expect((await afresh(house, giving)).state).toBe("active");
    const again = await press(house, giving.page, { intent: "pay", instalment: missed?.id ?? "" });
    expect(again.headers.location).toBe(`${giving.page}&done=nothing`);
  });

  test("is the same whatever news comes first, and however often", async () => {
    const giving = await giveMonthly(house);
    await saveCard(house, giving.page, CARD.failsLater);
    house.stripe.setWebhook(undefined);
    await pass(house, MONTH);
    const [invoice] = (await house.site.stripe.invoices.list({ subscription: giving.subscription, limit: 1 })).data;
    const about = { kind: "invoice", id: invoice?.id ?? "" };
    await Promise.all([1, 2, 3, 4].map(() => settle(house.site, about)));
    await settle(house.site, { kind: "subscription", id: giving.subscription });
    await house.quiet();
    expect(await missedNow(house)).toHaveLength(1);
    expect(lettersCalled(house, MISSED)).toHaveLength(1);
    await submit(house, `/invoice/${about.id}`, typed(CARD.pays));
    await Promise.all([1, 2, 3, 4].map(() => settle(house.site, about)));
    await house.quiet();
    expect((await missedNow(house)).map((row) => row.state)).toEqual(["paid"]);
    expect(await counts(house)).toMatchObject({ payments: 2, donations: 2 });
  });

  test("and whose failure is told after its money leaves no missed instalment and no letter", async () => {
    const giving = await giveMonthly(house);
    await saveCard(house, giving.page, CARD.failsLater);
    house.stripe.setWebhook(undefined);
    await pass(house, MONTH);
    const [invoice] = (await house.site.stripe.invoices.list({ subscription: giving.subscription, limit: 1 })).data;
    const late = await findInvoice(house.site, invoice?.id ?? "");
    if (!late?.missed) throw new Error("it has failed once");
    await submit(house, `/invoice/${invoice?.id}`, typed(CARD.pays));
    await settle(house.site, { kind: "invoice", id: invoice?.id ?? "" });
    await settleInvoice(house.site, late);
    await house.quiet();
    expect(await missedNow(house)).toEqual([]);
    expect(lettersCalled(house, MISSED)).toEqual([]);
    expect(await counts(house)).toMatchObject({ donations: 2 });
  });
});

describe("a bank that asks", () => {
  test("for the payer's confirmation: the letter says so, and confirming pays", async () => {
    const giving = await giveMonthly(house, 500, { number: CARD.asksTheBank });
    await pass(house, MONTH);
    const [missed] = await missedNow(house);
    expect(missed).toMatchObject({ needs_action: true, state: "open", next_try_at: null });
    const [letter] = lettersCalled(house, MISSED);
    expect(letter?.text).toContain("Your bank wants you to confirm a payment. Nothing else changes.");
    expect(letter?.text).toContain("Confirm it or stop, here");
    const led = await press(house, giving.page, { intent: "pay", instalment: missed?.id ?? "" });
    const { pathname } = new URL(String(led.headers.location));
    await submit(house, pathname, { method: "saved" });
    await submit(house, `${pathname}/authenticate`, { decision: "approve" });
    await house.quiet();
    expect((await missedNow(house))[0]?.state).toBe("paid");
    expect(await counts(house)).toMatchObject({ payments: 2, donations: 2 });
    expect(lettersCalled(house, MISSED)).toHaveLength(1);
  });
});

describe("an account that Stripe leaves as it is", () => {
  test("stays past due, open to be paid, when the tries are over", async () => {
    await closeSound(house);
    house = await openHouse({}, { dunningEnd: "past_due" });
    const giving = await givingThatFails();
    await pass(house, ALL_TRIES);
    expect((await afresh(house, giving)).state).toBe("past_due");
    const [missed] = await missedNow(house);
    expect(missed).toMatchObject({ state: "open", tries: 4, next_try_at: null });
    expect(lettersCalled(house, "Ended: ")).toEqual([]);
    await submit(house, `/invoice/${missed?.invoice_id}`, typed(CARD.pays));
    await house.quiet();
    expect((await missedNow(house))[0]?.state).toBe("paid");
  });

  test("an invoice that an officer writes off is given up, and can still be paid", async () => {
    const giving = await givingThatFails();
    const [missed] = await missedNow(house);
    await house.site.stripe.invoices.markUncollectible(missed?.invoice_id ?? "");
    await house.quiet();
    expect((await missedNow(house))[0]).toMatchObject({ state: "given_up", failure_code: "generic_decline" });
    await saveCard(house, giving.page, CARD.pays);
    await house.site.stripe.invoices.pay(missed?.invoice_id ?? "");
    await house.quiet();
    expect((await missedNow(house))[0]?.state).toBe("paid");
    expect(await counts(house)).toMatchObject({ donations: 2 });
  });
});
