import type { Element, ElementContent, Root as Html } from "hast";
import type { FootnoteReference, Root as Markdown } from "mdast";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

/** Marks, in between, where a note is called. Only our own handler can make it: raw HTML never gets through. */
export const NOTE_MARK = "dataNote";

const parser = unified().use(remarkParse).use(remarkGfm);
const toHtml = unified()
  .use(remarkRehype, {
    handlers: {
      footnoteReference(_state: unknown, node: FootnoteReference): Element {
        return { type: "element", tagName: "sup", properties: { [NOTE_MARK]: node.identifier }, children: [] };
      },
    },
  })
  .use(rehypeSanitize, {
    ...defaultSchema,
    attributes: { ...defaultSchema.attributes, sup: [NOTE_MARK] },
    protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto", "tel"] },
  });
const writer = unified().use(rehypeStringify);

/** Markdown as a tree, with tables and footnotes. */
export function parseMarkdown(text: string): Markdown {
  return parser.parse(text);
}

/** A tree as HTML that may be shown: no raw HTML, no scripts, no other site's frames, handlers or pictures. */
export function toSafeHtml(tree: Markdown): Html {
  const html = toHtml.runSync(tree) as Html;
  keepPicturesHere(html);
  return html;
}

/** A picture fetched from a stranger tells them who reads what, in feeds and books too: its description is what stays. */
function keepPicturesHere(node: Html | ElementContent): void {
  if (!("children" in node)) return;
  for (const child of node.children) {
    if (
      child.type === "element" &&
      child.tagName === "img" &&
      /^([a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(String(child.properties.src))
    )
      delete child.properties.src;
    if (child.type === "element") keepPicturesHere(child);
  }
}

/** HTML as text. */
export function writeHtml(tree: Html | ElementContent[]): string {
  return writer.stringify(Array.isArray(tree) ? { type: "root", children: tree } : tree);
}

/** A short piece of Markdown (a description, a news item) as safe HTML, without anchors. Footnotes are not for it. */
export function renderMarkdown(text: string): string {
  const tree = toSafeHtml(parseMarkdown(joinDashes(text)));
  return writeHtml(tree);
}

/** A dash never begins a line: the space before it does not break. The space after a list's mark makes the list, and stays. */
export function joinDashes(text: string): string {
  return text.replace(/(?<!^\s*(?:[-*+]|\d{1,9}[.)])) ([–—]) /gm, "\u00a0$1 ");
}

/** The words of a tree, as a reader counts them. */
export function wordsIn(node: Html | ElementContent): number {
  const words = textOf(node).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}’'-]*/gu);
  return words?.length ?? 0;
}

/** What a tree says, without marks and without the calls of its notes. Blocks are kept apart. */
export function textOf(node: Html | ElementContent | Html["children"][number]): string {
  if (node.type === "text") return node.value;
  if (!("children" in node)) return "";
  if (node.type === "element" && node.properties.role === "doc-noteref") return "";
  const joint =
    node.type === "root" || ["ul", "ol", "li", "blockquote", "table", "tr"].includes((node as Element).tagName)
      ? " "
      : "";
  return node.children.map(textOf).join(joint);
}
