import { strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { bring, epub, oneByteEach, PROSE, para, run, WINDOWS, word, xhtml } from "../support/text-files.ts";

const sum = ({ words }: Awaited<ReturnType<typeof bring>>) =>
  words.out + words.furniture + words.metadata + words.marks;

describe("a page of 1999", () => {
  const PAGE = `<HTML><HEAD><TITLE>Anna Beck: The Bakers’ Strike</TITLE></HEAD><BODY>
<TABLE WIDTH=600><TR><TD><FONT SIZE=1><A HREF="/">Home</A> | <A HREF="/lib.htm">Library</A></FONT>
<CENTER><B>Anna Beck</B><BR><FONT SIZE=6>The Bakers’ Strike</FONT></CENTER>
<P><B>Written:</B> March 1911<BR><B>First Published:</B> <I>The Oven</I>, 4 April 1911
<P><FONT FACE="Times">${PROSE}<BR><BR>&nbsp;&nbsp;&nbsp;They said “no” – and <I>meant<B> it</I> all</B>.<BR><BR>
<P ALIGN=CENTER><FONT SIZE="+1"><B>The second day</B></FONT>
<P>${PROSE}<P>One<BR>two<BR>three lines
<TABLE BORDER=1><TR><TH>Year<TH>Loaves<TR><TD>1910<TD>40 | 50</TABLE>
<IMG SRC=a.gif ALT="A bakery in snow"><P>Last words of it, E = mc<SUP>2</SUP>, by M<SUP>r</SUP> Beck.
<HR><CENTER><A HREF="b.htm">Next</A> <A HREF="#top">Back to top</A></CENTER>
<P><FONT SIZE=1>Last updated 3.4.1999 by the webmaster</FONT></TABLE></BODY>`;

  test("gives up its title, author, date, parts, table and verse; its furniture is said", async () => {
    const made = await bring("strike.htm", oneByteEach(PAGE, WINDOWS));
    expect(made.draft).toMatchObject({
      title: "The Bakers’ Strike",
      author: "Anna Beck",
      originalDate: "1911-04-04",
      slug: "the-bakers-strike",
    });
    expect(made.draft.provenance).toEqual({ written: "March 1911", firstPublished: "The Oven, 4 April 1911" });
    expect(made.draft.body).toBe(
      `${PROSE}

They said “no” – and *meant* **_it_** **all**.

## The second day

${PROSE}

One\\
two\\
three lines

| Year | Loaves   |
| ---- | -------- |
| 1910 | 40 \\| 50 |

\\[A bakery in snow]

Last words of it, E = mc², by Mr Beck.
`,
    );
    expect(made.furniture.map((one) => one.words)).toEqual([
      "Home | Library",
      "Next Back to top",
      "Last updated 3.4.1999 by the webmaster",
    ]);
    expect(made.changes.map((change) => change.what)).toContain("Read as windows-1252; the file says nothing");
    expect(sum(made)).toBe(made.words.in);
  });

  test("a sentence that speaks of copyright or of cookies is a sentence", async () => {
    const { draft } = await bring(
      "a.html",
      `<h1>T</h1><p>${PROSE}</p><p>Copyright is a thing of bakers too, said the oldest of them, and cookies are bread that has been to school, which everybody in the hall found very funny indeed.</p>`,
    );
    expect(draft.body).toContain("Copyright is a thing");
  });

  test("a heading never skips a level, whatever the page does", async () => {
    const { draft } = await bring(
      "a.html",
      `<h1>T</h1><h4>One</h4><p>${PROSE}</p><h6>Two</h6><p>x</p><h5>Three</h5><p>y</p><h2>Four</h2><p>z</p>`,
    );
    expect([...draft.body.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
      "## One",
      "### Two",
      "### Three",
      "## Four",
    ]);
  });
});

describe("plain text", () => {
  test("hard-wrapped paragraphs, verse, underlined and loud headings, lists and cut words", async () => {
    const made = await bring(
      "strike.txt",
      `THE BAKERS’ STRIKE

by Anna Beck, 4 April 1911

CHAPTER I.
THE COLD HALL

The meeting began late, because the hall was cold and nobody had brought
enough coal for self-
determination or for the revolu-
tion, and the revolution came.

    Bread is not a gift,
      it is made by hands;

The second day
--------------

- one
- two

* * *

It was 1932.
1. That is not a list.
`,
    );
    expect(made.draft).toMatchObject({ title: "THE BAKERS’ STRIKE", author: "Anna Beck", originalDate: "1911-04-04" });
    expect(made.draft.body).toBe(`## CHAPTER I.: THE COLD HALL

The meeting began late, because the hall was cold and nobody had brought enough coal for self-determination or for the revolution, and the revolution came.

> Bread is not a gift,\\
> it is made by hands;

## The second day

- one
- two

---

It was 1932.\\
1\\. That is not a list.
`);
    expect(made.draft.provenance.corrections).toContain("Words joined at line ends (2)");
    expect(sum(made)).toBe(made.words.in);
  });

  test("what looks like Markdown stays the words it is", async () => {
    const odd =
      "* star\n\n# hash _under_ *stress* [x](y) <b>tag</b> `tick` ~~gone~~ &amp; a\\b\n\n1) one\n\n> said\n\n+ plus [^1] | pipe";
    const { draft, words } = await bring("odd.txt", `Title here\n\n${PROSE}\n\n${odd}`);
    expect(draft.body).not.toMatch(/^[#>+*]/m);
    expect(words.in).toBe(words.out + 2);
  });

  test("Project Gutenberg’s words around a book are furniture", async () => {
    const made = await bring(
      "pg.txt",
      `The Project Gutenberg eBook of Bread\n\n*** START OF THE PROJECT GUTENBERG EBOOK BREAD ***\n\nBREAD\n\nby Anna Beck\n\n${PROSE}\n\n*** END OF THE PROJECT GUTENBERG EBOOK BREAD ***\n\nA licence of many words.`,
    );
    expect(made.draft).toMatchObject({ title: "BREAD", author: "Anna Beck", body: `${PROSE}\n` });
    expect(made.furniture).toHaveLength(2);
  });
});

test("a plain text with a hundred thousand empty lines is read at once", async () => {
  const made = await bring("gap.txt", `THE GAP\n\n${PROSE}${"\n".repeat(100_000)}The end of it.\n`);
  expect(made.draft.body).toBe(`${PROSE}\n\nThe end of it.\n`);
});

describe("Markdown", () => {
  test("its front matter is its facts; what no key of ours names is printed; raw HTML is words", async () => {
    const made = await bring(
      "s.md",
      `---
title: The Strike
author: Anna Beck
date: 4 April 1911
first_published: The Oven
tags: [bread, coal]
---
# Introduction

Why we print it.

# Text

First <b>bold</b> & <span>raw</span>.

## One

![A bakery](x.png) \`code\` [there](https://reader.example/x) [here](other.html)
`,
    );
    expect(made.draft).toMatchObject({
      title: "The Strike",
      originalDate: "1911-04-04",
      introduction: "Why we print it.\n",
      provenance: { firstPublished: "The Oven" },
    });
    expect(made.draft.body).toBe(
      "First **bold** & raw.\n\n## One\n\n\\[A bakery] `code` [there](https://reader.example/x) here\n",
    );
    expect(made.furniture).toEqual([{ what: "front matter that is no fact of ours: tags", words: "bread; coal" }]);
    expect(sum(made)).toBe(made.words.in);
  });
});

describe("an EPUB", () => {
  const NOTE = `<section epub:type="endnotes"><h2>Notes</h2><ol><li id="n1"><p>A small hall. <a href="one.xhtml#r1" epub:type="backlink">↩</a></p></li></ol></section>`;
  const ONE = `<section epub:type="chapter"><h2>One<a id="z"/></h2><p>${PROSE}<a epub:type="noteref" id="r1" href="notes.xhtml#n1">1</a></p></section>`;

  test("of version 3 is one text: its pages in order, its notes followed, its own pages furniture", async () => {
    const made = await bring(
      "oven.epub",
      epub(
        {
          "title.xhtml": xhtml(`<section epub:type="titlepage"><h1>The Oven</h1><p>Anna Beck</p></section>`),
          "one.xhtml": xhtml(ONE),
          "two.xhtml": xhtml(`<h2>Two</h2><p>${PROSE}</p>`),
          "notes.xhtml": xhtml(NOTE),
        },
        {
          facts: `<dc:title>The &amp; Oven</dc:title><dc:creator id="a">Anna Beck</dc:creator><meta refines="#a" property="role">aut</meta><dc:contributor id="t">Tom Turner</dc:contributor><meta refines="#t" property="role">trl</meta>`,
          outside: ["notes.xhtml"],
        },
      ),
    );
    expect(made.draft).toMatchObject({
      title: "The & Oven",
      author: "Anna Beck",
      provenance: { translation: "Tom Turner" },
    });
    expect(made.draft.body).toBe(`## One\n\n${PROSE}[^1]\n\n## Two\n\n${PROSE}\n\n[^1]: A small hall.\n`);
    expect(made.furniture.map((one) => one.what)).toEqual([
      "a page of the e-book about itself",
      "the heading over the notes",
    ]);
    expect(sum(made)).toBe(made.words.in);
  });

  test("of version 2 too, its guide telling the cover from the text", async () => {
    const made = await bring(
      "oven.epub",
      epub(
        { "cover.html": xhtml("<p>COVER WORDS</p>"), "one.html": xhtml(`<h2>One</h2><p>${PROSE}</p>`) },
        { version: "2.0", guide: `<guide><reference type="cover" href="cover.html"/></guide>` },
      ),
    );
    expect(made.draft.body).toBe(`## One\n\n${PROSE}\n`);
    expect(made.furniture).toEqual([{ what: "a page of the e-book about itself", words: "COVER WORDS" }]);
  });
});

describe("a Word file", () => {
  test("footnotes and endnotes are notes; struck words, comments and running heads are printed, not brought in", async () => {
    const body = [
      para(run("The Oven"), "Title"),
      para(run("by Anna Beck, 1911"), "", '<w:jc w:val="center"/>'),
      para(run("One"), "heading1"),
      para(
        `${run("Be")}${run("gin", "<w:i/>")}${run(" it ")}<w:ins w:id="1">${run("now")}</w:ins><w:del w:id="2"><w:r><w:delText>never</w:delText></w:r></w:del><w:r><w:footnoteReference w:id="2"/></w:r>${run(" and here")}<w:r><w:endnoteReference w:id="2"/></w:r>`,
      ),
      para(run(PROSE)),
      para(run("Said she."), "Quote"),
    ].join("");
    const comments = `<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="1">${para(run("check this"))}</w:comment></w:comments>`;
    const made = await bring(
      "oven.docx",
      word(body, {
        footnotes: { 2: "A foot note." },
        endnotes: { 2: "An end note. — Ed." },
        more: { "word/comments.xml": strToU8(comments), "word/header1.xml": strToU8(para(run("Running head"))) },
      }),
    );
    expect(made.draft).toMatchObject({ title: "The Oven", author: "Anna Beck", originalDate: "1911" });
    expect(made.draft.body).toBe(
      `## One\n\nBe*gin* it now[^1] and here[^a]\n\n${PROSE}\n\n> Said she.\n\n[^1]: A foot note.\n\n[^a]: An end note. — Ed.\n`,
    );
    expect(made.furniture.map((one) => one.words).sort()).toEqual(["Running head", "check this", "never"]);
    expect(sum(made)).toBe(made.words.in);
  });
});
