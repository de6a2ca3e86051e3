/** Where the time comes from; tests bring their own. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

const CIVIL_DATE = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The civil day in the United Kingdom, as `2026-11-23`: the day the law counts. */
export function ukDay(moment: Date): string {
  return CIVIL_DATE.format(moment);
}

/** A civil day some days later. Works on the calendar, so the clocks going forward or back changes nothing. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** When the next civil day in the United Kingdom begins. */
export function nextUkMidnight(moment: Date): Date {
  const day = addDays(ukDay(moment), 1);
  const winter = new Date(`${day}T00:00:00Z`);
  const summer = new Date(winter.getTime() - 3_600_000);
  return ukDay(summer) === day ? summer : winter;
}

/** How many days one civil day lies after another: 0 on the same day, negative before it. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

const LONG_DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });

/** For people: `23 November 2026`. */
export function formatDay(day: string): string {
  return LONG_DAY.format(new Date(`${day}T00:00:00Z`));
}
