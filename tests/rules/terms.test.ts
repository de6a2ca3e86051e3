import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isRegulated, regulatedValue } from "#app/compliance/regulated.ts";
import { outwardCode } from "#app/membership/branches.ts";
import { termOf } from "#app/membership/dues.ts";
import { pence } from "#app/money/pence.ts";
import { addDays, formatDay, ukDay } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
import { createTestDatabase } from "../support/database.ts";

describe("civil days are those of the United Kingdom", () => {
  test("just after midnight in summer is the new day here and the old one in UTC", () => {
    expect(ukDay(new Date("2026-06-30T23:30:00Z"))).toBe("2026-07-01");
    expect(ukDay(new Date("2026-12-31T23:30:00Z"))).toBe("2026-12-31");
  });
  test("days are added on the calendar, over the clocks' change and leap days", () => {
    expect(addDays("2027-03-27", 2)).toBe("2027-03-29");
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(formatDay("2026-11-23")).toBe("23 November 2026");
  });
  test("a term ends after it begins, whatever the period", () => {
    const moment = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 400 * 86_400 }), (start, seconds) => {
        const { from, to } = termOf({ start, end: new Date(start.getTime() + seconds * 1000) });
        expect(to > from).toBe(true);
      }),
    );
  });
});

test("a postcode's first half finds the branch; what is none is no reason to refuse anybody", () => {
  expect(["E11 3DB", "e113db", " LS1 4AP ", "CF10 1AA", "SW1A 1AA"].map(outwardCode)).toEqual([
    "E11",
    "E11",
    "LS1",
    "CF10",
    "SW1A",
  ]);
  expect(["", "E11", "Dublin", "1234", "BFPO 1"].map(outwardCode)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("the law looks at gifts and dues as one sum, and only above the floor", async () => {
  const database = await createTestDatabase();
  const { db } = connect(database.appUrl, 1);
  expect(
    regulatedValue([
      { kind: "purchase", pence: pence(60_000) },
      { kind: "postage", pence: pence(399) },
    ]),
  ).toBe(0);
  expect(
    regulatedValue([
      { kind: "dues", pence: pence(30_000) },
      { kind: "donation", pence: pence(20_001) },
    ]),
  ).toBe(50_001);
  expect(await isRegulated(db, pence(50_000), "2026-11-23")).toBe(false); // exactly £500.00 is outside
  expect(await isRegulated(db, pence(50_001), "2026-11-23")).toBe(true);
  await db.destroy();
  await database.drop();
});
