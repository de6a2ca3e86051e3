import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { climbArrears } from "#app/jobs/climb-arrears.ts";
import { addDays, ukDay } from "#app/time/clock.ts";
import { ask } from "../support/ask.ts";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { onDay } from "../support/members.ts";
import {
  ALL_TRIES,
  CARD,
  joinMonthly,
  lettersCalled,
  MONTH,
  membershipNow,
  pass,
  saveCard,
} from "../support/promises.ts";
import { control } from "../support/stripe-controls.ts";

/** Standing follows the money as Stripe moves it, from the form to the letter. */
let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => closeSound(house));

const standing = () => house.site.db.selectFrom("standings").selectAll().executeTakeFirstOrThrow();
const payment = () => house.site.db.selectFrom("payments").selectAll().executeTakeFirstOrThrow();

/** Works through a day's ladder, and sends the letters. */
async function climb(day: string): Promise<void> {
  await climbArrears(onDay(house.site, day));
  await house.quiet();
}

/** The first day that the dues of the one payment do not buy. */
async function endOfTerm(): Promise<string> {
  const { term } = await house.site.db.selectFrom("dues").select("term").executeTakeFirstOrThrow();
  return term.slice(1, -1).split(",")[1] ?? "";
}

describe("what Stripe does with the money of dues", () => {
  test("joining pays a month", async () => {
    await joinMonthly(house);
    expect(await standing()).toMatchObject({ kind: "paid", paid_through: addDays(await endOfTerm(), -1) });
  });

  test("a refund takes back what it paid for, in part and in full", async () => {
    await joinMonthly(house);
    const whole = await endOfTerm();
    const { payment_intent_id } = await payment();
    const refund = (amount: number) =>
      house.site.stripe.refunds.create({ payment_intent: payment_intent_id ?? "", amount });
    await refund(250);
    await house.quiet();
    const half = await standing();
    expect(half).toMatchObject({ kind: "paid" });
    expect(half.reason).toMatch(/£2\.50 was sent back, so it pays 1[4-5] of (28|29|30|31) days\.$/);
    expect((half.paid_through ?? "") < addDays(whole, -1)).toBe(true);
    await refund(250);
    await house.quiet();
    expect(await standing()).toMatchObject({ kind: "never_paid", paid_through: null });
  });

  test.each(["won", "lost"])("a dispute takes it all until it is won (%s)", async (outcome) => {
    await joinMonthly(house);
    const paidThrough = addDays(await endOfTerm(), -1);
    const { payment_intent_id } = await payment();
    const dispute = await control<{ id: string }>(house, "dispute", { payment_intent: payment_intent_id });
    await house.quiet();
    expect(await standing()).toMatchObject({ kind: "never_paid", paid_through: null });
    await control(house, "dispute", { dispute: dispute.id, outcome });
    await house.quiet();
    expect(await standing()).toMatchObject(
      outcome === "won" ? { kind: "paid", paid_through: paidThrough } : { kind: "never_paid", paid_through: null },
    );
  });
});

describe("a year of missed payments", () => {
  test("ends no membership, though Stripe gives up; the letters lead to a page that pays", async () => {
    const member = await joinMonthly(house);
    await saveCard(house, member.page, CARD.failsLater);
    await pass(house, MONTH);
    await pass(house, ALL_TRIES);
    const missed = await endOfTerm();
    for (let n = 0; n <= 370; n += 5) await climb(addDays(missed, n));
    expect(await standing()).toMatchObject({ kind: "in_arrears", missed_from: missed, step_no: 4 });
    // Stripe's own mirror says what it says; nobody has been decided about
    expect(await membershipNow(house)).toMatchObject({ state: "cancelled", end_reason: "unpaid" });
    const application = await house.site.db.selectFrom("applications").selectAll().executeTakeFirstOrThrow();
    expect(application).toMatchObject({ state: "waiting", decided_at: null });
    const letters = [
      ...lettersCalled(house, "Your reference"),
      ...lettersCalled(house, "For the membership secretary"),
    ];
    expect(letters.filter(({ text }) => /Nothing ends (by itself|unless a person)/.test(text ?? ""))).toHaveLength(4);
    const [first] = lettersCalled(house, "Your reference");
    const path = /(\/dues\/\S+)/.exec(first?.text ?? "")?.[1] ?? "";
    expect((await ask(house.url, path)).status).toBe(200);
  });

  test("a Direct Debit on its way is waited for", async () => {
    await joinMonthly(house, { bacsAccount: "00012345" });
    expect(await standing()).toMatchObject({ kind: "never_paid" });
    for (let n = 0; n <= 30; n += 3) await climb(addDays(ukDay(new Date()), n));
    expect(lettersCalled(house, "Your reference")).toEqual([]);
  });
});
