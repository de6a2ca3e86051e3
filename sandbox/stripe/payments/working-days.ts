const day = 86_400;

/** The same time of day so many working days later (weekends are skipped; bank holidays are not known here). */
export function workingDaysAfter(seconds: number, days: number): number {
  let moment = seconds;
  for (let left = days; left > 0; ) {
    moment += day;
    const weekday = new Date(moment * 1000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return moment;
}
