/** How long to wait, in words that are never too short: "a minute", "12 minutes", "3 hours". */
export function howLong(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 1) return "a minute";
  return minutes < 100 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
