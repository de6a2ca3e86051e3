import type { Element, ElementContent, Root as Html } from "hast";
import type { FootnoteDefinition, Root as Markdown, Nodes } from "mdast";
import { type Anchored, type Before, type Block, nameBlocks } from "./anchors.ts";
import {
  joinDashes,
  NOTE_MARK,
  parseMarkdown,
  renderMarkdown,
  textOf,
  toSafeHtml,
  wordsIn,
  writeHtml,
} from "./markdown.ts";

/** A part of a text: what its contents list, and how far a reader is, are made from. */
export type Section = { slug: string; title: string; words: number };

/** The author's notes are numbered, the editor's lettered: two series that are never mixed. */
export type NoteSeries = "author" | "editor";
/** `refs`: the ids of the places in the text that call this note, in order. */
export type Note = { series: NoteSeries; label: string; id: string; html: string; refs: string[] };

export type RenderedText = {
  /** Sections as `<h2 id>`, paragraphs as `<p id="p12">`, notes called by `<a role="doc-noteref">`. */
  html: string;
  sections: Section[];
  notes: Note[];
  /** Words of the body, without notes. */
  words: number;
  /** Its headings and paragraphs under their addresses, in the order of reading. */
  blocks: Anchored[];
  /** Addresses that an edition before this one had, and where they lead. */
  retired: Record<string, string>;
};

/** A text that cannot be shown as it is. The message says what to put right. */
export class TextProblem extends Error {}

export type RenderOptions = {
  /** Whose paragraphs are numbered: a guide's are g1, g2 …, so that they never meet those of the text itself. */
  holds?: "guide" | "full text";
  /** The edition before this one, whose addresses stay. */
  before?: Before | undefined;
};

/**
 * Renders what stands before a text, as HTML. Throws `TextProblem` where it has notes: its page has no place for them.
 */
export function renderIntroduction(markdown: string): string {
  if (takeNotes(parseMarkdown(markdown)).size > 0)
    throw new TextProblem("The introduction has notes: put their words into it, or the passage into the text");
  return renderMarkdown(markdown);
}

/**
 * Renders a text once, when it is saved. The same Markdown gives the same anchors. Throws `TextProblem` for a note
 * that nothing calls, and for headings that skip a level.
 */
export function renderText(markdown: string, { holds = "full text", before }: RenderOptions = {}): RenderedText {
  const tree = parseMarkdown(joinDashes(markdown));
  const definitions = takeNotes(tree);
  const html = toSafeHtml(tree);
  const refs = new Map<string, string[]>();
  anchorNotes(html.children, definitions, refs);
  checkHeadings(html);
  const places = listPlaces(html);
  const { anchors, retired } = nameBlocks(
    places.map(({ block }) => block),
    holds === "guide" ? "g" : "p",
    before,
  );
  places.forEach(({ element }, index) => {
    element.properties.id = anchors[index] ?? "";
  });
  const sections = countSections(html);
  const words = wordsIn(html);
  leadOn(places, anchors, retired);
  return {
    html: writeHtml(html),
    sections,
    notes: listNotes(definitions, refs),
    words,
    blocks: places.map(({ block }, index) => ({ ...block, anchor: anchors[index] ?? "" })),
    retired,
  };
}

/**
 * Notes leave the tree, wherever in it they were typed, so that they stand in the order of their labels. Words of two
 * notes under one label, or of a note that calls another, would be lost.
 */
function takeNotes(tree: Markdown): Map<string, FootnoteDefinition> {
  const found = new Map<string, FootnoteDefinition>();
  const visit = (node: Nodes, within?: string): void => {
    if (node.type === "footnoteReference" && within)
      throw new TextProblem(`Note ${within} calls note ${node.identifier}: notes are called from the text alone`);
    if (!("children" in node)) return;
    for (const child of node.children) visit(child, node.type === "footnoteDefinition" ? node.identifier : within);
    node.children = node.children.filter((child) => {
      if (child.type !== "footnoteDefinition") return true;
      if (found.has(child.identifier))
        throw new TextProblem(`There are two notes ${child.identifier}: give one of them another label`);
      found.set(child.identifier, child);
      return false;
    }) as never;
  };
  visit(tree);
  return found;
}

const seriesOf = (label: string): NoteSeries => (/^\d+$/.test(label) ? "author" : "editor");

function anchorNotes(
  nodes: (ElementContent | Html["children"][number])[],
  definitions: ReadonlyMap<string, unknown>,
  refs: Map<string, string[]>,
): void {
  nodes.forEach((node, index) => {
    if (node.type !== "element") return;
    const label = node.properties[NOTE_MARK];
    if (typeof label !== "string") {
      anchorNotes(node.children, definitions, refs);
      return;
    }
    const earlier = refs.get(label) ?? [];
    const id = earlier.length === 0 ? `ref-${label}` : `ref-${label}-${earlier.length + 1}`;
    refs.set(label, [...earlier, id]);
    nodes[index] = noteLink(label, id);
  });
}

function noteLink(label: string, id: string): Element {
  return {
    type: "element",
    tagName: "a",
    properties: {
      className: ["note-ref"],
      href: `#note-${label}`,
      id,
      role: "doc-noteref",
      ariaLabel: seriesOf(label) === "author" ? `Note ${label}` : `Editor’s note ${label}`,
    },
    children: [{ type: "text", value: label }],
  };
}

function listNotes(definitions: ReadonlyMap<string, FootnoteDefinition>, refs: ReadonlyMap<string, string[]>): Note[] {
  const notes = [...definitions].map(([label, definition]): Note => {
    const called = refs.get(label);
    if (!called)
      throw new TextProblem(`Note ${label} is not called anywhere: add [^${label}] to the text, or delete it`);
    const html = writeHtml(toSafeHtml({ type: "root", children: definition.children }));
    return { series: seriesOf(label), label, id: `note-${label}`, html, refs: called };
  });
  return notes.sort(
    (a, b) => a.series.localeCompare(b.series) || a.label.localeCompare(b.label, "en", { numeric: true }),
  );
}

/** Second-level headings are parts, third-level ones stand inside them. */
function checkHeadings(html: Html): void {
  let level = 2;
  for (const node of html.children) {
    const depth = node.type === "element" ? rankOf(node) : undefined;
    if (depth === undefined) continue;
    if (depth < 2 || depth > level + 1)
      throw new TextProblem(`The heading “${textOf(node)}” skips a level: use ## for a part and ### inside it`);
    level = depth;
  }
}

function rankOf(node: Element): number | undefined {
  const rank = /^h([1-6])$/.exec(node.tagName)?.[1];
  return rank === undefined ? undefined : Number(rank);
}

type Place = { element: Element; block: Block };

/** What gets an address: headings of the text's own, and every paragraph wherever it stands; it is what a reader cites. */
function listPlaces(html: Html): Place[] {
  const places: Place[] = [];
  const add = (element: Element, kind: Block["kind"]) =>
    places.push({ element, block: { kind, words: textOf(element).replace(/\s+/g, " ").trim() } });
  const walk = (nodes: (ElementContent | Html["children"][number])[], top: boolean) => {
    for (const node of nodes) {
      if (node.type !== "element") continue;
      const depth = rankOf(node);
      if (depth !== undefined) {
        if (top) add(node, depth === 2 ? "part" : "heading");
      } else if (node.tagName === "p" || (node.tagName === "li" && !node.children.some(isBlock)))
        add(node, "paragraph");
      else walk(node.children, false);
    }
  };
  walk(html.children, true);
  return places;
}

function isBlock(node: ElementContent): boolean {
  return node.type === "element" && ["p", "ul", "ol", "blockquote", "table"].includes(node.tagName);
}

/** The parts with the words under each. */
function countSections(html: Html): Section[] {
  const sections: Section[] = [];
  for (const node of html.children) {
    if (node.type !== "element") continue;
    if (rankOf(node) === 2) sections.push({ slug: String(node.properties.id), title: textOf(node), words: 0 });
    const section = sections.at(-1);
    if (section && rankOf(node) === undefined) section.words += wordsIn(node);
  }
  return sections;
}

/** An address whose passage is gone opens the page where that passage was. */
function leadOn(places: readonly Place[], anchors: readonly string[], retired: Readonly<Record<string, string>>): void {
  for (const [anchor, to] of Object.entries(retired)) {
    const place = places[anchors.indexOf(to)];
    place?.element.children.unshift({ type: "element", tagName: "span", properties: { id: anchor }, children: [] });
  }
}
