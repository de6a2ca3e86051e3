import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { markdownOf } from "#app/reading/editions/markdown-text.ts";
import { plainTextOf } from "#app/reading/editions/plain-text.ts";
import { renderText } from "#app/reading/render-text.ts";
import { AWKWARD, BODY, IMPRINT, INTRODUCTION, longBody, sampleText } from "../support/sample-text.ts";

const text = sampleText();
const plain = plainTextOf(text, IMPRINT);
const IMPRINT_LINE =
  "Promoted by the Publications Officer on behalf of Socialist Party, both at Example House, 1 Example Street, London E1 1AA.";
const flat = (words: string) => words.replace(/\s+/g, " ");

describe("plain text", () => {
  test("has lines of 72 at most, but for a word that is longer", () => {
    const long = plainTextOf(sampleText({ body: `${longBody(20_000)}\n\n${"x".repeat(100)}` }), IMPRINT);
    const over = long.split("\n").filter((line) => [...line].length > 72);
    expect(over).toEqual(["x".repeat(100)]);
    expect(plain.split("\n").every((line) => line === line.trimEnd())).toBe(true);
  });

  test("has everything that was typed, stress as _so_, and curly quotes as they are", () => {
    expect(flat(plain)).toContain(AWKWARD);
    expect(plain).toContain("Москва, Łódź, naïve, “curly” – dashed… *Strong* and _*both*_, not.");
    expect(flat(plain)).toContain("to elsewhere <https://reader.example/a?b=1&c=2>, and");
    expect(plain).toContain("    Said by somebody.\n\n    And said again.");
    expect(plain).toContain("1999  1,200\n2026  3,456");
    expect(plain).toContain("1. first\n2. second");
  });

  test("has the notes of both series, where each is called and at the end", () => {
    expect(plain).toContain("Words before the first part.[1]");
    expect(plain).toContain("our editor.[a]");
    expect(plain).toContain(
      "Author’s notes\n--------------\n\n[1] The author’s own, with _stress_.\n\n    And a second paragraph.",
    );
    expect(plain).toContain("[b] The editor’s second.");
  });

  test("says where it comes from, which edition it is, and the imprint", () => {
    expect(plain).toContain("This translation by: Karl Example\n");
    expect(plain).toContain("Address: https://party.example/texts/a-sample\n");
    expect(plain).toContain("edition 2 of 20 November 2026");
    expect(flat(plain)).toContain(IMPRINT_LINE);
  });

  test("of our guide says that it is one", () => {
    const guide = plainTextOf(sampleText({ holds: "guide" }), IMPRINT);
    expect(guide.startsWith("OUR GUIDE TO A SAMPLE & ITS <PARTS>\n====")).toBe(true);
    expect(flat(guide)).toContain(
      "This is a reader’s guide by Socialist Books. The text itself, A sample & its <parts> by Rosa Example, is not in it.",
    );
  });
});

describe("Markdown", () => {
  const markdown = markdownOf(text, { introduction: INTRODUCTION, body: BODY }, IMPRINT);
  const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown) ?? [];

  test("has the particulars at its head, as they were", () => {
    expect(parse(head)).toMatchObject({
      slug: "a-sample",
      title: "A sample & its <parts>",
      author: "Rosa Example",
      original_date: "1931-05",
      written: "1931",
      translation: "Karl Example",
      rights: "© the press; free to copy & share",
      edition: 2,
      published: "2026-11-20",
      holds: "full text",
      imprint: IMPRINT_LINE,
    });
    const odd = { title: "One: the first # of two", rights: "'quoted' - and: more" };
    const again = markdownOf(sampleText(odd), { introduction: "a", body: "b" }, IMPRINT);
    expect(parse(again.split("---\n")[1] ?? "")).toMatchObject(odd);
  });

  test("gives the same text again when it is read back", () => {
    const [, introduction, words] = /^\n# Introduction\n\n([\s\S]*?)\n\n# Text\n\n([\s\S]*)$/.exec(body) ?? [];
    expect(introduction).toBe(INTRODUCTION);
    expect(renderText(words ?? "")).toEqual(renderText(BODY));
  });
});
