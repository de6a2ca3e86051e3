import type { Account } from "./account.ts";
import { type Block, type Heading, type Inline, type Paragraph, sayBlock, sayInlines } from "./blocks.ts";
import { type Facts, properName, sameWords, zoneOf } from "./facts.ts";
import { titleOf } from "./headings.ts";
import { wordsOf } from "./words.ts";

const EMPTY_TITLES =
  /^[^\p{L}\p{N}]*(untitled(?: document)?|new page \d*|index|home ?page|home|document|no title|page \d+)[^\p{L}\p{N}]*$/iu;
const PERSON = /^(?:[\p{Lu}][\p{L}.’'-]*\s+){1,3}[\p{Lu}][\p{L}.’'-]+$/u;

/**
 * Finds what a text is called, and takes it out of the text: our page shows it above. `windowTitle` is what the
 * source shows in the window's bar, `fileName` what is left where nothing says.
 */
export function takeTitle(
  blocks: Block[],
  facts: Facts,
  windowTitle: string,
  fileName: string,
  account: Account,
): void {
  const parts = windowTitle.split(/\s*(?:[|»•]|::|:|\s[–—-]\s)\s*/).filter((part) => part !== "");
  const zone = blocks.slice(0, zoneOf(blocks) + 1);
  if (facts.author === "") authorFromWindow(zone, parts, facts);
  if (facts.title === "") {
    const found = findTitle(
      blocks,
      zone.filter((block) => !sameWords(sayBlock(block), facts.author)),
      parts,
      windowTitle,
    );
    if (found) facts.title = found.kind === "heading" ? titleOf(found) : sayBlock(found).replace(/\s+/g, " ").trim();
    if (found) takeOut(blocks, found, account);
    else if (windowTitle !== "" && !EMPTY_TITLES.test(windowTitle))
      facts.title = windowTitle.replace(/\s+[|»]\s+.*$/, "").trim();
    else {
      facts.title = properTitle(fileName);
      account.changes.add("No title found: the file’s name is taken", { example: facts.title });
    }
  }
  takeRepeats(blocks, facts, account);
}

type Line = Heading | Paragraph;
const isLine = (block: Block): block is Line => block.kind === "heading" || block.kind === "paragraph";

function findTitle(
  blocks: readonly Block[],
  zone: readonly Block[],
  parts: readonly string[],
  windowTitle: string,
): Line | undefined {
  const lines = zone.filter(isLine).filter((line) => wordsOf(sayBlock(line)).length <= 25);
  const headings = blocks.filter((block): block is Heading => block.kind === "heading");
  const first = headings.filter((heading) => heading.rank === 1 && heading.explicit);
  if (first.length === 1 && lines.includes(first[0] as Line)) return first[0];
  const named =
    lines.find((line) => sameWords(sayOf(line), windowTitle)) ??
    lines.find((line) => parts.length > 1 && parts.some((part) => sameWords(sayOf(line), part)));
  if (named && !(named.kind === "heading" && headings.filter((one) => one.rank === named.rank).length > 3))
    return named;
  const top = lines.slice(0, 4).find((line): line is Heading => line.kind === "heading");
  const isAbove = top && headings.every((other) => other === top || other.rank > top.rank);
  // of two headings with no more than a line between them, the upper one is over the whole
  const more = lines.filter((line) => line.kind === "heading").length > 1;
  if (top && (isAbove || (blocks[0] === top && more && !isPartName(titleOf(top))))) return top;
  const opening = lines[0];
  if (
    (!top || (opening?.kind === "paragraph" && opening.centred)) &&
    opening === blocks[0] &&
    opening?.kind === "paragraph" &&
    blocks.length > 1
  ) {
    const said = sayBlock(opening).trim();
    if (said.length <= 90 && !/[.;,:]$/.test(said) && wordsOf(said).length <= 14 && !/^[“"‘']/.test(said))
      return opening;
  }
  return undefined;
}

/** `Preface`, `Chapter 1`: what a text’s first part may be called, and hardly ever a text. */
const isPartName = (words: string) =>
  /^[^\p{L}\p{N}]*(?:preface|introduction|foreword|prologue|chapter|part|book|section|contents)\b/iu.test(words) ||
  /^[^\p{L}\p{N}]*(?:[ivxlc]+|\d+)[^\p{L}\p{N}]*$/iu.test(words);

const sayOf = (line: Line) => (line.kind === "heading" ? titleOf(line) : sayBlock(line));

/** `Leon Trotsky: In Defence …` in the window, and the name on a line of its own. */
function authorFromWindow(zone: readonly Block[], parts: readonly string[], facts: Facts): void {
  const name =
    parts.length > 1
      ? parts.find(
          (part) => PERSON.test(part) && zone.some((block) => isLine(block) && sameWords(sayBlock(block), part)),
        )
      : undefined;
  if (name) facts.author = properName(name);
}

/** The title and the author said again, at the head of the text. */
function takeRepeats(blocks: Block[], facts: Facts, account: Account): void {
  for (const block of blocks.slice(0, zoneOf(blocks) + 1)) {
    if (!isLine(block)) continue;
    const said = sayOf(block);
    if (!sameWords(said, facts.title) && !sameWords(said, facts.author)) continue;
    takeOut(blocks, block, account);
  }
}

function takeOut(blocks: Block[], line: Line, account: Account): void {
  const calls = line.inlines.filter((one): one is Inline & { kind: "call" } => one.kind === "call");
  const next = blocks.find((block): block is Paragraph => block.kind === "paragraph" && block !== line);
  if (calls.length > 0 && !next) return;
  account.movedToMetadata(sayBlock(line));
  account.changes.add("Title and author taken from the head of the text", {
    line: line.line,
    example: sayInlines(line.inlines).replace(/\s+/g, " ").trim(),
  });
  blocks.splice(blocks.indexOf(line), 1);
  if (calls.length === 0) return;
  next?.inlines.push(...calls);
  account.changes.add("A note on the title called from the first paragraph", { line: line.line });
}

/** `background-1999.htm` → `Background 1999`. */
function properTitle(fileName: string): string {
  const stem = (fileName.split("/").at(-1) ?? "")
    .replace(/\.[^.]*$/, "")
    .replace(/[-_]+/g, " ")
    .trim();
  return stem === "" ? "Untitled" : stem.charAt(0).toUpperCase() + stem.slice(1);
}
