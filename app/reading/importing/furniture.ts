import type { Account } from "./account.ts";
import { type Block, everyBlock, everyLine, insidesOf, sayBlock, sayInlines } from "./blocks.ts";
import { removeBlocks } from "./note-places.ts";
import { NOTES_HEADING } from "./sign-notes.ts";
import { standsApart } from "./stands-apart.ts";
import { wordsOf } from "./words.ts";

const ROW_WORDS = 60;
const PROSE_WORDS = 20;
const LABELLED =
  /\b(nav|navigation|navbar|menu|breadcrumbs?|cookies?|share|social|sidebar|advert|advertisement|skip|pagination|pager|toolbar|search|banner|contentinfo|comments-area|related)\b/i;
const TURNING =
  /^[^\p{L}\p{N}]*(?:(?:next|previous|prev|back|forward|home|index|contents|table of contents|up|top|back to top|top of (?:the )?page|main page|print|email|site map|search|return to .{1,40}|go to .{1,30}|(?:next|previous|prev) (?:chapter|page|part|section))\b[^\p{L}\p{N}]*)+$/iu;
const FOOT =
  /©\s*(?:\d{4}|\p{L})|\(c\)\s*\d{4}|\bcopyright\b|all rights reserved|last (?:updated|modified|changed)|\bwebmaster\b|best viewed|(?:designed|hosted|maintained|powered) by|page created|visitors? (?:since|to)|\bhits? since|back to top|top of page|this page|e-?mail (?:us|the)|follow us|subscribe|cookie/iu;
const HEAD =
  /skip to|you are here|best viewed|javascript (?:is|must)|cookies?\b|log ?in|sign ?in|search this|font size|text size/i;
const FOOT_FIRST =
  /^[^\p{L}\p{N}]*(?:©\s*(?:\d{4}|[a-z])|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|:|\d{4}|by\b)|last (?:updated|modified|changed)|all rights reserved)/iu;
/** A sentence of the text may speak of copyright: only a short line, or one that begins with it, is the page’s own. */
const isFootLine = (words: string) => {
  const count = wordsOf(words).length;
  return (count <= 15 && FOOT.test(words)) || (count <= 45 && FOOT_FIRST.test(words.trim()));
};
const BOOK_PARTS =
  /\b(toc|landmarks|page-list|cover|titlepage|copyright-page|imprint|colophon|halftitlepage|loi|lot)\b/i;

/** Takes off what belongs to the website or the e-book and not to the text: rows of links, menus, lines about the page. */
export function stripFurniture(blocks: Block[], account: Account): void {
  const gone = new Set<Block>();
  const strip = (block: Block, what: string) => {
    // what calls a note is of the text, whatever it looks like
    if (callsNote(block)) return;
    gone.add(block);
    account.stripped(what, sayBlock(block));
  };
  labelled(blocks, strip);
  removeBlocks(blocks, gone);
  gone.clear();
  const rows = flatten(blocks).filter((block) => sayBlock(block).trim() !== "");
  const first = rows.findIndex(isProse);
  const last = rows.findLastIndex((block) => isProse(block));
  rows.forEach((block, index) => {
    const words = sayBlock(block).trim();
    const atTop = first === -1 ? index < 3 : index < first;
    const atFoot = last !== -1 && index > last;
    if (block.kind !== "paragraph" && block.kind !== "list" && block.kind !== "group" && block.kind !== "heading")
      return;
    if (block.kind === "heading") {
      const next = rows[index + 1];
      if (
        /^[^\p{L}\p{N}]*(?:table of )?contents[^\p{L}\p{N}]*$/iu.test(words) &&
        next &&
        (gone.has(next) || isLinkRow(next))
      )
        strip(block, "the heading of a list of contents");
    } else if (words.length < 120 && TURNING.test(words) && (hasLinks(block) || atTop || atFoot))
      strip(block, "a row of links");
    else if ((atTop || atFoot || isContents(block)) && isLinkRow(block)) strip(block, "a row of links");
    else if (atFoot && isFootLine(words)) strip(block, "a line about the website");
    else if (atTop && HEAD.test(words) && wordsOf(words).length <= 25) strip(block, "a line about the website");
  });
  removeBlocks(blocks, gone);
  emptyNotesHeading(blocks, account);
  takeArrows(blocks, account);
  trimRules(blocks);
}

/** The arrow that leads back from a note leads nowhere where the note is read by itself. */
function takeArrows(blocks: Block[], account: Account): void {
  for (const { inlines } of everyLine(blocks)) {
    let arrows = 0;
    inlines.forEach((one, index) => {
      if (
        one.kind !== "words" ||
        !one.href?.startsWith("here:") ||
        wordsOf(one.value).length > 0 ||
        one.value.trim() === "" ||
        !standsApart(inlines, index)
      )
        return;
      inlines[index] = { kind: "words", value: " " };
      arrows += 1;
    });
    if (arrows > 0) account.changes.add("Arrows that lead back from notes left out", { times: arrows });
  }
}

function labelled(blocks: Block[], strip: (block: Block, what: string) => void): void {
  for (const block of blocks) {
    if (block.kind === "group") {
      const words = wordsOf(sayBlock(block)).length;
      if (/^control\b/.test(block.role)) {
        strip(block, "a control of a form");
        continue;
      }
      if (
        (/^page\b/.test(block.role) || /\b(toc|landmarks|page-list)\b/.test(block.role)) &&
        BOOK_PARTS.test(block.role) &&
        (words < 400 || /\btoc\b/.test(block.role)) &&
        !/chapter|bodymatter/i.test(block.role)
      ) {
        strip(block, "a page of the e-book about itself");
        continue;
      }
      const menu =
        /^nav\b/.test(block.role) || (LABELLED.test(block.role) && (words <= ROW_WORDS || isLinkRow(block, 400)));
      const foot =
        /^(footer|header)\b/.test(block.role) &&
        (isLinkRow(block) || (hasLinks(block) && FOOT.test(sayBlock(block)) && words <= ROW_WORDS));
      if (menu || foot) {
        strip(block, /^nav\b/.test(block.role) ? "a menu" : "a part that its page calls furniture");
        continue;
      }
    }
    for (const inside of insidesOf(block)) labelled(inside, strip);
  }
}

const callsNote = (block: Block) =>
  [...everyLine([block])].some(({ inlines }) => inlines.some((one) => one.kind === "call"));

/** Groups taken apart, lists and quotations whole. */
const flatten = (blocks: readonly Block[]): Block[] =>
  blocks.flatMap((block) => (block.kind === "group" ? flatten(block.blocks) : [block]));

const linesIn = (block: Block) => {
  const lines: { words: string; linked: string; links: number; inside: number }[] = [];
  for (const { block: one } of everyBlock([block])) {
    const cells =
      one.kind === "paragraph" || one.kind === "heading" ? [one.inlines] : one.kind === "table" ? one.rows.flat() : [];
    for (const inlines of cells) {
      const linked = inlines.filter(
        (inline) => (inline.kind === "words" && inline.href) || (inline.kind === "mark" && inline.href !== ""),
      );
      lines.push({
        words: sayInlines(inlines),
        linked: linked.map((inline) => sayInlines([inline])).join(" "),
        links: linked.length,
        inside: linked.filter((inline) => "href" in inline && inline.href?.startsWith("here:")).length,
      });
    }
  }
  return lines;
};

const hasLinks = (block: Block) => linesIn(block).some((line) => line.links > 0);

/** Links with little or nothing between them, each of a few words: nobody writes a sentence like that. */
function isLinkRow(block: Block, most = ROW_WORDS): boolean {
  const lines = linesIn(block).filter((line) => wordsOf(line.words).length > 0);
  const links = lines.reduce((sum, line) => sum + line.links, 0);
  const inside = lines.reduce((sum, line) => sum + line.inside, 0);
  const all = lines.reduce((sum, line) => sum + wordsOf(line.words).length, 0);
  const linked = lines.reduce((sum, line) => sum + wordsOf(line.linked).length, 0);
  if (links === 0 || all > most * (block.kind === "list" ? 6 : 1)) return false;
  return (
    all - linked <= Math.max(2, links) &&
    linked / links <= 12 &&
    (links > 1 || (inside > 0 && linked <= 6)) &&
    linked * 2 >= all
  );
}

/** A list of links to places of the text itself: our editions make their own. */
function isContents(block: Block): boolean {
  const lines = linesIn(block).filter((line) => line.words.trim() !== "");
  return lines.length >= 3 && lines.every((line) => line.inside > 0);
}

function isProse(block: Block): boolean {
  if (block.kind === "table") return true;
  const words = wordsOf(sayBlock(block)).length;
  if (words < PROSE_WORDS) return false;
  const linked = linesIn(block).reduce((sum, line) => sum + wordsOf(line.linked).length, 0);
  return linked * 2 < words && !isFootLine(sayBlock(block));
}

/** The heading over notes that have all gone to their calls. */
function emptyNotesHeading(blocks: Block[], account: Account): void {
  const rows = flatten(blocks).filter((block) => block.kind !== "rule");
  const gone = new Set<Block>();
  rows.forEach((block, index) => {
    if (block.kind !== "heading" && block.kind !== "paragraph") return;
    const next = rows[index + 1];
    if (
      !NOTES_HEADING.test(sayBlock(block).trim()) ||
      (next && !(next.kind === "heading" && block.kind === "heading" && next.rank <= block.rank))
    )
      return;
    if (callsNote(block)) return;
    gone.add(block);
    account.stripped("the heading over the notes", sayBlock(block));
  });
  removeBlocks(blocks, gone);
}

/** Rules at the head and the foot, before a heading and after another rule part nothing from nothing. */
export function trimRules(blocks: Block[]): void {
  const rows = flatten(blocks);
  const gone = new Set<Block>();
  const firstWords = rows.findIndex((block) => block.kind !== "rule");
  const lastWords = rows.findLastIndex((block) => block.kind !== "rule");
  rows.forEach((block, index) => {
    if (block.kind !== "rule") return;
    if (
      index < firstWords ||
      index > lastWords ||
      rows[index - 1]?.kind === "rule" ||
      rows[index + 1]?.kind === "heading"
    )
      gone.add(block);
  });
  removeBlocks(blocks, gone);
}
