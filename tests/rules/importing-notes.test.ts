import { describe, expect, test } from "vitest";
import { renderText } from "#app/reading/render-text.ts";
import { bring, PROSE, xhtml } from "../support/text-files.ts";

const body = async (name: string, file: string, beside?: Record<string, string>) =>
  (await bring(name, file, {}, beside)).draft.body;
const page = (inside: string) => `<h1>Bread</h1><p>${PROSE}</p>${inside}`;

describe("notes that links lead to", () => {
  test("are taken to their calls; one called twice is one note; the editor’s are lettered", async () => {
    const made = await bring(
      "a.html",
      page(`<p>One<sup><a href="#n1" name="r1">[1]</a></sup> two<a href="#n1">[1]</a> three<a href="#ea" name="ra">[a]</a>.</p>
      <h2>Notes</h2><p><a name="n1" href="#r1">[1]</a> First words.<p>More of it.<p><a name="ea" href="#ra">[a]</a> By another hand. —Ed.</p>`),
    );
    expect(made.draft.body).toBe(
      `${PROSE}\n\nOne[^1] two[^1] three[^a].\n\n[^1]: First words.\n\n    More of it.\n\n[^a]: By another hand. —Ed.\n`,
    );
    expect(made.notes).toEqual({ author: 1, editor: 1 });
    expect(renderText(made.draft.body).notes.map((note) => note.refs)).toEqual([["ref-1", "ref-1-2"], ["ref-a"]]);
  });

  test("a call without its note stays a word, and a note that nothing calls stays where it is", async () => {
    const made = await bring(
      "a.html",
      page(
        `<p>One<sup><a href="#n1" id="r1">1</a></sup> two<sup><a href="#n7">7</a></sup>.</p><h2>Notes</h2><ol><li id="n1">First. <a href="#r1">↩</a></li><li id="n2">Second, uncalled.</li></ol>`,
      ),
    );
    expect(made.draft.body).toBe(
      `${PROSE}\n\nOne[^1] two \\[7] .\n\n## Notes\n\n1. Second, uncalled.\n\n[^1]: First.\n`,
    );
  });

  test("a note that only another note calls follows that one", async () => {
    const text = await body(
      "a.html",
      page(
        `<p>One<a href="#n1" id="r1">[1]</a>.</p><hr><p id="n1"><a href="#r1">[1]</a> Outer<a href="#n2" id="r2">[2]</a> end.</p><p id="n2"><a href="#r2">[2]</a> Inner.</p>`,
      ),
    );
    expect(text).toBe(`${PROSE}\n\nOne[^1].\n\n[^1]: Outer\\[2] end.\n\n    \\[2] Inner.\n`);
  });

  test("in a file beside this one are followed, a whole section where that is the note", async () => {
    const beside = {
      "back/notes.xhtml": xhtml(
        `<ol><li id="n1"><p>In the other file. <a href="../one.xhtml#r1" epub:type="backlink">↩</a></p></li></ol>`,
      ),
      "back/app.xhtml": xhtml(
        `<section id="a1"><h3>The Table</h3><p>A long piece.</p><table><tr><td>1</td><td>x</td></tr><tr><td>2</td><td>y</td></tr></table></section>`,
      ),
    };
    const text = await body(
      "one.xhtml",
      xhtml(
        page(
          `<p>One<a href="back/notes.xhtml#n1" id="r1" epub:type="noteref">1</a> two<a href="back/app.xhtml#a1" epub:type="noteref">A1</a> three<a href="gone.xhtml#g" epub:type="noteref">3</a></p>`,
        ),
      ),
      beside,
    );
    expect(text).toContain("One[^1] two[^2] three \\[3]");
    expect(text).toContain("[^1]: In the other file.");
    expect(text).toMatch(/\[\^2\]: \*\*The Table\*\*\n\n {4}A long piece\.\n\n {4}\|/);
  });
});

describe("notes that nothing links to", () => {
  test("at the foot of each page, counted from 1 anew, are told apart", async () => {
    const text = await body(
      "a.txt",
      `Bread\n\n${PROSE}[1] And so.\n\n[1] Of the first page.\n\n${PROSE}[1] And more.*\n\n[1] Of the second page.\n* A star.\n`,
    );
    expect(text).toBe(
      `${PROSE}[^1] And so.\n\n${PROSE}[^2] And more.[^3]\n\n[^1]: Of the first page.\n\n[^2]: Of the second page.\n\n[^3]: A star.\n`,
    );
  });

  test("raised figures and a list under “Notes” belong together; a raised figure without a note is a power", async () => {
    const text = await body(
      "a.html",
      page(`<p>One<sup>1</sup> and 10<sup>9</sup>.</p><h3>NOTES</h3><p>1. The note.</p><p>Its second paragraph.</p>`),
    );
    expect(text).toBe(`${PROSE}\n\nOne[^1] and 10⁹.\n\n[^1]: The note.\n\n    Its second paragraph.\n`);
  });

  test("a year in brackets is no note, nor is a list of stars", async () => {
    const text = await body("a.txt", `Bread\n\n${PROSE} It was [1911] then [sic].\n\n* one\n* two\n`);
    expect(text).toBe(`${PROSE} It was \\[1911] then \\[sic].\n\n- one\n- two\n`);
  });

  test("in Markdown keep their labels; one that is never called stays as words", async () => {
    const text = await body(
      "a.md",
      `# Bread\n\nOne[^7] two[^b].\n\n[^7]: The author’s.\n[^b]: The editor’s.\n[^9]: Lost.\n`,
    );
    expect(text).toBe("One[^7] two[^b].\n\nLost.\n\n[^7]: The author’s.\n\n[^b]: The editor’s.\n");
  });
});

test("a note on the title is called from the first paragraph, since the title stands above the text", async () => {
  const text = await body(
    "a.html",
    `<h1>Bread<a href="#n1" id="r1">[1]</a></h1><p>${PROSE}</p><p id="n1"><a href="#r1">[1]</a> On the title.</p>`,
  );
  expect(text).toBe(`${PROSE}[^1]\n\n[^1]: On the title.\n`);
});
