export type Interval = { interval: "day" | "week" | "month" | "year"; interval_count: number };

const day = 86_400;

/** Adds calendar months in UTC; a day the month does not have becomes its last day. */
export function addMonths(seconds: number, months: number): number {
  const from = new Date(seconds * 1000);
  const target = new Date(from);
  target.setUTCDate(1);
  target.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return Math.floor(target.getTime() / 1000);
}

/**
 * The first end of a billing period after a moment. Counted from the anchor each time, so that a subscription begun on
 * the 31st comes back to the 31st after a short month.
 */
export function nextBoundary(anchor: number, after: number, rhythm: Interval): number {
  if (rhythm.interval === "day" || rhythm.interval === "week") {
    const length = rhythm.interval_count * day * (rhythm.interval === "week" ? 7 : 1);
    return anchor + (Math.max(Math.floor((after - anchor) / length), -1) + 1) * length;
  }
  const step = rhythm.interval_count * (rhythm.interval === "year" ? 12 : 1);
  const [from, to] = [new Date(anchor * 1000), new Date(after * 1000)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  let count = Math.max(Math.floor(months / step) - 1, 0);
  while (addMonths(anchor, count * step) <= after) count += 1;
  return addMonths(anchor, count * step);
}
