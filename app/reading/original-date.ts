const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** When a text was first given to the public, as far as it is known: `1924`, `1932-11`, `1999-10-01` → "1 October 1999". */
export function formatOriginalDate(date: string): string {
  const [year = "", month, day] = date.split("-");
  const name = month ? MONTHS[Number(month) - 1] : undefined;
  return [day ? String(Number(day)) : undefined, name, year].filter((part) => part !== undefined).join(" ");
}
