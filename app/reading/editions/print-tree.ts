import type { Element, ElementContent } from "hast";
import type { Note } from "../render-text.ts";
import { type Block, isElement, isNoteCall, propertyOf, readHtml } from "./stored-html.ts";

/** Words, or words with something about them. What `t` may be is in pamphlet.typ, which reads this. */
export type Inline = string | { t: string; c?: Inline[]; words?: string; label?: string; first?: boolean };
export type PrintBlock = {
  t: "p" | "h" | "quote" | "ul" | "ol" | "pre" | "hr" | "table";
  level?: number;
  c?: Inline[] | PrintBlock[] | PrintBlock[][];
  [more: string]: unknown;
};

/** Stored HTML as the data the typesetter reads. `seen` remembers the notes called: the first call brings the note. */
export function printTree(nodes: readonly (Block | ElementContent)[], seen = new Set<string>()): PrintBlock[] {
  const blocks: PrintBlock[] = [];
  let loose: ElementContent[] = [];
  const close = () => {
    const c = inlineTree(loose, seen);
    if (c.some((node) => typeof node !== "string" || node.trim() !== "")) blocks.push({ t: "p", c });
    loose = [];
  };
  for (const node of nodes) {
    if (node.type === "doctype") continue;
    const block = isElement(node) ? blockTree(node, seen, close) : undefined;
    if (block) blocks.push(...block);
    else loose.push(node);
  }
  close();
  return blocks;
}

/** The notes of a text by label, each as its paragraphs: a note at the foot of a page has no other blocks. */
export function printNotes(notes: readonly Note[]): Record<string, Inline[][]> {
  const paragraphs = (blocks: readonly PrintBlock[]): Inline[][] =>
    blocks.flatMap((block) => {
      if (block.t === "p" || block.t === "h") return [block.c as Inline[]];
      if (block.t === "pre") return [[{ t: "code", words: String(block.words) }]];
      if (block.t === "ul" || block.t === "ol") return (block.c as PrintBlock[][]).flatMap(paragraphs);
      if (block.t === "table")
        return [block.head, ...(block.rows as unknown[])].map((row) =>
          (row as { c: Inline[] }[]).flatMap((cell, index) => (index > 0 ? [" | ", ...cell.c] : cell.c)),
        );
      return paragraphs((block.c ?? []) as PrintBlock[]);
    });
  return Object.fromEntries(notes.map((note) => [note.label, paragraphs(printTree(readHtml(note.html)))]));
}

function blockTree(element: Element, seen: Set<string>, close: () => void): PrintBlock[] | undefined {
  const inside = () => {
    close();
    return element.children;
  };
  switch (element.tagName) {
    case "p":
      return [{ t: "p", c: inlineTree(inside(), seen) }];
    case "h2":
    case "h3":
    case "h4":
    case "h5":
    case "h6":
      return [{ t: "h", level: Math.min(3, Number(element.tagName[1]) - 1), c: inlineTree(inside(), seen) }];
    case "blockquote":
      return [{ t: "quote", c: printTree(inside(), seen) }];
    case "ul":
    case "ol": {
      const items = inside().filter(isElement);
      const far = items.some((item) => item.children.some((child) => isElement(child) && child.tagName === "p"));
      const start = Number(propertyOf(element, "start") || "1");
      return [{ t: element.tagName, far, start, c: items.map((item) => printTree(item.children, seen)) }];
    }
    case "pre":
      return [{ t: "pre", words: wordsOf(inside()).trimEnd() }];
    case "hr":
      inside();
      return [{ t: "hr" }];
    case "table":
      return [tableTree(inside(), seen)];
    case "div":
      return printTree(inside(), seen);
    default:
      return undefined;
  }
}

function tableTree(children: readonly ElementContent[], seen: Set<string>): PrintBlock {
  const rows: { c: Inline[]; to: string }[][] = [];
  const walk = (nodes: readonly ElementContent[]) => {
    for (const node of nodes.filter(isElement)) {
      if (node.tagName !== "tr") walk(node.children);
      else
        rows.push(
          node.children
            .filter(isElement)
            .map((cell) => ({ c: inlineTree(cell.children, seen), to: propertyOf(cell, "align") || "left" })),
        );
    }
  };
  walk(children);
  const [head = [], ...others] = rows;
  return { t: "table", columns: Math.max(1, ...rows.map((row) => row.length)), head, rows: others };
}

function inlineTree(nodes: readonly ElementContent[], seen: Set<string>): Inline[] {
  return nodes.flatMap((node): Inline[] => {
    if (node.type === "text") return [node.value.replace(/[ \t\r\n]+/g, " ")];
    return isElement(node) ? inlineElement(node, seen) : [];
  });
}

function inlineElement(element: Element, seen: Set<string>): Inline[] {
  if (isNoteCall(element)) {
    const label = wordsOf(element.children);
    const first = !seen.has(label);
    seen.add(label);
    return [{ t: "note", label, first }];
  }
  const c = () => inlineTree(element.children, seen);
  switch (element.tagName) {
    case "em":
    case "i":
      return [{ t: "em", c: c() }];
    case "strong":
    case "b":
      return [{ t: "strong", c: c() }];
    case "del":
    case "sup":
    case "sub":
      return [{ t: element.tagName, c: c() }];
    case "code":
      return [{ t: "code", words: wordsOf(element.children) }];
    case "br":
      return [{ t: "br" }];
    case "img":
      return propertyOf(element, "alt") ? [`[Picture: ${propertyOf(element, "alt")}]`] : [];
    case "input":
      return [element.properties.checked ? "[x] " : "[ ] "];
    case "a": {
      const href = propertyOf(element, "href");
      // on paper a link to elsewhere is only of use spelled out
      const spelled = /^https?:/.test(href) && !wordsOf(element.children).includes(href);
      return [...c(), ...(spelled ? [{ t: "url", words: breakable(href) }] : [])];
    }
    default:
      return c();
  }
}

const wordsOf = (nodes: readonly ElementContent[]): string =>
  nodes.map((node) => (node.type === "text" ? node.value : isElement(node) ? wordsOf(node.children) : "")).join("");

/** An address as it is typed, which may go on to the next line after a sign, as no ordinary word may. */
const breakable = (href: string) => href.replace(/^https?:\/\/|\/$/g, "").replace(/[/?&=._-](?=.)/g, "$&\u200b");
