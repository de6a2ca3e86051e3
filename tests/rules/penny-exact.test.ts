import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPence, formatPounds, minus, parsePounds, pence, sum, typedPounds } from "#app/money/pence.ts";
import { cardFee } from "#app/shop/postage.ts";
import { bacsFee, cardFee as stripesCardFee } from "#sandbox/stripe/payments/balance-transactions.ts";

/** Not a penny more or less, whatever is typed (reliability.md, P23); what is bought with it is beside this. */

/** The most that can be typed: £9,999,999.99. */
const MOST = 999_999_999;

describe("what is typed", () => {
  const DIGITS = "0123456789";
  /** What people, other scripts and programs put where an amount belongs. */
  const odd = fc.string({
    unit: fc.constantFrom(..."0159.,-+eExX£p% \u00a0_'٣５²½−NaInfity"),
    minLength: 1,
    maxLength: 9,
  });

  /** The rule once more, by hand: pounds in digits, then nothing or a point and two digits. */
  function isAmount(text: string): boolean {
    const [pounds = "", pennies, ...more] = text.trim().replace(/^£\s*/, "").split(".");
    const isDigits = (part: string) => part !== "" && [...part].every((one) => DIGITS.includes(one));
    return (
      more.length === 0 && isDigits(pounds) && (pennies === undefined || (isDigits(pennies) && pennies.length === 2))
    );
  }

  test("is taken for an amount only where it is one, and then for that one", () => {
    fc.assert(
      fc.property(odd, (text) => {
        const [pounds = "", pennies = "00"] = text.replace(/[^0-9.]/g, "").split(".");
        const exact = isAmount(text) ? BigInt(pounds) * 100n + BigInt(pennies) : undefined;
        const read = parsePounds(text);
        expect(read === undefined ? undefined : BigInt(read)).toBe(exact && exact > BigInt(MOST) ? undefined : exact);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    "1.005",
    "8.2",
    "1e3",
    "0x10",
    "٣",
    "５",
    "1,000",
    "-1",
    "−1",
    "1 0",
    "1\u00a00",
    "1. 50",
    "1 .50",
    "NaN",
    "Infinity",
    "½",
    "1²",
    "10000000",
    "00.5",
    "1_0",
    "0b1",
    "£1£",
    "1p",
    "\u200b1",
  ])("%j is refused", (text) => expect(parsePounds(text)).toBeUndefined());

  test("every amount up to £2,000 is itself, where a float would be off in some of them", () => {
    const wrong: number[] = [];
    let off = 0;
    for (let amount = 0; amount <= 200_000; amount++) {
      const text = typedPounds(pence(amount));
      if (parsePounds(text) !== amount) wrong.push(amount);
      if (Number(text) * 100 !== amount) off++;
    }
    expect(wrong).toEqual([]);
    expect(19.99 * 100).not.toBe(1_999);
    expect(off).toBeGreaterThan(1_000); // the fault that is kept out is a real one
  });

  test("written and read again it is the same, up to the most that can be typed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (amount) => {
        const written = formatPounds(pence(amount));
        const read = parsePounds(written.replaceAll(",", ""));
        expect(read).toBe(amount <= MOST ? amount : undefined);
        if (read !== undefined) expect(formatPounds(read)).toBe(written);
        expect(parsePounds(typedPounds(pence(amount)))).toBe(read);
      }),
      { numRuns: 2_000 },
    );
  });

  test("in a sentence it says the same amount, and no other one looks like it", () => {
    const readBack = (text: string) => {
      const [, sign, pounds, pennies, alone] = /^(−?)(?:£([0-9,]+)(?:\.([0-9]{2}))?|([0-9]+)p)$/.exec(text) ?? [];
      const amount = alone ? BigInt(alone) : BigInt(`${pounds?.replaceAll(",", "")}${pennies ?? "00"}`);
      return sign ? -amount : amount;
    };
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (amount) => {
        expect(readBack(formatPence(pence(amount)))).toBe(BigInt(amount));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what Stripe keeps", () => {
  const amount = fc.integer({ min: 1, max: 99_999_999 });

  test("is whole pence, to the nearest one, and what is left is the rest", () => {
    fc.assert(
      fc.property(amount, (paid) => {
        const fee = cardFee(pence(paid));
        // 1.5 %, half a penny up: twice the exact sum in thousandths lies within a penny of twice the fee
        const exact = BigInt(paid) * 15n;
        const rounded = BigInt(fee - 20) * 1000n;
        expect(rounded - exact <= 500n && exact - rounded < 500n).toBe(true);
        expect(Number.isSafeInteger(fee)).toBe(true);
        expect(sum(minus(pence(paid), fee), fee)).toBe(paid);
        expect(stripesCardFee(paid)).toBe(fee);
        expect(Number.isSafeInteger(bacsFee(paid))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
