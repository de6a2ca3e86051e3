import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blanksFor, imposedOrder } from "#app/reading/editions/impose.ts";
import { type Printed, printText } from "#app/reading/editions/print-text.ts";
import { AWKWARD, IMPRINT, longBody, sampleText } from "../support/sample-text.ts";

const READER = "/usr/bin/pdftotext";
const hasReader = existsSync(READER);

/** The words of a PDF, one string a page, read by a program that is not ours. */
function pagesIn(pdf: Buffer): string[] {
  const folder = mkdtempSync(join(tmpdir(), "print-"));
  try {
    const file = join(folder, "it.pdf");
    writeFileSync(file, pdf);
    // a page ends with a form feed
    return execFileSync(READER, ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** On one line, without the places where an address may break, and with words made whole that a hyphen broke. */
const flat = (words: string) =>
  words
    .replaceAll("\u200b", "")
    .replace(/\u00ad\s+/g, "")
    .replace(/\s+/g, " ");
const numbered = (count: number) =>
  Array.from(
    { length: count },
    (_none, index) => `Mark${index + 1}. ${"Words to fill a page with. ".repeat(100)}`,
  ).join("\n\n");

describe("sheets for folding", () => {
  test("eight pages lie on two sheets as every printer lays them", () => {
    expect(imposedOrder(8)).toEqual([
      [8, 1],
      [2, 7],
      [6, 3],
      [4, 5],
    ]);
  });

  test("laid on each other, folded and read, the pages count up from one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (needed) => {
        const pages = needed + blanksFor(needed);
        expect(pages % 4).toBe(0);
        expect(pages - needed).toBeLessThan(4);
        const sides = imposedOrder(pages);
        // a folded pile is read like this: the right half of each front with the left half of its back, going in; then
        // the right half of each back with the left half of its front, coming out
        const inwards = sides.map(([left, right], side) => (side % 2 === 0 ? right : left));
        const outwards = sides.map(([left, right], side) => (side % 2 === 0 ? left : right)).reverse();
        expect([...inwards, ...outwards]).toEqual(Array.from({ length: pages }, (_none, index) => index + 1));
      }),
    );
  });

  test("pages that do not make sheets are refused", () => {
    expect(() => imposedOrder(6)).toThrow("6 pages do not make folded sheets of four");
    expect(() => imposedOrder(0)).toThrow();
  });
});

describe("a pamphlet", () => {
  test("is the same, byte for byte, for the same edition", { timeout: 60_000 }, async () => {
    const [one, two] = [await printText(sampleText(), IMPRINT), await printText(sampleText(), IMPRINT)];
    expect(one.pages.equals(two.pages)).toBe(true);
    expect(one.folded.equals(two.folded)).toBe(true);
    expect(one.pages.toString("latin1", 0, 5)).toBe("%PDF-");
  });

  test("has a multiple of four pages, however long its text is", { timeout: 120_000 }, async () => {
    for (const length of [1, 3, 4, 5, 6]) {
      const printed = await printText(sampleText({ body: numbered(length) }), IMPRINT);
      expect(printed.pageCount % 4).toBe(0);
      expect(printed.sheets).toBe(printed.pageCount / 4);
    }
  });

  test("of a text that tries everything is set without a fault", { timeout: 120_000 }, async () => {
    const bodies = [
      "> - in a quotation\n>   1. and deeper[^1]\n>\n>      | a | b |\n>      |---|---|\n>      | 1 | 2[^a] |\n\n[^1]: | x | y |\n    |---|---|\n    | 1 | 2 |\n[^a]: - a list\n    - in a note\n",
      `## ${"A heading that is far too long for one line ".repeat(6)}\n\n### And[^1] one under it\n\n${"x".repeat(400)}\n\n\`\`\`\ncode # $ @\n\`\`\`\n\n[^1]: > said\n`,
      "5. five\n6. six\n\nline  \nbroken\n\n***\n\n<https://reader.example/a-long/address/that/goes/on/and/on/for/ever/and/ever/and/ever>",
    ];
    for (const body of bodies) expect((await printText(sampleText({ body }), IMPRINT)).pageCount % 4).toBe(0);
  });
});

describe.skipIf(!hasReader)("what a reader of the pamphlet sees", () => {
  const printed = new Map<string, Promise<Printed>>();
  const made = (name: string, over: Parameters<typeof sampleText>[0]) => {
    const known = printed.get(name) ?? printText(sampleText(over), IMPRINT);
    printed.set(name, known);
    return known;
  };

  test("what a typesetter could take for an order is printed as it is", async () => {
    const awkward = {
      title: AWKWARD,
      author: '#panic("no")',
      rights: "@nobody $1$ // #let x = 1",
      occasion: "*a* _b_ <c>",
    };
    const { pages } = await made("awkward", awkward);
    const all = flat(pagesIn(pages).join(" "));
    const signs = (words: string) => words.replace(/[\s\u200b-]+/g, "");
    expect(signs(all)).toContain(signs(AWKWARD));
    expect(signs(all)).toContain(signs(awkward.author));
    expect(signs(all)).toContain(signs(awkward.rights));
    expect(signs(all)).toContain(signs(awkward.occasion));
    // the reader sees a gap where the font changes in the middle of a word
    expect(all).toMatch(/Москва, Łódź ?, naïve, “curly” – dashed…/);
  }, 60_000);

  test("every part in its place, notes at the foot of the page that calls them, the imprint inside the cover", async () => {
    const { pages, pageCount } = await made("sample", {});
    const read = pagesIn(pages).map(flat);
    expect(read).toHaveLength(pageCount);
    expect(read[1]).toContain("edition 2 of 20 November 2026");
    expect(read[1]).toContain(
      "Promoted by the Publications Officer on behalf of Socialist Party, both at Example House, 1 Example Street, London E1 1AA.",
    );
    expect(read[2]).toContain("A SAMPLE & ITS <PARTS>");
    expect(read[2]).toMatch(/Contents Introduction 4 The first part 5 The second part 5/);
    expect(read[3]).toContain("Introduction Our introduction");
    expect(read[4]).toContain("Words before the first part.");
    expect(read[4]).toContain("The author’s own, with stress.");
    expect(read[5]).toContain("The editor’s second.");
    expect(read.join(" ")).toContain("Where this comes from Written 1931 This translation by Karl Example");
    expect(read.join(" ")).toContain("elsewhere (reader.example/a?b=1&c=2)");
    expect(read.at(-1)).toContain("https://party.example/texts/a-sample");
  }, 60_000);

  test("our guide is called one on the title page and inside the cover", async () => {
    const read = pagesIn((await made("guide", { holds: "guide" })).pages).map(flat);
    expect(read[1]).toContain("This is a reader’s guide by Socialist Books.");
    expect(read[2]).toContain("OUR GUIDE TO A SAMPLE");
  }, 60_000);

  test("page numbers go on, and each folded side shows the two pages that belong there", async () => {
    const { pages, folded, pageCount, sheets } = await made("numbered", { body: numbered(12) });
    const single = pagesIn(pages);
    single.slice(3, -4).forEach((page, index) => {
      expect(page.trim().split(/\s+/).at(-1)).toBe(String(index + 4));
    });
    const sides = pagesIn(folded);
    expect(sides).toHaveLength(sheets * 2);
    const marksOn = (words: string) => [...new Set(words.match(/Mark\d+/g) ?? [])].sort();
    imposedOrder(pageCount).forEach(([left, right], side) => {
      const expected = [...marksOn(single[left - 1] ?? ""), ...marksOn(single[right - 1] ?? "")].sort();
      expect(marksOn(sides[side] ?? "")).toEqual(expected);
    });
    expect(sides[0]).toContain("SOCIALIST BOOKS");
  }, 60_000);

  test("a long text has a contents page, running heads, and every word", async () => {
    const body = longBody(156_000);
    const { pages, pageCount } = await made("long", { body });
    const read = pagesIn(pages);
    expect(pageCount).toBeGreaterThan(60);
    expect(read.filter((page) => /^\s*A sample & its <parts>\s*\n/.test(page)).length).toBeGreaterThan(20);
    for (const page of read) {
      const lines = page
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
      lines.forEach((line, index) => {
        // a heading is followed by words, never by the notes or the number at the foot of its page
        if (/^Part \d+, [a-z]+ \d+$/.test(line) && index > 0) expect(lines[index + 1]).toMatch(/^[A-Z][a-z]/);
      });
    }
    const words = (text: string) => (text.match(/[a-z]{2,}/gi) ?? []).length;
    // hyphens at the ends of lines make two words of one; running heads add some
    expect(words(read.join(" "))).toBeGreaterThanOrEqual(words(body.replace(/\[\^\d+\]:?/g, "")));
  }, 120_000);
});
