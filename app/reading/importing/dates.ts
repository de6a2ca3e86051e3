const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const NAMES =
  "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec";
const YEAR = "(1[4-9]\\d\\d|20\\d\\d)";
const FORMS: [RegExp, (parts: string[]) => [string, string?, string?]][] = [
  [new RegExp(`\\b${YEAR}-(\\d{2})(?:-(\\d{2}))?\\b`), ([year = "", month, day]) => [year, month, day]],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${NAMES})\\.?,?\\s+${YEAR}\\b`, "i"),
    ([day, month, year = ""]) => [year, month, day],
  ],
  [
    new RegExp(`\\b(${NAMES})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+${YEAR}\\b`, "i"),
    ([month, day, year = ""]) => [year, month, day],
  ],
  [new RegExp(`\\b(${NAMES})\\.?,?\\s+${YEAR}\\b`, "i"), ([month, year = ""]) => [year, month]],
  [new RegExp(`\\b${YEAR}\\b`), ([year = ""]) => [year]],
];

const number = (month: string): number =>
  /^\d/.test(month) ? Number(month) : MONTHS.findIndex((name) => name.startsWith(month.toLowerCase().slice(0, 3))) + 1;
const two = (value: number) => String(value).padStart(2, "0");

/** The first date some words name, as exactly as they name it: `yyyy`, `yyyy-mm` or `yyyy-mm-dd`. Empty for none. */
export function dateIn(words: string): string {
  for (const [form, order] of FORMS) {
    const found = form.exec(words);
    if (!found) continue;
    const [year, monthName, dayName] = order(found.slice(1));
    const month = monthName ? number(monthName) : 0;
    const day = Number(dayName ?? 0);
    if (month < 1 || month > 12) return year;
    const real = day >= 1 && new Date(Date.UTC(Number(year), month - 1, day)).getUTCDate() === day;
    return real ? `${year}-${two(month)}-${two(day)}` : `${year}-${two(month)}`;
  }
  return "";
}

/** True for a line that is nothing but a date. */
export function isDateLine(words: string): boolean {
  const plain = words.trim();
  return (
    plain.length < 32 &&
    dateIn(plain) !== "" &&
    new RegExp(`^[^\\p{L}\\p{N}]*(?:(?:${NAMES}|\\d{1,4}|st|nd|rd|th|of)[\\s.,()-]*)+$`, "iu").test(plain)
  );
}
