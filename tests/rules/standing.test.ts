import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextStep, type StepTaken } from "#app/membership/ladder.ts";
import { type DuesFact, daysBought } from "#app/membership/paid-days.ts";
import { type Pause, type Standing, standingOf } from "#app/membership/standing.ts";
import { pence } from "#app/money/pence.ts";
import { addDays, daysBetween } from "#app/time/clock.ts";
import { LADDER, paid } from "../support/dues.ts";

/** Where a member stands is worked out from dues alone. Days are drawn from one year, so that terms meet and overlap. */
fc.configureGlobal({ numRuns: 500 });

const day = fc.integer({ min: 0, max: 400 }).map((n) => addDays("2027-01-01", n));
const duesFact = fc
  .record({
    from: day,
    days: fc.integer({ min: 1, max: 70 }),
    paid: fc.integer({ min: 1, max: 100_000 }),
    back: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100_000 })),
    held: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 100_000 })),
    isVoid: fc.oneof(fc.constant(false), fc.constant(false), fc.boolean()),
  })
  .map(
    (one): DuesFact => ({
      from: one.from,
      to: addDays(one.from, one.days),
      paidPence: pence(one.paid),
      backPence: pence(Math.min(one.back, one.paid)),
      heldPence: pence(Math.min(one.held, one.paid)),
      void: one.isVoid,
    }),
  );
const someDues = fc.array(duesFact, { maxLength: 12 });
const pause = fc
  .record({
    from: day,
    days: fc.option(fc.integer({ min: 0, max: 200 })),
    why: fc.constantFrom<Pause["why"]>("hardship", "paused", "left"),
  })
  .map(({ from, days, why }): Pause => ({ from, until: days === null ? null : addDays(from, days), why }));
const somePauses = fc.oneof(fc.constant<Pause[]>([]), fc.array(pause, { maxLength: 3 }));
const anyLadder = fc
  .uniqueArray(fc.record({ stepNo: fc.integer({ min: 1, max: 99 }), afterDays: fc.integer({ min: 1, max: 400 }) }), {
    maxLength: 6,
    selector: (step) => step.afterDays,
  })
  .map((steps) => steps.toSorted((a, b) => a.afterDays - b.afterDays).map((step, i) => ({ ...step, stepNo: i + 1 })));

/** From worst to best; only what dues decide, so without pauses. */
const isBetterOrSame = (now: Standing, before: Standing) =>
  (now.paidThrough ?? "") >= (before.paidThrough ?? "") &&
  (before.kind !== "paid" || now.kind === "paid") &&
  (now.kind !== "in_arrears" ||
    before.kind !== "in_arrears" ||
    (now.daysInArrears ?? 0) <= (before.daysInArrears ?? 0));

const facts = ({ reason: _, ...rest }: Standing) => rest;

describe("what a payment buys", () => {
  test("all of its days where all of it stayed, none where nothing did, never more, never a fraction", () => {
    fc.assert(
      fc.property(duesFact, (one) => {
        const days = daysBetween(one.from, one.to);
        const kept = one.paidPence - one.backPence - one.heldPence;
        const bought = daysBought(one);
        if (one.void || kept <= 0) {
          expect(bought).toBe(0);
          return;
        }
        expect(Number.isInteger(bought)).toBe(true);
        // floor, said without dividing: so many days are paid for, and one more is not
        expect(bought * one.paidPence).toBeLessThanOrEqual(days * kept);
        expect((bought + 1) * one.paidPence).toBeGreaterThan(days * kept);
        if (kept === one.paidPence) expect(bought).toBe(days);
      }),
    );
  });
  test("half of a month of 31 days is 15 days; a penny short of the whole is a day short", () => {
    const may = paid("2026-05-01", "2026-06-01");
    expect(daysBought({ ...may, backPence: pence(250) })).toBe(15);
    expect(daysBought({ ...may, backPence: pence(1) })).toBe(30);
    expect(daysBought({ ...may, backPence: pence(499) })).toBe(0);
    expect(daysBought({ ...may, backPence: pence(250), heldPence: pence(250) })).toBe(0);
    expect(daysBought({ ...may, backPence: pence(500), heldPence: pence(500) })).toBe(0);
  });
  test("where other things were paid for too, dues bear their share", () => {
    // £5 of dues in a payment of £20, of which £10 went back: half of everything
    expect(daysBought(paid("2026-05-01", "2026-06-01", { paidPence: pence(2000), backPence: pence(1000) }))).toBe(15);
  });
});

describe("whatever was paid", () => {
  test("today is paid for, or it is not: no third thing", () => {
    fc.assert(
      fc.property(someDues, day, somePauses, (dues, drawn, pauses) => {
        const edges = pauses.flatMap(({ from, until }) => [from, until ?? from, addDays(until ?? from, 1)]);
        for (const today of [drawn, ...edges]) {
          const covered = dues.some((one) => one.from <= today && today < addDays(one.from, daysBought(one)));
          const ever = dues.some((one) => one.from <= today && daysBought(one) > 0);
          const now = pauses.filter(({ from, until }) => from <= today && !(until !== null && until < today));
          const left = now.some(({ why }) => why === "left");
          const unpaid = left ? "ended" : now.length > 0 ? "stopped" : ever ? "in_arrears" : "never_paid";
          expect(standingOf(dues, LADDER, today, pauses).kind).toBe(covered ? "paid" : unpaid);
        }
      }),
    );
  });
  test("paid through is a paid day, and the day after it is not one", () => {
    fc.assert(
      fc.property(someDues, day, (dues, today) => {
        const { kind, paidThrough, missedFrom, daysInArrears } = standingOf(dues, LADDER, today);
        const covers = (it: string) => dues.some((one) => one.from <= it && it < addDays(one.from, daysBought(one)));
        if (paidThrough === null) {
          expect(kind).toBe("never_paid");
          return;
        }
        expect([covers(paidThrough), covers(addDays(paidThrough, 1))]).toEqual([true, false]);
        if (kind === "paid") {
          expect(paidThrough >= today).toBe(true);
          return;
        }
        expect(missedFrom).toBe(addDays(paidThrough, 1));
        for (let at = missedFrom ?? today; at <= today; at = addDays(at, 1)) expect(covers(at)).toBe(false);
        expect(daysInArrears).toBe(daysBetween(missedFrom ?? today, today));
      }),
    );
  });
  test("one payment more never shortens", () => {
    fc.assert(
      fc.property(someDues, duesFact, day, (dues, more, today) => {
        const before = standingOf(dues, LADDER, today);
        expect(isBetterOrSame(standingOf([...dues, more], LADDER, today), before)).toBe(true);
      }),
    );
  });
  test("money that goes back never lengthens; all of it gone is never having paid", () => {
    fc.assert(
      fc.property(someDues, duesFact, fc.integer({ min: 0, max: 100_000 }), day, (dues, one, more, today) => {
        const backPence = pence(Math.min(one.paidPence, one.backPence + more));
        const before = standingOf([...dues, one], LADDER, today);
        expect(isBetterOrSame(before, standingOf([...dues, { ...one, backPence }], LADDER, today))).toBe(true);
        const without = facts(standingOf(dues, LADDER, today));
        for (const all of [{ backPence: one.paidPence }, { heldPence: one.paidPence }, { void: true }])
          expect(facts(standingOf([...dues, { ...one, ...all }], LADDER, today))).toEqual(without);
      }),
    );
  });
  test("neither the order of the rows nor saying the same twice matters, to the sentence neither", () => {
    const withAnother = fc.tuple(someDues, somePauses, anyLadder).chain(([dues, pauses, ladder]) =>
      fc.record({
        dues: fc.constant(dues),
        pauses: fc.constant(pauses),
        ladder: fc.constant(ladder),
        otherDues: fc.shuffledSubarray(dues, { minLength: dues.length }),
        otherPauses: fc.shuffledSubarray(pauses, { minLength: pauses.length }),
        otherLadder: fc.shuffledSubarray(ladder, { minLength: ladder.length }),
      }),
    );
    fc.assert(
      fc.property(withAnother, day, (a, today) => {
        const standing = standingOf(a.dues, a.ladder, today, a.pauses);
        expect(standingOf(a.otherDues, a.otherLadder, today, a.otherPauses)).toEqual(standing);
        expect(standingOf([...a.otherDues, ...a.dues], a.ladder, today, a.pauses)).toEqual(standing);
      }),
    );
  });
  test("missed are the days back to the last one that was paid for, or for which nothing was asked", () => {
    fc.assert(
      fc.property(someDues, somePauses, day, (dues, pauses, today) => {
        const { missedFrom } = standingOf(dues, LADDER, today, pauses);
        if (missedFrom === null) return;
        const isFree = (it: string) =>
          dues.some((one) => one.from <= it && it < addDays(one.from, daysBought(one))) ||
          pauses.some(({ from, until }) => from <= it && it <= (until ?? it));
        let first = today;
        while (!isFree(addDays(first, -1))) first = addDays(first, -1);
        expect(missedFrom).toBe(first);
      }),
    );
  });
});

describe("the ladder", () => {
  test("is climbed by time alone: a later day of the same gap is never on a lower step", () => {
    fc.assert(
      fc.property(someDues, anyLadder, day, fc.integer({ min: 0, max: 500 }), (dues, ladder, today, more) => {
        const now = standingOf(dues, ladder, today);
        const later = standingOf(dues, ladder, addDays(today, more));
        if (now.kind !== "in_arrears" || later.missedFrom !== now.missedFrom) return;
        expect((later.daysInArrears ?? 0) - (now.daysInArrears ?? 0)).toBe(more);
        expect(later.stepNo ?? 0).toBeGreaterThanOrEqual(now.stepNo ?? 0);
      }),
    );
  });
  test("with any data: the step is the highest whose days have passed", () => {
    fc.assert(
      fc.property(anyLadder, fc.integer({ min: 0, max: 500 }), (ladder, days) => {
        const { stepNo } = standingOf([paid("2027-01-01", "2027-02-01")], ladder, addDays("2027-02-01", days));
        const reached = ladder.filter((step) => step.afterDays <= days);
        expect(stepNo).toBe(reached.length === 0 ? null : Math.max(...reached.map((step) => step.stepNo)));
      }),
    );
  });
  test("steps are taken once each, in turn, and never closer than the ladder has them, whenever the job runs", () => {
    const runs = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyLadder, fc.integer({ min: 0, max: 300 }), runs, (ladder, late, waits) => {
        const taken: StepTaken[] = [];
        let today = addDays("2027-02-01", late);
        for (const wait of waits) {
          const step = nextStep(ladder, daysBetween("2027-02-01", today), taken, today);
          if (step) taken.push({ stepNo: step.stepNo, takenOn: today });
          today = addDays(today, wait);
        }
        expect(taken.map((one) => one.stepNo)).toEqual(ladder.slice(0, taken.length).map((step) => step.stepNo));
        taken.forEach((one, i) => {
          const [step, before, last] = [ladder[i], ladder[i - 1], taken[i - 1]];
          expect(daysBetween("2027-02-01", one.takenOn)).toBeGreaterThanOrEqual(step?.afterDays ?? 0);
          if (!step || !before || !last) return;
          expect(daysBetween(last.takenOn, one.takenOn)).toBeGreaterThanOrEqual(step.afterDays - before.afterDays);
        });
      }),
    );
  });
  test("run every day it takes each step on its day", () => {
    const taken: StepTaken[] = [];
    const days: number[] = [];
    for (let n = 0; n <= 365; n++) {
      const today = addDays("2027-02-01", n);
      const step = nextStep(LADDER, n, taken, today);
      if (step) {
        taken.push({ stepNo: step.stepNo, takenOn: today });
        days.push(n);
      }
    }
    expect(days).toEqual([14, 30, 60, 90]);
  });
});
