import type { Element, Root, Text } from "hast";
import type { Account } from "./account.ts";
import { Account as Ledger } from "./account.ts";
import type { Block } from "./blocks.ts";
import { Changes, lineCounter } from "./changes.ts";
import { dateIn } from "./dates.ts";
import { decodeBytes } from "./decode.ts";
import type { Read, Source } from "./draft.ts";
import { type Facts, noFacts, properName } from "./facts.ts";
import { mendText } from "./mend-text.ts";
import { attributeOf, childrenOf, flat, type Piece, parsePage, parsePiece, wordsText } from "./page-tree.ts";
import { readBlocks } from "./read-blocks.ts";
import { ImportRefusal, MOST_BYTES } from "./refusal.ts";
import { tidyTags } from "./tidy-tags.ts";
import { takeOutWhatRuns } from "./what-runs.ts";

/** A page of HTML or XHTML, of whatever year. */
export function readHtml(text: string, source: Source, strip: boolean, account: Account): Read {
  const tree = openPage(text, strip, account);
  const facts = factsOf(tree);
  const windowTitle = windowTitleOf(tree);
  account.came(wordsText(tree));
  const blocks = readBlocks(bodyOf(tree), { file: source.name, account });
  return { blocks, facts, windowTitle, siblings: siblingPages(source, strip), ours: false };
}

/** A page's tree, mended, with nothing in it that would run. */
export function openPage(text: string, strip: boolean, account: Account): Root {
  const tree = parsePage(tidyTags(text, account.changes));
  openFrames(tree);
  takeOutWhatRuns(tree, strip, account);
  mendTree(tree, account.changes);
  return tree;
}

/** What stands in NOFRAMES and its like is markup that a parser leaves alone. */
function openFrames(node: Piece): void {
  if (node.type === "element" && /^(noframes|noembed|iframe)$/.test(node.tagName)) {
    const inside = flat(node);
    if (inside.includes("<")) node.children = parsePiece(inside).children as Element["children"];
  }
  for (const child of childrenOf(node)) openFrames(child);
}

/** Mends all words of a tree as one text, so that the whole of it says what is broken. */
export function mendTree(tree: Root, changes: Changes): void {
  const texts: Text[] = [];
  const collect = (node: Piece) => {
    if (node.type === "text") texts.push(node);
    if (node.type === "element") {
      const alt = node.properties.alt;
      if (typeof alt === "string") node.properties.alt = mendText(alt, new Changes(), () => 0);
    }
    for (const child of childrenOf(node)) collect(child);
  };
  collect(tree);
  const whole = texts.map((text) => text.value).join(SEAM);
  if (!/[\u0080-\uffff]/.test(whole)) return;
  const starts: { at: number; line: number }[] = [];
  let at = 0;
  for (const text of texts) {
    starts.push({ at, line: text.position?.start.line ?? 0 });
    at += text.value.length + SEAM.length;
  }
  const count = lineCounter(whole);
  const lineOf = (place: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle]?.at ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    const start = starts[low];
    return start && start.line > 0 ? start.line + count(place) - count(start.at) : 0;
  };
  const mended = mendText(whole, changes, lineOf).split(SEAM);
  texts.forEach((text, index) => {
    text.value = mended[index] ?? text.value;
  });
}

/** Stands between two pieces of text in a tree; no source has it. */
const SEAM = "\ue0ff";

function windowTitleOf(tree: Root): string {
  const title = find(tree, (element) => element.tagName === "title" && true);
  return title ? flat(title).replace(/\s+/g, " ").trim() : "";
}

function find(node: Piece, fits: (element: Element) => boolean): Element | undefined {
  if (node.type === "element" && fits(node)) return node;
  if (node.type === "element" && node.tagName === "svg") return undefined;
  for (const child of childrenOf(node)) {
    const found = find(child, fits);
    if (found) return found;
  }
  return undefined;
}

/** Everything of a page but what is only in its head; words that stand there by mistake are kept. */
export function bodyOf(tree: Root): Piece[] {
  const html = tree.children.find((child): child is Element => child.type === "element" && child.tagName === "html");
  return (html?.children ?? tree.children).flatMap((part): Piece[] => {
    if (part.type !== "element" || part.tagName !== "head") return [part];
    let seen = false;
    return part.children.filter((child) => {
      if (child.type !== "element" || child.tagName !== "title" || seen)
        return child.type === "element" && !/^(style|script|meta|link|base)$/.test(child.tagName);
      seen = true;
      return false;
    });
  });
}

/** What a page's head says of its text. */
function factsOf(tree: Root): Facts {
  const facts = noFacts();
  const visit = (node: Piece) => {
    if (node.type === "element" && node.tagName === "meta") {
      const name = (attributeOf(node, "name") || attributeOf(node, "property")).toLowerCase();
      const value = attributeOf(node, "content").trim();
      if (/^(author|dc\.creator|dcterms\.creator|citation_author)$/.test(name) && value && facts.author === "")
        facts.author = properName(value);
      if (/^(dc\.date\.created|dcterms\.created|dcterms\.issued)$/.test(name)) facts.originalDate = dateIn(value);
    }
    if (node.type !== "element" || node.tagName !== "body") for (const child of childrenOf(node)) visit(child);
  };
  visit(tree);
  return facts;
}

/** The pages beside this one, each read when a note is looked for in it and once only. */
export function siblingPages(source: Source, strip: boolean): (file: string) => Block[] | undefined {
  const known = new Map<string, Block[] | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, readSibling(file, source, strip));
    return known.get(file);
  };
}

function readSibling(file: string, source: Source, strip: boolean): Block[] | undefined {
  if (!/\.(x?html?|xht)$/i.test(file)) return undefined;
  const bytes = source.sibling?.(file);
  if (!bytes || bytes.length === 0 || bytes.length > MOST_BYTES) return undefined;
  const account = new Ledger();
  try {
    return readBlocks(bodyOf(openPage(decodeBytes(bytes, account.changes), strip, account)), { file, account });
  } catch (refusal) {
    if (refusal instanceof ImportRefusal)
      throw new ImportRefusal(`Its notes are in ${file}, which is refused: ${refusal.message}`);
    throw refusal;
  }
}
