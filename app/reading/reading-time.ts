/** Silent reading of non-fiction in English: Brysbaert 2019, a review of 190 studies. Words in a minute. */
const WORDS_A_MINUTE = 238;

/** "about 9 minutes", "about 1 hour 50 minutes". Above twenty minutes to the nearest five: it is no more exact than that. */
export function readingTime(words: number): string {
  const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
  return `about ${inWords(minutes <= 20 ? minutes : Math.round(minutes / 5) * 5)}`;
}

function inWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [hours > 0 ? count(hours, "hour") : "", rest > 0 ? count(rest, "minute") : ""];
  return parts.filter((part) => part !== "").join(" ");
}

/** "1 minute", "9 minutes". */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString("en-GB")} ${thing}${number === 1 ? "" : "s"}`;
}
