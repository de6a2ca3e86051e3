/**
 * The civil day some months later, on the same day of the month or the last one it has: how Stripe counts the months of
 * a subscription from the day it began.
 */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map((part) => Number.parseInt(part, 10));
  const lastDate = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(date, lastDate))).toISOString().slice(0, 10);
}

/** The day of the month for people: `23rd`. */
export function dayOfMonth(day: string): string {
  const date = Number.parseInt(day.slice(8), 10);
  const ending = date >= 11 && date <= 13 ? "th" : (["th", "st", "nd", "rd"][date % 10] ?? "th");
  return `${date}${ending}`;
}
