import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { termOf } from "#app/membership/dues.ts";
import { type DuesFact, daysBought } from "#app/membership/paid-days.ts";
import { type Pause, standingOf } from "#app/membership/standing.ts";
import { pence } from "#app/money/pence.ts";
import { addDays, daysBetween, ukDay } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import { LADDER, paid } from "../support/dues.ts";

/** What standing says of a year of months as Stripe counts them, and in which words. */
describe("a year of monthly payments", () => {
  /** Stripe counts months from the moment of the first payment, in UTC, keeping the time of day. */
  const monthAfter = (start: Date, n: number) =>
    new Date(`${addMonths(start.toISOString().slice(0, 10), n)}T${start.toISOString().slice(11)}`);
  // ends of months, leap days, year ends, the nights on which the clocks change (28 March and 31 October 2027, 26 March
  // and 29 October 2028), each with the hours around midnight
  const edge = fc.constantFrom(
    ...["2027-01-29", "2027-01-30", "2027-01-31", "2028-02-29", "2027-02-28", "2028-01-31", "2027-03-27", "2027-03-28"],
    ...["2027-10-30", "2027-10-31", "2028-03-25", "2028-03-26", "2028-10-29", "2027-12-31", "2028-01-01", "2027-08-31"],
  );
  const start = fc
    .tuple(
      fc.oneof(
        edge,
        fc.nat(1500).map((n) => addDays("2027-01-01", n)),
      ),
      fc.oneof(fc.constantFrom(0, 1, 22, 23), fc.nat(23)),
      fc.nat(59),
    )
    .map(([on, h, m]) => new Date(`${on}T${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}:00.000Z`));

  /** The clocks go forward on the last Sunday of March and back on that of October, at 1 am UTC (Summer Time Order 2002). */
  const lastSunday = (year: number, month: number) => {
    const last = new Date(Date.UTC(year, month, 0, 1));
    return last.getTime() - last.getUTCDay() * 86_400_000;
  };
  const civilDay = (moment: Date) => {
    const [year, at] = [moment.getUTCFullYear(), moment.getTime()];
    const summer = at >= lastSunday(year, 3) && at < lastSunday(year, 10);
    return new Date(at + (summer ? 3_600_000 : 0)).toISOString().slice(0, 10);
  };

  test("goes from month to month, also from a day that a month does not have", () => {
    expect([1, 2, 3].map((n) => addMonths("2027-01-31", n))).toEqual(["2027-02-28", "2027-03-31", "2027-04-30"]);
    expect([12, 48].map((n) => addMonths("2028-02-29", n))).toEqual(["2029-02-28", "2032-02-29"]);
    fc.assert(
      fc.property(start, fc.nat(60), (begin, n) => {
        const day = begin.toISOString().slice(0, 10);
        const months = (it: string) => Number(it.slice(0, 4)) * 12 + Number(it.slice(5, 7));
        expect(months(addMonths(day, n))).toBe(months(day) + n);
      }),
    );
  });
  test("begins and ends on the days the clocks here show", () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 12 }), (begin, n) => {
        const end = monthAfter(begin, n);
        expect(termOf({ start: begin, end })).toEqual({ from: civilDay(begin), to: civilDay(end) });
      }),
    );
  });
  test("covers each day of it once, from any moment on, and not a day more", () => {
    fc.assert(
      fc.property(start, (begin) => {
        const terms = Array.from({ length: 12 }, (_, n) =>
          termOf({ start: monthAfter(begin, n), end: monthAfter(begin, n + 1) }),
        );
        const dues = terms.map(({ from, to }) => paid(from, to));
        const [first, end] = [ukDay(begin), ukDay(monthAfter(begin, 12))];
        expect(terms[0]?.from).toBe(first);
        // as many days bought as there are: with each of them covered, none is bought twice
        const bought = dues.reduce((days, one) => days + daysBought(one), 0);
        expect(bought).toBe(daysBetween(first, end));
        expect(standingOf(dues, LADDER, addDays(first, -1)).kind).toBe("never_paid");
        for (let today = first; today < end; today = addDays(today, 1))
          expect(standingOf(dues, LADDER, today)).toMatchObject({ kind: "paid", paidThrough: addDays(end, -1) });
        expect(standingOf(dues, LADDER, end)).toMatchObject({ kind: "in_arrears", missedFrom: end, daysInArrears: 0 });
      }),
      { numRuns: 60 },
    );
  });
  test("one month left out is a gap of exactly its days", () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 10 }), (begin, without) => {
        const terms = Array.from({ length: 12 }, (_, n) =>
          termOf({ start: monthAfter(begin, n), end: monthAfter(begin, n + 1) }),
        );
        const [gap, rest] = [
          terms[without],
          terms.filter((_, n) => n !== without).map((one) => paid(one.from, one.to)),
        ];
        if (!gap) throw new Error("twelve terms were made");
        const at = (today: string) => standingOf(rest, LADDER, today);
        expect(at(addDays(gap.from, -1))).toMatchObject({ kind: "paid", paidThrough: addDays(gap.from, -1) });
        expect(at(gap.from)).toMatchObject({ kind: "in_arrears", missedFrom: gap.from });
        expect(at(addDays(gap.to, -1))).toMatchObject({ kind: "in_arrears", missedFrom: gap.from });
        expect(at(gap.to).kind).toBe("paid");
      }),
    );
  });
});

describe("the sentence", () => {
  const may = paid("2026-05-01", "2026-06-01");
  const say = (today: string, over: Partial<DuesFact> = {}, pauses: Pause[] = []) =>
    standingOf([{ ...may, ...over }], LADDER, today, pauses).reason;
  test("says how far it is paid, from when it is not, and why", () => {
    expect(say("2026-05-31")).toBe("Paid up to 31 May 2026.");
    expect(say("2026-06-01")).toBe("A payment is due today, 1 June 2026.");
    expect(say("2026-06-02")).toBe("The payment due on 1 June 2026 has not come; 1 day.");
    expect(say("2026-07-05")).toBe("The payment due on 1 June 2026 has not come; 34 days.");
    expect(say("2026-04-30")).toBe("Paid from 1 May 2026 on.");
    expect(standingOf([], LADDER, "2026-05-01").reason).toBe("No dues are paid.");
  });
  test("says what was sent back, and what that leaves", () => {
    const half =
      "Paid up to 15 May 2026. Of the £5 for 1 May 2026 to 31 May 2026, £2.50 was sent back, so it pays 15 of 31 days.";
    expect(say("2026-05-10", { backPence: pence(250) })).toBe(half);
    expect(say("2026-05-20", { backPence: pence(250) })).toBe(half);
    expect(say("2026-05-20", { heldPence: pence(500), void: true })).toBe(
      "No dues are paid. Of the £5 for 1 May 2026 to 31 May 2026, £5 was taken back by the bank, so it pays no day.",
    );
  });
  test("says nothing of what is not asked for", () => {
    expect(say("2026-06-20", {}, [{ from: "2026-06-10", until: null, why: "hardship" }])).toBe(
      "Nothing is asked for at present. Paid up to 31 May 2026.",
    );
    expect(say("2026-06-20", {}, [{ from: "2026-06-10", until: null, why: "left" }])).toBe(
      "Ended as asked. Paid up to 31 May 2026.",
    );
    expect(say("2026-08-05", {}, [{ from: "2026-06-10", until: "2026-07-31", why: "hardship" }])).toBe(
      "The payment due on 1 August 2026 has not come; 4 days.",
    );
  });
});
