import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeLinksAbsolute } from "#app/feeds/absolute-links.ts";
import { localPath } from "#app/reading/local-path.ts";
import { renderMarkdown } from "#app/reading/markdown.ts";
import { readingTime } from "#app/reading/reading-time.ts";
import { renderIntroduction, renderText, TextProblem } from "#app/reading/render-text.ts";
import { cleanQuery } from "#app/reading/search.ts";

const TEXT = `Before the first part.

## The question[^1]

One paragraph, calling [^a] and [^1] again.

Another.

## The question

The same title again.

[^1]: The author's own.
[^a]: The editor's, with *stress*.
`;

describe("a text is rendered once, when it is saved", () => {
  test("its parts and paragraphs have anchors that the same words always give", () => {
    const { html, sections } = renderText(TEXT);
    expect(sections.map((section) => section.slug)).toEqual(["the-question", "the-question-2"]);
    expect([...html.matchAll(/<p id="(p\d+)"/g)].map(([, id]) => id)).toEqual(["p1", "p2", "p3", "p4"]);
    expect(renderText(TEXT)).toEqual(renderText(TEXT));
  });

  test("notes are two series, and each place that calls one can be gone back to", () => {
    const { html, notes } = renderText(TEXT);
    expect(notes.map(({ series, label, refs }) => ({ series, label, refs }))).toEqual([
      { series: "author", label: "1", refs: ["ref-1", "ref-1-2"] },
      { series: "editor", label: "a", refs: ["ref-a"] },
    ]);
    for (const note of notes) for (const ref of note.refs) expect(html).toContain(`id="${ref}"`);
    expect(html).not.toContain("[^");
  });

  test("a dash never begins a line, and a list whose item begins with one is still a list", () => {
    expect(renderText("One – two.").html).toBe('<p id="p1">One\u00a0– two.</p>');
    expect(renderText("1. – one\n2. – two – three").html).toContain("<li");
    expect(renderText("- – one").html).toContain("<ul>");
  });

  test("a note that nothing calls is a problem, and so is a heading that skips a level", () => {
    expect(() => renderText("Words.\n\n[^9]: Lost.")).toThrow(TextProblem);
    expect(() => renderText("## One\n\n#### Three\n\nWords.")).toThrow(TextProblem);
  });

  test("no word of a note is lost: two under one label, and one called by another, are problems", () => {
    expect(() => renderText("Words.[^1]\n\n[^1]: One.\n\n[^1]: Other.")).toThrow("two notes 1");
    expect(() => renderText("Words.[^1] More.[^2]\n\n[^1]: See[^2] there.\n\n[^2]: Here.")).toThrow("calls note 2");
    const { notes } = renderText("> Quoted.[^a]\n>\n> [^a]: Typed where it is called.");
    expect(notes.map(({ html }) => html)).toEqual(["<p>Typed where it is called.</p>"]);
    expect(() => renderIntroduction("Words.[^a]\n\n[^a]: A note.")).toThrow(TextProblem);
    expect(renderIntroduction("Words.")).toBe("<p>Words.</p>");
  });

  test("no picture is fetched from a stranger", () => {
    const typed = ["https://stranger.example/a.png", "//stranger.example/b.png", "http:stranger.example/c.png"];
    const { html } = renderText(`${typed.map((src) => `![seen](${src})`).join(" ")} ![ours](/pictures/ours.svg)`);
    expect(html).not.toContain("stranger");
    expect(html.match(/alt="seen"/g)).toHaveLength(3);
    expect(html).toContain('src="/pictures/ours.svg"');
  });

  test("nothing that could run comes through, whatever is typed", () => {
    const { html } = renderText(
      "## A\n\n<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> <iframe></iframe>\n",
    );
    expect(html).not.toMatch(/<script|javascript:|onerror|<iframe/);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        try {
          expect(renderText(words).html).not.toMatch(/<script|<iframe|\son\w+=/i);
        } catch (problem) {
          expect(problem).toBeInstanceOf(TextProblem);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("links made absolute leave words alone that only look like one", () => {
  const html = renderMarkdown('say href="/x" aloud `<a href="/y">` ![ href=](/p.svg) [z](/z?a=1)');
  const made = makeLinksAbsolute(html, "https://party.example/news/a");
  expect(made).toContain('say href="/x" aloud <code>&#x3C;a href="/y"></code> <img');
  expect(made).toContain('alt=" href="');
  expect(made).toContain('src="https://party.example/p.svg"');
  expect(made).toContain('href="https://party.example/z?a=1"');
});

test("reading time is 238 words a minute, and no more exact than it can be", () => {
  expect([1, 238, 2000, 4760, 26_500, 238 * 60].map(readingTime)).toEqual([
    "about 1 minute",
    "about 1 minute",
    "about 8 minutes",
    "about 20 minutes",
    "about 1 hour 50 minutes",
    "about 1 hour",
  ]);
});

test("a search is made fit to ask, whatever was typed", () => {
  expect(cleanQuery("  october \u0000 \ud800 1917 ")).toBe("october 1917");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (asked) => {
      const clean = cleanQuery(asked);
      expect(clean.isWellFormed()).toBe(true);
      expect([...clean].length).toBeLessThanOrEqual(200);
    }),
  );
});

test("a way back leads to a page of ours and nowhere else", () => {
  expect(localPath("/texts/in-defence-of-october")).toBe("/texts/in-defence-of-october");
  for (const trap of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    "texts",
    "/\t/evil.example",
    null,
    7,
  ]) {
    expect(localPath(trap), String(trap)).toBeUndefined();
  }
});
