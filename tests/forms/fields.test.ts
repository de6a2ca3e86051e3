import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import * as fields from "#app/forms/fields.ts";
import { parsePounds, pence, typedPounds } from "#app/money/pence.ts";
import { STRANGE_AMOUNTS } from "./posting.ts";

const read = (field: z.ZodType, raw: string | undefined): unknown => {
  const result = field.safeParse(raw);
  return result.success ? result.data : result.error.issues.map((issue) => issue.message).join();
};

describe("sums", () => {
  const pounds = fields.pounds({
    empty: "Enter an amount",
    min: pence(200),
    tooLittle: "too little",
    max: pence(50_000),
    tooMuch: "too much",
  });

  test.each([
    ["10", 1000],
    ["12.50", 1250],
    ["£5", 500],
    [" 2 ", 200],
    ["500.00", 50_000],
    ["0002.10", 210],
  ])("%j is %i pence", (raw, sum) => expect(read(pounds, raw)).toBe(sum));

  test.each(STRANGE_AMOUNTS)("%j is no amount", (raw) => expect(read(pounds, raw)).toBe("Enter an amount"));

  test("bounds are kept to the penny", () => {
    expect([read(pounds, "1.99"), read(pounds, "2.00"), read(pounds, "500.01")]).toEqual([
      "too little",
      200,
      "too much",
    ]);
    expect(read(pounds, undefined)).toBe("Enter an amount");
  });

  test("every sum survives being written and read again", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (sum) => {
        expect(parsePounds(typedPounds(pence(sum)))).toBe(sum);
      }),
      { numRuns: 2000 },
    );
  });

  test("no text becomes a fraction of a penny", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 12 }), (text) => {
        const sum = parsePounds(text);
        expect(sum === undefined || (Number.isSafeInteger(sum) && sum >= 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("quantities", () => {
  const most50 = fields.quantity(50);
  test.each([
    ["1", 1],
    ["50", 50],
    [" 7 ", 7],
    ["01", 1],
  ])("%j", (raw, copies) => expect(read(most50, raw)).toBe(copies));
  test.each(["", "0", "-1", "51", "1.5", "1e1", "٣", "1,0", "0x1", "999999999999", "1\u0000", "one", "NaN"])(
    "%j is refused",
    (raw) => expect(read(most50, raw)).toBe("Quantity must be a whole number from 1 to 50"),
  );
});

describe("addresses", () => {
  test.each(["name@example.com", " rosa.o'example+news@mail.party.example "])("%j is an email", (raw) =>
    expect(read(fields.email(), raw)).toBe(raw.trim()),
  );
  test.each([
    "",
    "name",
    "@example.com",
    "a@b",
    "a b@example.com",
    "a@example..com",
    "a@exa\u0000mple.com",
    "a@example.com, b@example.com",
    "a@example.com\nBcc: b@example.com",
    `${"a".repeat(250)}@example.com`,
  ])("%j is none", (raw) =>
    expect(read(fields.email(), raw)).toBe("Enter an email address in the correct format, like name@example.com"),
  );
  test.each(["020 7946 0000", "020 7946 0000 ext 5", "+44 (0)20-7946-0000", "\u202a07700 900123\u202c"])(
    "%j is a phone number",
    (raw) => expect(read(fields.phone(), raw)).toBe(raw.replace(/[\u202a\u202c]/g, "")),
  );
  test.each(["", "123", "٠٢٠٧٩٤٦٠٠٠٠", "call me", "1".repeat(16), "020 7946 000O"])("%j is none", (raw) =>
    expect(read(fields.phone(), raw)).toBe("Enter a phone number, like 020 7946 0000"),
  );
  test("a phone number may be left out where it is optional", () =>
    expect(read(fields.optionalPhone(), " ")).toBeUndefined());
});

describe("text", () => {
  const question = fields.paragraphs({ label: "Question", max: 5000, empty: "Enter your question" });
  test("counts characters as Postgres does", () => {
    expect(read(question, "😀".repeat(5000))).toBe("😀".repeat(5000));
    expect(read(question, "a".repeat(5412))).toBe("Question must be 5,000 characters or fewer. You have 5,412");
  });
  test("keeps paragraphs and drops the ends of lines", () =>
    expect(read(question, " One. \r\n\r\nTwo.\t\r\n ")).toBe("One.\n\nTwo."));
  test.each([undefined, "", " \n ", "\u200b"])("%j is empty", (raw) =>
    expect(read(question, raw)).toBe("Enter your question"),
  );
});

describe("names of pages", () => {
  test.each(["../../etc/passwd", "a--b", "-a", "A", "a b", "a'or'1'='1", "a%00", "é", "a".repeat(101), "a/b"])(
    "%j is refused",
    (raw) => expect(read(fields.slug("No such page"), raw)).toBe("No such page"),
  );
  test("words and hyphens are taken", () =>
    expect(read(fields.slug("No such page"), "in-defence-of-october")).toBe("in-defence-of-october"));
});

describe("choices", () => {
  const often = fields.choice(["once", "month"], "Choose how often");
  test.each(["", "ONCE", "once ", "toString", "__proto__"])("%j is none of them", (raw) =>
    expect(read(often, raw)).toBe("Choose how often"),
  );
  test("only our own value ticks a box", () => {
    expect([read(fields.tick(), "yes"), read(fields.tick(), "on"), read(fields.tick(), undefined)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(read(fields.ticked("Agree first"), "true")).toBe("Agree first");
  });
});

describe("text as long as a form may be", () => {
  const time = (read: () => unknown) => {
    const began = performance.now();
    read();
    return performance.now() - began;
  };
  const lines = fields.paragraphs({ label: "Question", max: 5_000, empty: "Enter your question" });
  const one = fields.optionalLine({ label: "Name", max: 100 });

  // a quarter of what is allowed, so that what takes by the square of it shows and does not stop the tests
  test.each([
    ["spaces", " ".repeat(30_000)],
    ["spaces before a word", `${" ".repeat(30_000)}x`],
    ["half of them line ends", " \n".repeat(15_000)],
    ["marks on one letter", `a${"\u0301\u0316".repeat(15_000)}`],
  ])("%s take no longer than letters do", (_, heavy) => {
    const letters = "a".repeat(heavy.length);
    for (const field of [lines, one]) {
      field.safeParse(letters);
      const plain = time(() => field.safeParse(letters));
      expect(time(() => field.safeParse(heavy))).toBeLessThan(100 * Math.max(plain, 2));
    }
  });

  test("what people type with many marks is taken", () => {
    const marked = `Z${"\u0351\u036b\u0343".repeat(8)}`;
    expect(one.safeParse(marked).success).toBe(true);
    expect(lines.safeParse("One  \n two \t\n\n  three ").data).toBe("One\n two\n\n  three");
  });
});
