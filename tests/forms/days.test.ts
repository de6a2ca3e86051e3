import { describe, expect, test } from "vitest";
import { addMonths, dayOfMonth } from "#app/time/months.ts";
import { addWorkingDays, isWorkingDay } from "#app/time/working-days.ts";

describe("working days", () => {
  // the bank holidays of England and Wales for these years, as published
  test.each([
    "2022-12-26",
    "2022-12-27",
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-04",
    "2026-05-25",
    "2026-08-31",
    "2026-12-25",
    "2026-12-28",
    "2027-03-26",
    "2027-03-29",
    "2027-05-31",
    "2027-12-27",
    "2027-12-28",
    "2028-01-03",
  ])("%s is a bank holiday", (day) => expect(isWorkingDay(day)).toBe(false));

  test.each(["2026-11-23", "2026-12-29", "2026-12-24", "2027-01-04", "2026-04-02"])("%s is a working day", (day) =>
    expect(isWorkingDay(day)).toBe(true),
  );

  test("a promise over Christmas counts working days only", () => {
    expect(addWorkingDays("2026-12-24", 3)).toBe("2026-12-31");
    expect(addWorkingDays("2026-11-20", 1)).toBe("2026-11-23");
    expect(addWorkingDays("2026-11-21", 1)).toBe("2026-11-23");
  });
});

describe("months", () => {
  test("end where the month ends", () => {
    expect(addMonths("2026-11-23", 1)).toBe("2026-12-23");
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(addMonths("2028-01-31", 1)).toBe("2028-02-29");
    expect(addMonths("2026-12-31", 1)).toBe("2027-01-31");
  });

  test("have days that are said in words", () => {
    const said = ["01", "02", "03", "04", "11", "12", "13", "21", "22", "23", "30", "31"].map((day) =>
      dayOfMonth(`2026-12-${day}`),
    );
    expect(said).toEqual(["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "30th", "31st"]);
  });
});
