import type { Element, ElementContent, Root as Html } from "hast";
import type { FootnoteDefinition, Root as Markdown } from "mdast";
import { joinDashes, NOTE_MARK, parseMarkdown, textOf, toSafeHtml, wordsIn, writeHtml } from "./markdown.ts";

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
};

/** A text that cannot be shown as it is. The message says what to put right. */
export class TextProblem extends Error {}

/**
 * Renders a text once, when it is saved. The same Markdown gives the same anchors. Throws `TextProblem` for a note
 * that nothing calls, and for headings that skip a level.
 */
export function renderText(markdown: string): RenderedText {
  const tree = parseMarkdown(joinDashes(markdown));
  const definitions = takeNotes(tree);
  const html = toSafeHtml(tree);
  const refs = new Map<string, string[]>();
  anchorNotes(html.children, definitions, refs);
  const sections = anchorSections(html);
  numberParagraphs(html);
  return { html: writeHtml(html), sections, notes: listNotes(definitions, refs), words: wordsIn(html) };
}

/** Notes leave the tree, so that they stand in the order of their labels and not where they were typed. */
function takeNotes(tree: Markdown): Map<string, FootnoteDefinition> {
  const found = new Map<string, FootnoteDefinition>();
  tree.children = tree.children.filter((node) => {
    if (node.type !== "footnoteDefinition") return true;
    found.set(node.identifier, node);
    return false;
  });
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

/** Gives every second-level heading its address and counts the words under it. Third-level ones get an address only. */
function anchorSections(html: Html): Section[] {
  const sections: Section[] = [];
  const taken = new Set<string>();
  let level = 2;
  for (const node of html.children) {
    if (node.type !== "element") continue;
    const rank = /^h([1-6])$/.exec(node.tagName)?.[1];
    if (rank !== undefined) {
      const depth = Number(rank);
      const title = textOf(node);
      if (depth < 2 || depth > level + 1)
        throw new TextProblem(`The heading “${title}” skips a level: use ## for a part and ### inside it`);
      level = depth;
      const slug = freeSlug(slugOf(title), taken);
      node.properties.id = slug;
      if (depth === 2) sections.push({ slug, title, words: 0 });
      continue;
    }
    const section = sections.at(-1);
    if (section) section.words += wordsIn(node);
  }
  return sections;
}

/** "First question: why there?" → `first-question-why-there`. */
export function slugOf(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (
    plain
      .replace(/[’']/g, "")
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "part"
  );
}

/** What a text's page calls its own places, and the shapes of our numbers: no part may take one of these. */
const TAKEN_BY_THE_PAGE = /^(p\d+|note-.*|ref-.*|buy-.*|main|introduction|contents|notes|provenance|read|ask)$/;

function freeSlug(wish: string, taken: Set<string>): string {
  const free = TAKEN_BY_THE_PAGE.test(wish) ? `part-${wish}` : wish;
  let slug = free;
  for (let copy = 2; taken.has(slug); copy++) slug = `${free}-${copy}`;
  taken.add(slug);
  return slug;
}

/** Every paragraph gets its number, wherever it stands: it is what a reader cites and comes back to. */
function numberParagraphs(html: Html): void {
  let number = 0;
  const walk = (nodes: (ElementContent | Html["children"][number])[]) => {
    for (const node of nodes) {
      if (node.type !== "element") continue;
      if (node.tagName === "p" || (node.tagName === "li" && !node.children.some(isBlock))) {
        number += 1;
        node.properties.id = `p${number}`;
      } else walk(node.children);
    }
  };
  walk(html.children);
}

function isBlock(node: ElementContent): boolean {
  return node.type === "element" && ["p", "ul", "ol", "blockquote", "table"].includes(node.tagName);
}
