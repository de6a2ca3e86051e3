import { describe, expect, test } from "vitest";
import { bring, PROSE, para, run, word } from "../support/text-files.ts";

/** Each of these was refused once, because its words did not add up. */
const page = async (inside: string) =>
  (await bring("a.html", `<h1>Bread</h1><p>${PROSE}</p>${inside}`)).draft.body.slice(PROSE.length).trim();

describe("links that lead about the page", () => {
  test("a hyphen that is one stays between the halves of its word", async () => {
    expect(await page(`<p id="a">Some coal<a href="#a">-</a>dust.</p>`)).toBe("Some coal-dust.");
  });

  test("a sign that stands for letters is a word, and no arrow", async () => {
    expect(await page(`<p id="a">House <a href="#a">№</a> five.</p>`)).toBe("House № five.");
  });

  test("in a note: a mark that is a way back leaves two words, and a hyphen one", async () => {
    expect(
      await page(
        `<p>Said.<a href="#n1" id="r1">[1]</a></p><hr><p id="n1">[1] Bread<a href="#r1">”</a>coal<a href="#r1">-</a>dust. <a href="#r1">↑</a></p>`,
      ),
    ).toBe("Said.[^1]\n\n[^1]: Bread coal-dust.");
  });
});

test("a raised figure keeps apart from the raised figures beside it", async () => {
  expect(await page("<p>So x²<sup>3</sup> and <sup>4</sup>⁵.</p>")).toBe("So x² ³ and ⁴ ⁵.");
});

test("an accented letter with quotes and dashes behind it is no broken character", async () => {
  const said = "“Cet été”—“le café”“noir”, écrit‑elle à\u00a0…";
  expect(await page(`<p>${said}</p>`)).toBe(said);
});

test("a Word file’s broken characters are mended and its words add up", async () => {
  const made = await bring("a.docx", word(para(run("Bread"), "Title") + para(run(`${PROSE} The bakersâ€™ own.`))));
  expect(made.draft.body).toBe(`${PROSE} The bakers’ own.\n`);
  expect(made.words.in).toBe(made.words.out + made.words.metadata);
});
