import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askForDonation, startDonation } from "#app/giving/donations.ts";
import { mirrorMembership } from "#app/membership/memberships.ts";
import { pence } from "#app/money/pence.ts";
import { openCheckout } from "#app/payments/checkout.ts";
import { readSubscription } from "#app/payments/subscription.ts";
import { settle } from "#app/settlement.ts";
import { transact } from "#db/client.ts";
import { ask } from "../support/ask.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToJoin, balances, counts, pay } from "../support/money.ts";
import {
  ALL_TRIES,
  afresh,
  CARD,
  DAY,
  joinMonthly,
  lettersCalled,
  MONTH,
  membershipNow,
  missedNow,
  pass,
  press,
  promiseOf,
  saveCard,
  submit,
  typed,
} from "../support/promises.ts";

/** Dues that fail, end, and are taken back; and Direct Debits that a bank refuses days later. */
let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const MISSED = "A payment did not go through";
const subscriptions = () => house.site.stripe.subscriptions;
const applicationState = async () =>
  (await house.site.db.selectFrom("applications").select("state").executeTakeFirstOrThrow()).state;

describe("dues that fail", () => {
  test("are told once, and paid on Stripe's page they buy their month", async () => {
    const member = await joinMonthly(house);
    await saveCard(house, member.page, CARD.failsLater);
    await pass(house, MONTH);
    expect((await membershipNow(house)).state).toBe("past_due");
    const [missed] = await missedNow(house);
    expect(missed).toMatchObject({ membership_id: member.id, amount_pence: 500, state: "open" });
    const [letter] = lettersCalled(house, MISSED);
    expect(letter?.text).toContain("A payment that fails does not end your membership.");
    expect(letter?.text).toContain(house.url + member.page);
    expect(letter?.subject).not.toMatch(/member|dues|party/i);
    const page = (await ask(house.url, member.page)).body;
    expect(page).toContain("did not go through: your card was declined");
    const led = await press(house, member.page, { intent: "pay", instalment: missed?.id ?? "" });
    await submit(house, new URL(String(led.headers.location)).pathname, typed(CARD.pays));
    await house.quiet();
    const terms = await house.site.db.selectFrom("dues").select("term").orderBy("received_at").execute();
    const [first, second] = terms.map(({ term }) => term.slice(1, -1).split(","));
    expect(second?.[0]).toBe(first?.[1]);
    expect(await balances(house)).toMatchObject({ dues: -1000 });
  });

  test("until Stripe gives up end no membership: payments have stopped, and the letter says how to start again", async () => {
    const member = await joinMonthly(house);
    await saveCard(house, member.page, CARD.failsLater);
    await pass(house, MONTH);
    await pass(house, ALL_TRIES);
    expect(await membershipNow(house)).toMatchObject({ state: "cancelled", end_reason: "unpaid" });
    expect(lettersCalled(house, MISSED)).toHaveLength(1);
    const letters = lettersCalled(house, "Payments have stopped");
    expect(letters).toHaveLength(1);
    expect(letters[0]?.text).toContain("This does not end your membership");
    expect(letters[0]?.text).toContain(`${house.url}/join`);
    const page = (await ask(house.url, member.page)).body;
    expect(page).toContain("Payments have stopped");
    expect(page).not.toContain("Pay it now");
    // and starting again is another promise of the same person, with nothing in its way
    await pay(house, await askToJoin(house));
    await house.quiet();
    const states = await house.site.db.selectFrom("memberships").select("state").orderBy("created_at").execute();
    expect(states.map(({ state }) => state)).toEqual(["cancelled", "active"]);
  });
});

describe("a membership that its member ends", () => {
  test("ends when the paid month is over, can be taken back until then, and is told each time", async () => {
    const member = await joinMonthly(house);
    const ended = await press(house, member.page, { intent: "end" });
    expect(ended.headers.location).toBe(`${member.page}&done=ending`);
    await house.quiet();
    const ending = await membershipNow(house);
    expect(ending).toMatchObject({ state: "active", end_reason: null });
    expect(ending.ends_at).not.toBeNull();
    const [letter] = lettersCalled(house, "Ending: ");
    expect(letter?.text).toContain("Your membership ends on");
    expect(letter?.text).toContain("as you asked");
    expect(letter?.subject).not.toMatch(/member|dues|party/i);

    await press(house, member.page, { intent: "keep" });
    await house.quiet();
    expect((await membershipNow(house)).ends_at).toBeNull();
    expect((await subscriptions().retrieve(member.stripe_subscription_id)).cancel_at_period_end).toBe(false);
    expect(lettersCalled(house, "Changed: ")[0]?.text).toContain("go on, as you asked. The next payment is on");

    await press(house, member.page, { intent: "end" });
    await pass(house, MONTH);
    expect(await membershipNow(house)).toMatchObject({ state: "cancelled", end_reason: "asked" });
    expect(await counts(house)).toMatchObject({ dues: 1, payments: 1 });
    const [over] = lettersCalled(house, "Ended: ");
    expect(over?.text).toContain("Your membership has ended, as you asked");
    expect(lettersCalled(house, "Payments have stopped")).toEqual([]);
  });

  test("with a payment open ends at once, so that nothing more is tried", async () => {
    const member = await joinMonthly(house);
    await saveCard(house, member.page, CARD.failsLater);
    await pass(house, MONTH);
    const ended = await press(house, member.page, { intent: "end" });
    expect(ended.headers.location).toBe(`${member.page}&done=ended`);
    await saveCard(house, member.page, CARD.pays).catch(() => {});
    await pass(house, ALL_TRIES);
    expect(await membershipNow(house)).toMatchObject({ state: "cancelled", end_reason: "asked" });
    expect((await missedNow(house)).map((row) => row.state)).toEqual(["given_up"]);
    expect(await counts(house)).toMatchObject({ dues: 1 });
  });

  test("on Stripe's own page is seen as ending too, and an officer's end in the dashboard as ended", async () => {
    const member = await joinMonthly(house);
    const portal = await house.site.stripe.billingPortal.sessions.create({ customer: member.stripe_customer_id });
    await submit(house, `${new URL(portal.url).pathname}/cancel/${member.stripe_subscription_id}`, {});
    await house.quiet();
    expect((await membershipNow(house)).ends_at).not.toBeNull();
    expect(lettersCalled(house, "Ending: ")[0]?.text).not.toContain("as you asked");
    await subscriptions().cancel(member.stripe_subscription_id);
    await house.quiet();
    expect(await membershipNow(house)).toMatchObject({ state: "cancelled", end_reason: "asked" });
  });
});

test("dues changed in Stripe's dashboard are the dues from then on; what was applied for stays as it was", async () => {
  const member = await joinMonthly(house);
  const [item] = (await subscriptions().retrieve(member.stripe_subscription_id)).items.data;
  await subscriptions().update(member.stripe_subscription_id, {
    items: [
      {
        id: item?.id ?? "",
        price_data: {
          currency: "gbp",
          product: String(item?.price.product),
          recurring: { interval: "month" },
          unit_amount: 300,
        },
      },
    ],
    proration_behavior: "none",
  });
  await pass(house, MONTH);
  expect((await membershipNow(house)).dues_pence).toBe(300);
  expect(lettersCalled(house, "Changed: ")[0]?.text).toContain("£3 is taken each month, instead of £5");
  expect(await balances(house)).toMatchObject({ dues: -800 });
  const { dues_pence } = await house.site.db.selectFrom("applications").select("dues_pence").executeTakeFirstOrThrow();
  expect(dues_pence).toBe(500);
});

test("a membership never asks for a move that the database refuses", async () => {
  const member = await joinMonthly(house);
  const application = await house.site.db.selectFrom("applications").selectAll().executeTakeFirstOrThrow();
  const raw = await subscriptions().retrieve(member.stripe_subscription_id);
  for (const status of ["incomplete", "past_due", "active", "paused", "unpaid", "incomplete", "canceled", "active"]) {
    const seen = readSubscription({ ...raw, status }, house.site.clock.now());
    await transact(house.site.db, (tx) => mirrorMembership(tx, application, seen));
  }
  expect((await membershipNow(house)).state).toBe("cancelled");
  await subscriptions().cancel(member.stripe_subscription_id);
});

describe("a first Direct Debit that the bank sends back", () => {
  test("for dues: the payer is told, nothing is booked, and paying by card sets it right", async () => {
    const member = await joinMonthly(house, { bacsAccount: "22222227" });
    const [invoice] = (await house.site.stripe.invoices.list({ status: "open" })).data;
    await settle(house.site, { kind: "invoice", id: invoice?.id ?? "" }); // as reconcile does
    expect(await missedNow(house)).toEqual([]); // on its way is not missed
    expect((await ask(house.url, member.page)).body).toContain("The first payment is on its way");
    await pass(house, 6 * DAY);
    expect((await missedNow(house))[0]).toMatchObject({ method: "direct debit", state: "open" });
    const [letter] = lettersCalled(house, MISSED);
    expect(letter?.text).toContain("Your Direct Debit came back. Nothing else changes.");
    expect(letter?.text).toContain("there was not enough money in the account");
    expect(letter?.text).toContain("Your application goes to a branch when your first dues have arrived.");
    expect(await counts(house)).toMatchObject({ payments: 0, dues: 0 });
    expect(await applicationState()).toBe("started");
    const [missed] = await missedNow(house);
    await submit(house, `/invoice/${missed?.invoice_id}`, typed(CARD.pays));
    await house.quiet();
    expect(await counts(house)).toMatchObject({ payments: 1, dues: 1 });
    expect(await applicationState()).toBe("waiting");
    expect((await missedNow(house))[0]?.state).toBe("paid");
    const { state } = await house.site.db.selectFrom("checkouts").select("state").executeTakeFirstOrThrow();
    expect(state).toBe("paid");
  });

  test("for good: payments have stopped, and the letter claims no membership", async () => {
    await joinMonthly(house, { bacsAccount: "33333335" });
    await pass(house, 6 * DAY);
    await pass(house, 30 * DAY);
    expect(await membershipNow(house)).toMatchObject({ state: "cancelled", end_reason: "unpaid" });
    const [letter] = lettersCalled(house, "Payments have stopped");
    expect(letter?.text).toContain("No money of yours reached us, so your application has not gone to a branch.");
    expect(await counts(house)).toMatchObject({ payments: 0, dues: 0 });
  });

  test("for a monthly donation: the giver is told, and totals are untouched", async () => {
    const checkout = await startDonation(house.site, {
      amountPence: pence(500),
      monthly: true,
      wording: "Your donation goes to the party.",
      formKey: crypto.randomUUID(),
    });
    // our donate page offers cards; a giver may change to Direct Debit on Stripe's page
    const asking = { ...askForDonation(house.site, pence(500), true, checkout), bacs: true };
    await openCheckout(house.site, checkout, asking);
    await pay(house, checkout, { bacsAccount: "22222227" });
    await house.quiet();
    await pass(house, 6 * DAY);
    const giving = await promiseOf(house, checkout);
    expect(giving.state).toBe("past_due");
    expect(giving.person_id).toBeTruthy();
    const [letter] = lettersCalled(house, MISSED);
    expect(letter?.text).toContain("Your Direct Debit came back.");
    expect(letter?.text).toContain("your monthly donation stops and you owe nothing");
    expect(await counts(house)).toMatchObject({ payments: 0, donations: 0 });
    expect(await balances(house)).toEqual({});
    await pass(house, 3.5 * DAY);
    const [collecting] = await missedNow(house);
    await settle(house.site, { kind: "invoice", id: collecting?.invoice_id ?? "" }); // as reconcile does
    expect((await missedNow(house))[0]).toMatchObject({ on_its_way: true, state: "open" });
    expect((await ask(house.url, giving.page)).body).toContain("It is being collected once more");
    await pass(house, 60 * DAY);
    expect(await afresh(house, giving)).toMatchObject({ state: "cancelled", end_reason: "unpaid" });
    expect(lettersCalled(house, "Ended: ")[0]?.text).not.toContain("Thank you for what you gave");
    expect(lettersCalled(house, MISSED)).toHaveLength(1);
  });
});
