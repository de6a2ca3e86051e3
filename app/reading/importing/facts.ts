import type { Provenance } from "../texts.ts";
import type { Account } from "./account.ts";
import { type Block, type Inline, type Paragraph, sayBlock, sayInlines } from "./blocks.ts";
import { dateIn, isDateLine } from "./dates.ts";
import { headingRank } from "./headings.ts";
import { wordsOf } from "./words.ts";

/** What is known of a text besides its words. Empty where the source does not say. */
export type Facts = {
  slug: string;
  title: string;
  author: string;
  occasion: string;
  originalDate: string;
  paper: string | null;
  summary: string;
  rights: string;
  introduction: string;
  provenance: Provenance;
};

export const noFacts = (): Facts => ({
  slug: "",
  title: "",
  author: "",
  occasion: "",
  originalDate: "",
  paper: null,
  summary: "",
  rights: "",
  introduction: "",
  provenance: {},
});

const PROSE_WORDS = 20;
const ZONE = 16;
const LABEL =
  /^[^\p{L}\p{N}]*(written|delivered|first published|originally published|published|first printed|source|online version|from|translated(?: by)?|translators?|translation|transcribed(?: by)?|transcri(?:ber|ption)(?:\s*\/\s*(?:html )?mark-?up)?|(?:html )?mark-?up|html|proofread(?:ing)?(?: by)?|proofed(?: by)?)\s*:\s*(\S.*)$/isu;
const TRANSLATED = /^[^\p{L}\p{N}]*translated\s+(?:from\s.{3,30}\s+)?by\s+(.{3,60})$/iu;
const BY =
  /^(?:written\s+)?by:?\s+(\p{L}[^\d]{2,60}?)[,.]?\s*(?:\(?((?:\p{L}*\.?\s*)?(?:\d{1,2},?\s+)?(?:\p{L}+\.?\s+)?\d{4})\)?)?\.?$/iu;

/** The rows at the top of a text that are about it, before it begins to speak. */
export function zoneOf(blocks: readonly Block[]): number {
  const first = blocks.findIndex((block) =>
    block.kind === "paragraph"
      ? wordsOf(sayBlock(block)).length >= PROSE_WORDS && !LABEL.test(sayBlock(block))
      : block.kind !== "heading" && block.kind !== "rule",
  );
  return Math.min(first === -1 ? blocks.length : first, ZONE);
}

/** Takes the lines that tell author, date and provenance out of the top and the foot of a text. */
export function takeFacts(blocks: Block[], facts: Facts, account: Account): void {
  splitTop(blocks);
  const zone = zoneOf(blocks);
  const foot = Math.max(
    zone,
    blocks.findLastIndex(
      (block) =>
        block.kind === "paragraph" && wordsOf(sayBlock(block)).length >= PROSE_WORDS && !LABEL.test(sayBlock(block)),
    ) + 1,
  );
  const gone = new Set<Block>();
  blocks.forEach((block, index) => {
    if (block.kind !== "paragraph" && block.kind !== "heading") return;
    if (block.inlines.some((one) => one.kind === "call" || one.kind === "image")) return;
    const said = sayInlines(block.inlines).replace(/\s+/g, " ").trim();
    const top = index < zone;
    if (!top && index < foot) return;
    const taken = takeLine(said, facts, top);
    if (!taken) return;
    gone.add(block);
    account.movedToMetadata(sayBlock(block));
    account.changes.add("Lines about the text moved to its facts", { line: block.line, example: said });
  });
  blocks.splice(0, blocks.length, ...blocks.filter((block) => !gone.has(block)));
  if (facts.originalDate === "")
    facts.originalDate = dateIn(facts.provenance.firstPublished ?? "") || dateIn(facts.provenance.written ?? "");
}

function takeLine(said: string, facts: Facts, top: boolean): boolean {
  const label = LABEL.exec(said);
  if (label) return addProvenance(facts.provenance, label[1] ?? "", label[2] ?? "");
  const translated = TRANSLATED.exec(said);
  if (translated) return addProvenance(facts.provenance, "translated", translated[1] ?? "");
  if (!top) return false;
  // a web page's line: “By Anna Beck · 3 May 1911 · 5 min read”
  const [first = "", ...more] = said.split(/\s*[·•|]\s*/);
  const telling = more.every((part) => isDateLine(part) || /^\d+ min(ute)?s?( read)?$/i.test(part) || part === "");
  const by = BY.exec(telling ? first : said);
  if (by && (facts.author === "" || sameWords(by[1] ?? "", facts.author)) && (by[1] ?? "").split(/\s+/).length <= 7) {
    if (facts.author === "") facts.author = properName(by[1] ?? "");
    if (facts.originalDate === "") facts.originalDate = dateIn(by[2] ?? "") || dateIn(more.find(isDateLine) ?? "");
    return true;
  }
  if (isDateLine(said)) {
    if (facts.originalDate !== "" && facts.originalDate !== dateIn(said)) return false;
    facts.originalDate = dateIn(said);
    return true;
  }
  return facts.author !== "" && sameWords(said, facts.author);
}

function addProvenance(provenance: Provenance, label: string, value: string): boolean {
  const name = label.toLowerCase();
  const key = /^(written|delivered)/.test(name)
    ? "written"
    : /publish|printed/.test(name)
      ? "firstPublished"
      : /^transla/.test(name)
        ? "translation"
        : /^(source|online|from)/.test(name)
          ? "source"
          : "transcribed";
  const before = provenance[key];
  provenance[key] = before ? `${before}; ${value.trim()}` : value.trim();
  return true;
}

/** `JOHN REED` → `John Reed`; a name in small letters stays as it is. */
export function properName(name: string): string {
  const plain = name
    .replace(/\s+/g, " ")
    .replace(/[\s,.;:]+$/, "")
    .trim();
  if (plain !== plain.toUpperCase()) return plain;
  return plain.toLowerCase().replace(/(?<![\p{L}’'])\p{L}/gu, (letter) => letter.toUpperCase());
}

export const sameWords = (a: string, b: string) => {
  const [one, other] = [a, b].map((text) => wordsOf(text).join(" ").toLowerCase());
  return one !== "" && one === other;
};

/** A block of centred lines at the top (title, author, year) is taken apart, and so is one of labelled lines. */
function splitTop(blocks: Block[]): void {
  const zone = zoneOf(blocks) + 1;
  const out = blocks.flatMap((block, index): Block[] => {
    if (block.kind !== "paragraph" || (index >= zone && index < blocks.length - 4)) return [block];
    const parts: Inline[][] = [[]];
    for (const one of block.inlines) one.kind === "break" ? parts.push([]) : parts.at(-1)?.push(one);
    if (parts.length < 2) return [block];
    const lines = parts.map((inlines, at): Paragraph => ({ ...block, inlines, ids: at === 0 ? block.ids : [] }));
    const telling = lines.some((line) => {
      const said = sayInlines(line.inlines).trim();
      return LABEL.test(said) || BY.test(said) || isDateLine(said) || (index === 0 && headingRank(line) !== undefined);
    });
    return telling ? lines.filter((line) => line.inlines.length > 0) : [block];
  });
  blocks.splice(0, blocks.length, ...out);
}
