import { addDays } from "./clock.ts";

/**
 * Working days in England and Wales: Monday to Friday without bank holidays (Banking and Financial Dealings Act 1971,
 * schedule 1, and the days proclaimed each year since 1974). One-off holidays are not known here; a promise made across
 * one is a day late.
 */
export function isWorkingDay(day: string): boolean {
  const weekday = weekdayOf(day);
  return weekday >= 1 && weekday <= 5 && !bankHolidays(Number.parseInt(day.slice(0, 4), 10)).includes(day);
}

/** The civil day that is some working days after another. */
export function addWorkingDays(day: string, count: number): string {
  let at = day;
  for (let left = count; left > 0; ) {
    at = addDays(at, 1);
    if (isWorkingDay(at)) left--;
  }
  return at;
}

const weekdayOf = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay();

function bankHolidays(year: number): string[] {
  const easter = easterSunday(year);
  const newYear = nextWeekday(`${year}-01-01`);
  const christmas = nextWeekday(`${year}-12-25`);
  return [
    newYear,
    addDays(easter, -2),
    addDays(easter, 1),
    mondayFrom(`${year}-05-01`),
    mondayFrom(`${year}-05-25`),
    mondayFrom(`${year}-08-25`),
    christmas,
    // where Christmas moves past the weekend, Boxing Day moves past it
    nextWeekday(christmas >= `${year}-12-26` ? addDays(christmas, 1) : `${year}-12-26`),
  ];
}

function nextWeekday(day: string): string {
  let at = day;
  while (weekdayOf(at) === 0 || weekdayOf(at) === 6) at = addDays(at, 1);
  return at;
}

/** The first Monday on or after a day. */
function mondayFrom(day: string): string {
  return addDays(day, (8 - weekdayOf(day)) % 7);
}

/** Easter by the Gregorian reckoning (Meeus, Jones and Butcher). */
function easterSunday(year: number): string {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return `${year}-${String(Math.floor(f / 31)).padStart(2, "0")}-${String((f % 31) + 1).padStart(2, "0")}`;
}
