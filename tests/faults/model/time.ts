/** Seconds. The model reckons by itself: nothing here is taken from the house or from Stripe's stand-in. */
export const MINUTE = 60;
export const HOUR = 3_600;
export const DAY = 86_400;

/** The same day and time so many months later, in UTC; where that month is too short, its last day. */
export function monthsAfter(anchor: number, count: number): number {
  const began = new Date(anchor * 1000);
  const month = began.getUTCMonth() + count;
  const days = new Date(Date.UTC(began.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(began.getUTCDate(), days);
  return Date.UTC(began.getUTCFullYear(), month, day) / 1000 + (anchor % DAY);
}

/** The same time of day so many working days later; weekends are none. */
export function workingDaysAfter(from: number, count: number): number {
  let at = from;
  for (let left = count; left > 0; ) {
    at += DAY;
    // the first day of 1970 was a Thursday
    const weekday = (Math.floor(at / DAY) + 4) % 7;
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return at;
}
