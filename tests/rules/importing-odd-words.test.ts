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

test("stressed words with a struck sign and underscores in them end where they ended", async () => {
  expect(await page("<p>Some <b><i>coal_I<s>*</s>I_dust</i></b>.</p>")).toBe(
    "Some **_coal\\_&#x49;~~\\*~~&#x49;\\_dust_**.",
  );
});

test.each([
  ["a style sheet in the middle of a word is nothing", "Coal<style>p{}</style>dust.", "Coaldust."],
  ["figures raised on two lines are two", "Coal <sup>1<br>2</sup> and dust.", "Coal 1\\\n2 and dust."],
  ["a picture in a drawing is said by its description", "<svg><image alt=Coal /></svg>", "\\[Coal]"],
])("%s", async (_what, inside, wanted) => {
  expect(await page(`<p>${inside}</p>`)).toBe(wanted);
});

describe("a Word file’s words add up", () => {
  const RAISED = '<w:vertAlign w:val="superscript"/>';
  const struck = (words: string, look = "") =>
    `<w:del w:id="1"><w:r><w:rPr>${look}</w:rPr><w:delText>${words}</w:delText></w:r></w:del>`;
  test.each([
    ["broken characters are mended", run("The bakersâ€™ own."), "The bakers’ own."],
    ["a hyphen that does not break", `${run("Coal")}<w:r><w:noBreakHyphen/></w:r>${run("dust.")}`, "Coal‑dust."],
    [
      "a page that ends between two words",
      `${run("Coal")}<w:r><w:br w:type="page"/></w:r>${run("dust")}`,
      "Coal\\\ndust",
    ],
    ["a line’s end of old", `${run("Coal")}<w:r><w:cr/></w:r>${run("dust")}`, "Coal\\\ndust"],
    [
      "a letter that leads elsewhere",
      `${run("Coal")}<w:hyperlink w:anchor="x">${run("a", RAISED)}</w:hyperlink>${run("and the dust")}`,
      "Coal \\[a] and the dust",
    ],
    ["raised figures of two looks", `${run("Coal")}${run("1", RAISED)}${run("2", `<w:b/>${RAISED}`)}`, "Coal¹ ²"],
    ["a raised figure that is struck out", `${run("Coal")}${struck("1", RAISED)}${run(" dust.")}`, "Coal dust."],
    [
      "words struck out behind one",
      `${run("Coal")}${run("1", RAISED)}${struck("gone")}${run(" dust.")}`,
      "Coal¹ dust.",
    ],
    [
      "a tab between raised figures",
      `${run("Coal ")}${run("1", RAISED)}<w:r><w:rPr>${RAISED}</w:rPr><w:tab/></w:r>${run("2", RAISED)}`,
      "Coal 1 2",
    ],
  ])("%s", async (_what, inside, wanted) => {
    const made = await bring("a.docx", word(para(run("Bread"), "Title") + para(run(PROSE)) + para(inside)));
    expect(made.draft.body.slice(PROSE.length).trim()).toBe(wanted);
  });
});
