import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPence, formatPounds, parsePounds, pence, sum, times, typedPounds } from "#app/money/pence.ts";
import { cardFee } from "#app/shop/postage.ts";

describe("text becomes pence by one parser", () => {
  test.each([
    ["10", 1000],
    ["12.50", 1250],
    ["£5", 500],
    [" £ 7.77 ", 777],
    ["5.10", 510],
    ["0.50", 50],
    ["19.99", 1999],
    ["0", 0],
    ["1000000", 100_000_000],
  ])("%s is %i pence", (text, expected) => {
    expect(parsePounds(text)).toBe(expected);
  });

  test.each([
    "",
    " ",
    "1.005",
    "8.2",
    "1e3",
    "0x10",
    "٣",
    "1,000",
    "-1",
    "+1",
    "1.",
    ".5",
    "1 000",
    "NaN",
    "Infinity",
    "£",
    "££5",
    "1.2.3",
    "5p",
    "99999999",
    "１０",
  ])("%j is no amount", (text) => {
    expect(parsePounds(text)).toBeUndefined();
  });

  test("what is written can be read again, to the penny", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (n) => {
        expect(parsePounds(typedPounds(pence(n)))).toBe(n);
      }),
    );
  });

  test("no text makes it throw or gives a fraction", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const read = parsePounds(text);
        expect(read === undefined || Number.isSafeInteger(read)).toBe(true);
      }),
    );
  });
});

test("pence become text for people", () => {
  expect([50, 100, 135, 1200, 5, 0, -250, 123_456].map((n) => formatPence(pence(n)))).toEqual([
    "50p",
    "£1",
    "£1.35",
    "£12",
    "5p",
    "£0",
    "−£2.50",
    "£1,234.56",
  ]);
});

test("in columns they stand under each other", () => {
  expect([50, 1200, 500_000].map((n) => formatPounds(pence(n)))).toEqual(["£0.50", "£12.00", "£5,000.00"]);
});

test("a fraction of a penny is a fault", () => {
  expect(() => pence(1.5)).toThrow();
  expect(() => pence(Number.NaN)).toThrow();
  expect(() => times(pence(50), 0.33)).toThrow();
});

test("sums are exact however many there are", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 })), (amounts) => {
      const exact = amounts.reduce((total, n) => total + BigInt(n), 0n);
      expect(BigInt(sum(...amounts.map(pence)))).toBe(exact);
    }),
  );
});

test("the card's fee is 1.5 % and 20p, to the nearest penny", () => {
  expect([50, 100, 160, 250, 500, 1000].map((n) => cardFee(pence(n)))).toEqual([21, 22, 22, 24, 28, 35]);
});
