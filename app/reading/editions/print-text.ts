import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { unpackWoff } from "../fonts/unpack-woff.ts";
import type { Text } from "../texts.ts";
import { drawCover, inWords } from "./cover.ts";
import {
  addressOf,
  guideNotice,
  type Imprint,
  imprintLine,
  makerOf,
  noteSeries,
  occasionOf,
  provenanceOf,
  titleAndEdition,
  titleOf,
} from "./edition-facts.ts";
import { coverOf } from "./epub-text.ts";
import { blanksFor, imposedOrder } from "./impose.ts";
import { printNotes, printTree } from "./print-tree.ts";
import { partsOf, readHtml } from "./stored-html.ts";

const FONTS = join(import.meta.dirname, "fonts");

export type Printed = {
  /** A5, page after page, as they are read. */
  pages: Buffer;
  /** The same on A4, two to a side, for folding and stapling. */
  folded: Buffer;
  pageCount: number;
  sheets: number;
};

/**
 * A text as a pamphlet for the press. The same edition gives the same bytes. Throws what the typesetter says where it
 * cannot set a text, which is a fault of ours.
 */
export async function printText(text: Text, by: Imprint): Promise<Printed> {
  const compiler = NodeCompiler.create({
    workspace: import.meta.dirname,
    fontArgs: [{ fontBlobs: await readFonts() }],
  });
  const mainFileContent = layout("pamphlet.typ");
  const cover = coverOf(text, by);
  const given = {
    book: JSON.stringify(bookOf(text, by)),
    cover: drawCover(cover, { paper: "none" }),
  };
  const set = (blanks: number) => {
    const compiled = compiler.compile({ mainFileContent, inputs: { ...given, blanks: String(blanks) } });
    const document = compiled.result;
    if (!document) {
      const why = compiled.takeDiagnostics();
      throw new Error(
        `the typesetter stopped: ${JSON.stringify(why ? compiler.fetchDiagnostics(why) : "no reason given")}`,
      );
    }
    return document;
  };
  const loose = set(0);
  const blanks = blanksFor(loose.numOfPages);
  const whole = blanks === 0 ? loose : set(blanks);
  const pages = compiler.pdf(whole);
  const pageCount = whole.numOfPages;
  compiler.mapShadow(join(import.meta.dirname, "pamphlet.pdf"), pages);
  const folded = compiler.pdf(
    {
      mainFileContent: layout("folded.typ"),
      inputs: {
        order: JSON.stringify(imposedOrder(pageCount)),
        title: `${titleOf(text)}, for folding`,
        date: JSON.stringify(dateOf(text)),
      },
    },
    { pdfTags: false },
  );
  compiler.evictCache(0);
  return { pages, folded, pageCount, sheets: pageCount / 4 };
}

const layout = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

async function readFonts(): Promise<Buffer[]> {
  const names = (await readdir(FONTS)).filter((name) => name.endsWith(".woff")).sort();
  return Promise.all(
    names.map(async (name) => {
      const [, family = "", subset = ""] = /^(oswald|source-serif-4)-(latin-ext|latin|cyrillic)-/.exec(name) ?? [];
      return unpackWoff(await readFile(join(FONTS, name)), `${FAMILIES[family]}${SUBSETS[subset]}`);
    }),
  );
}

/** The names pamphlet.typ calls them by. */
const FAMILIES: Record<string, string> = { oswald: "Oswald", "source-serif-4": "Source Serif 4" };
const SUBSETS: Record<string, string> = { latin: "", "latin-ext": " Accents", cyrillic: " Russian" };

const dateOf = ({ published }: Text) => [
  published.getUTCFullYear(),
  published.getUTCMonth() + 1,
  published.getUTCDate(),
];

/** All a pamphlet says, as data. */
function bookOf(text: Text, by: Imprint) {
  const guide = text.holds === "guide";
  const blocks = readHtml(text.bodyHtml);
  const parts = partsOf(blocks, text.sections);
  // a text without parts is listed by its title
  const textHeading = parts.every((part) => part.slug === undefined);
  const textTitle = guide ? "Our guide" : text.title;
  const series = noteSeries(text).map(
    ({ name, notes }) => `${name} are marked ${notes[0]?.series === "author" ? "1, 2, 3" : "a, b, c"}.`,
  );
  return {
    title: titleOf(text),
    maker: makerOf(text, by),
    date: dateOf(text),
    coverInWords: inWords(coverOf(text, by)),
    kicker: guide ? "Our guide to" : "",
    name: text.title,
    by: guide ? `a text by ${text.author}` : text.author,
    occasion: occasionOf(text),
    press: by.press,
    running: titleOf(text),
    contents: [
      "Introduction",
      ...(textHeading ? [textTitle] : parts.flatMap((part) => part.title ?? [])),
      "Where this comes from",
    ],
    imprint: [
      `${titleAndEdition(text)}.`,
      ...(guide ? [guideNotice(text, by)] : []),
      ...(series.length > 1 ? [series.join(" ")] : []),
      text.rights,
      `Published by ${by.press}.`,
      imprintLine(by),
    ],
    introduction: printTree(readHtml(text.introductionHtml)),
    notice: guide ? guideNotice(text, by) : "",
    textHeading,
    textTitle,
    textUnder: guide ? `to ${text.title} by ${text.author}` : text.author,
    body: printTree(blocks),
    notes: printNotes(text.notes),
    provenance: provenanceOf(text, by),
    back: ["Read it, and what we recommend beside it, at", addressOf(text, by), imprintLine(by)],
  };
}
