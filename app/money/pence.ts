declare const isPence: unique symbol;

/** A sum of money in whole pence sterling. Never a fraction, never a float. */
export type Pence = number & { readonly [isPence]: true };

/** Takes a whole number of pence. Throws a fault on anything else: a fraction here is a bug, not bad input. */
export function pence(amount: number): Pence {
  if (!Number.isSafeInteger(amount)) throw new Error("money must be a whole number of pence");
  return amount as Pence;
}

export const NOTHING: Pence = pence(0);

/** Adds sums. */
export function sum(...amounts: readonly Pence[]): Pence {
  return pence(amounts.reduce<number>((total, amount) => total + amount, 0));
}

/** A sum taken `count` times. */
export function times(amount: Pence, count: number): Pence {
  return pence(amount * count);
}

export function minus(amount: Pence, taken: Pence): Pence {
  return pence(amount - taken);
}

/** The same sum on the other side of the books. */
export function negative(amount: Pence): Pence {
  return pence(amount === 0 ? 0 : -amount);
}

/** The most that can be typed into a form: one million pounds. Above it the number is taken for a slip. */
const LONGEST_POUNDS = 7;

/**
 * Reads an amount in pounds as a person types it: `10`, `12.50`, `£5`, ` 2.5 ` is refused (half a number of pence
 * digits is a slip), as are signs, exponents, thousands commas and digits of other scripts. Digits are cut, never
 * multiplied, so no float is involved. Returns undefined for what is not an amount.
 */
export function parsePounds(text: string): Pence | undefined {
  const parts = /^£?\s*([0-9]+)(?:\.([0-9]{2}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const [, pounds = "", pennies = "00"] = parts;
  if (pounds.replace(/^0+/, "").length > LONGEST_POUNDS) return undefined;
  return pence(Number.parseInt(pounds + pennies, 10));
}

/** For people, in sentences: `50p`, `£1.35`, `£12`, `£5,000`. Here alone do pence become text. */
export function formatPence(amount: Pence): string {
  const sign = amount < 0 ? "−" : "";
  const { pounds, pennies } = inDigits(amount);
  if (pounds === "0" && pennies !== "00") return `${sign}${Number.parseInt(pennies, 10)}p`;
  return pennies === "00" ? `${sign}£${pounds}` : `${sign}£${pounds}.${pennies}`;
}

/** For sums that stand under each other, and for forms: always `£1.35`, `£12.00`. */
export function formatPounds(amount: Pence): string {
  const { pounds, pennies } = inDigits(amount);
  return `${amount < 0 ? "−" : ""}£${pounds}.${pennies}`;
}

/** For fields, addresses and machines: `1234.50`, which `parsePounds` reads. */
export function typedPounds(amount: Pence): string {
  return formatPounds(amount).replace(/[£,]/g, "");
}

/** Cut, never divided. Thousands are set apart for the eye: `5,000`. */
function inDigits(amount: Pence): { pounds: string; pennies: string } {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  return { pounds: digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ","), pennies: digits.slice(-2) };
}
