import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordsOf } from "#app/reading/importing/words.ts";
import { bring, epub, para, run, word, xhtml } from "../support/text-files.ts";

/** Whatever is in a file, its words are in the text, or are said to be elsewhere: `importText` refuses any difference. */
const RUNS = { numRuns: 150 };

const aWord = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("bread", "Oven", "it’s", "coal-dust", "1911", "été", "Хлеб", "a", "I", "A1.2", "x²"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "*",
      "_",
      "#",
      "1.",
      "-",
      "+",
      "[1]",
      "[^1]",
      "`",
      "~~",
      "|",
      "\\",
      "<b>",
      "&amp;",
      "!",
      "](",
      "(c)",
      "www.reader.example",
      "me@reader.example",
      "***",
      "–",
      "“",
      "”",
      ">",
      "=",
      "$",
      "1)",
      ":",
      "{x}",
      "\u00a0",
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "grapheme", maxLength: 6 })
      .map((text) => text.replace(/[\p{Cc}\p{Cs}\u00ad\u200b\ufeff\ufffd]/gu, "")),
  },
);
const aLine = fc.array(aWord, { minLength: 1, maxLength: 30 }).map((words) => words.join(" "));
const glued = fc.array(aWord, { minLength: 1, maxLength: 8 }).map((words) => words.join(""));
const escapeMarks = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** A run of a Word file that was deleted with tracked changes. */
const strike = (plain: string) => `<w:del w:id="1">${plain.replace(/(?<=<\/?)w:t(?=[ >])/g, "w:delText")}</w:del>`;

type Html = { html: string };
const inLine: fc.Arbitrary<string> = fc.letrec<{ line: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(aLine, glued).map(escapeMarks),
    fc
      .tuple(
        fc.constantFrom(
          "b",
          "i",
          "em",
          "strong",
          "font size=5",
          "u",
          "code",
          "s",
          "sup",
          "sub",
          "span",
          "a href='#n1'",
          "a href='https://reader.example/'",
          "a name=n1",
          "center",
          "o:p",
          "q",
          "big",
        ),
        tie("line"),
      )
      .map(([tag, inside]) => `<${tag}>${inside}</${tag.split(" ")[0]}>`),
    fc.constantFrom(
      "<br>",
      "<br><br>",
      "<img src=x alt='a picture'>",
      " ",
      "&nbsp;",
      "<sup><a href='#n1' id=r1>1</a></sup>",
      "<wbr>",
      "<!-- no -->",
      "<style>p{}</style>",
      "<sup>1<br>2</sup>",
    ),
  ),
  line: fc.array(tie("part"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
})).line;
const aPage: fc.Arbitrary<Html> = fc
  .letrec<{ block: string; blocks: string }>((tie) => ({
    block: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      inLine.map((inside) => `<p>${inside}`),
      inLine.map((inside) => `<p id=n1>[1] ${inside}</p>`),
      fc.tuple(fc.integer({ min: 1, max: 6 }), inLine).map(([level, inside]) => `<h${level}>${inside}</h${level}>`),
      inLine,
      fc
        .tuple(
          fc.constantFrom(
            "div",
            "blockquote",
            "center",
            "section",
            "ul",
            "ol",
            "li",
            "table",
            "td",
            "tr",
            "pre",
            "nav",
            "dl",
            "dt",
            "dd",
            "form",
            "aside id=n1 class=note",
            "footer",
            "figure",
            "select",
            "textarea",
            "details",
            "noframes",
          ),
          tie("blocks"),
        )
        .map(([tag, inside]) => `<${tag}>${inside}</${tag.split(" ")[0]}>`),
      fc
        .array(fc.tuple(inLine, inLine), { minLength: 2, maxLength: 3 })
        .map((rows) => `<table>${rows.map(([a, b]) => `<tr><td>${a}</td><td>${b}`).join("")}</table>`),
      fc.constant("<hr>"),
    ),
    blocks: fc.array(tie("block"), { minLength: 1, maxLength: 5 }).map((parts) => parts.join("\n")),
  }))
  .blocks.map((html) => ({ html }));

async function keepsItsWords(name: string, file: string | Uint8Array): Promise<void> {
  try {
    const { words } = await bring(name, file);
    expect(words.in).toBe(words.out + words.furniture + words.metadata + words.marks);
  } catch (refusal) {
    // a file may have no words, or be all title and furniture: that is said too
    expect(String(refusal)).toMatch(/No words are left|The file is empty|not a text/);
  }
}

describe("no word is lost", () => {
  test("of plain text", async () => {
    const chunk = fc.oneof(
      aLine,
      fc.array(aLine, { minLength: 1, maxLength: 4 }).map((lines) => lines.join("\n")),
      aLine.map((line) => `    ${line}`),
      fc.constantFrom("***", "-----", "revolu-\ntion", "Notes\n=====", "[1] A note.", "CHAPTER I"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { minLength: 1, maxLength: 8 }), async (chunks) =>
        keepsItsWords("a.txt", chunks.join("\n\n")),
      ),
      RUNS,
    );
  });

  test("of a page, however badly it is made", async () => {
    await fc.assert(
      fc.asyncProperty(aPage, async ({ html }) => keepsItsWords("a.html", html)),
      { numRuns: 400 },
    );
  });

  test("of Markdown", async () => {
    const chunk = fc.oneof(
      aLine,
      aLine.map((line) => `## ${line}`),
      aLine.map((line) => `> ${line}`),
      aLine.map((line) => `- ${line}\n- b`),
      aLine.map((line) => `[^1]: ${line}`),
      aLine.map((line) => `1. ${line}`),
      fc.tuple(aLine, aLine).map(([a, b]) => `| ${a} | b |\n|---|---|\n| ${b} | c |`),
      aPage.map(({ html }) => html),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { minLength: 1, maxLength: 6 }), async (chunks) =>
        keepsItsWords("a.md", chunks.join("\n\n")),
      ),
      RUNS,
    );
  });

  test("of an EPUB", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aPage, { minLength: 1, maxLength: 3 }), async (pages) =>
        keepsItsWords(
          "a.epub",
          epub(Object.fromEntries(pages.map(({ html }, index) => [`p${index}.xhtml`, xhtml(html)]))),
        ),
      ),
      { numRuns: 80 },
    );
  });

  test("of a Word file", async () => {
    const runs = fc.array(
      fc
        .tuple(
          fc.oneof(aLine, glued, fc.constantFrom("1", "2", "a", "*", "Soldiersâ€™")),
          fc.subarray(["<w:b/>", "<w:i/>", "<w:strike/>", '<w:vertAlign w:val="superscript"/>']),
          fc.constantFrom(
            "",
            "",
            "",
            "<w:tab/>",
            "<w:br/>",
            '<w:br w:type="page"/>',
            "<w:noBreakHyphen/>",
            "<w:cr/>",
            "struck",
            "link",
          ),
        )
        .map(([words, looks, more]) => {
          const plain = run(escapeMarks(words), looks.join(""));
          if (more === "link") return `<w:hyperlink w:anchor="n${words.length}">${plain}</w:hyperlink>`;
          return more === "struck" ? strike(plain) : plain.replace("</w:r>", `${more}</w:r>`);
        }),
      { minLength: 1, maxLength: 4 },
    );
    const paragraph = fc
      .tuple(runs, fc.constantFrom("", "heading1", "Title", "Quote"))
      .map(([parts, style]) => para(parts.join(""), style));
    await fc.assert(
      fc.asyncProperty(fc.array(paragraph, { minLength: 1, maxLength: 6 }), async (paragraphs) =>
        keepsItsWords("a.docx", word(paragraphs.join(""))),
      ),
      { numRuns: 80 },
    );
  });
});

test("words are counted the same, however they are written", () => {
  expect(wordsOf("It’s revo\u00adlution, 10² of it— “so”")).toEqual([
    "It's",
    "revolution",
    "10",
    "2",
    "of",
    "it",
    "so",
  ]);
});
