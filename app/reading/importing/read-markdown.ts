import type { Element } from "hast";
import type { FootnoteDefinition, FootnoteReference, Nodes, Root } from "mdast";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import type { Account } from "./account.ts";
import { lineCounter } from "./changes.ts";
import type { Read, Source } from "./draft.ts";
import { takeFrontMatter } from "./front-matter.ts";
import { mendText } from "./mend-text.ts";
import { wordsText } from "./page-tree.ts";
import { readBlocks } from "./read-blocks.ts";
import { bodyOf, openPage, siblingPages } from "./read-html.ts";

const parser = unified().use(remarkParse).use(remarkGfm);
const toPage = unified()
  .use(remarkRehype, {
    allowDangerousHtml: true,
    handlers: {
      footnoteReference: (_state: unknown, node: FootnoteReference): Element => ({
        type: "element",
        tagName: "a",
        properties: { href: `#note-${node.identifier}`, role: "doc-noteref" },
        children: [{ type: "text", value: node.label ?? node.identifier }],
      }),
    },
  })
  .use(rehypeStringify, { allowDangerousHtml: true });

/** Markdown becomes a page first: so raw HTML in it is judged, taken apart and counted like any other page’s. */
export function readMarkdown(text: string, source: Source, strip: boolean, account: Account): Read {
  const { facts, body, lines } = takeFrontMatter(text, account);
  const count = lineCounter(body);
  const mended = mendText(body, account.changes, (place) => count(place) + lines);
  const tree = parser.parse(mended) as Root;
  const notes = takeDefinitions(tree);
  const page = [writePage(tree), ...notes.map(noteItem)].join("\n");
  const opened = openPage(page, strip, account);
  account.came(wordsText(opened));
  const blocks = readBlocks(bodyOf(opened), { file: source.name, account });
  for (const block of blocks) block.line = 0;
  const levels = blocks.filter((block) => block.kind === "heading" && block.rank === 1).length;
  return {
    blocks,
    facts,
    windowTitle: "",
    siblings: siblingPages(source, strip),
    ours: facts.title !== "" && levels > 1,
  };
}

/** Definitions are taken out of the tree, since the library leaves those out that nothing calls. */
function takeDefinitions(tree: Root): FootnoteDefinition[] {
  const found: FootnoteDefinition[] = [];
  const visit = (node: Nodes) => {
    if (!("children" in node)) return;
    for (const child of node.children) visit(child);
    node.children = node.children.filter((child) => {
      if (child.type !== "footnoteDefinition") return true;
      found.push(child);
      return false;
    }) as never;
  };
  visit(tree);
  return found;
}

const writePage = (tree: Root) => toPage.stringify(toPage.runSync(tree as never) as never);

/** Our own Markdown has figures for the author's notes and letters for the editor's. */
function noteItem(note: FootnoteDefinition): string {
  const series = /^\d+$/.test(note.identifier) ? "" : "editor";
  const words = writePage({ type: "root", children: note.children });
  return `<aside class="note ${series}" id="note-${escapeMarks(note.identifier)}">${words}</aside>`;
}

const escapeMarks = (text: string) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
