import type { Element, ElementContent, Root } from "hast";
import rehypeParse from "rehype-parse";
import { unified } from "unified";

const reader = unified().use(rehypeParse, { fragment: true });

export type Block = Root["children"][number];

/** Stored HTML as a tree again. Our own writer made it, so there is nothing in it that we do not know. */
export function readHtml(html: string): Block[] {
  return reader.parse(html).children;
}

/** One stretch of a text: what stands before the first heading, or a part with its heading. */
export type Part = { slug: string | undefined; title: string | undefined; blocks: Block[] };

/** The parts of a text, in order. */
export function partsOf(blocks: readonly Block[], titles: readonly { slug: string; title: string }[]): Part[] {
  const parts: Part[] = [{ slug: undefined, title: undefined, blocks: [] }];
  for (const block of blocks) {
    if (isElement(block) && block.tagName === "h2") {
      const slug = String(block.properties.id ?? "");
      parts.push({ slug, title: titles.find((one) => one.slug === slug)?.title, blocks: [] });
    }
    parts.at(-1)?.blocks.push(block);
  }
  return parts.filter((part) => part.slug !== undefined || part.blocks.some(isElement));
}

export function isElement(node: Block | ElementContent): node is Element {
  return node.type === "element";
}

/** Calls `visit` for every element, the outer ones first. */
export function eachElement(nodes: readonly (Block | ElementContent)[], visit: (element: Element) => void): void {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    visit(node);
    eachElement(node.children, visit);
  }
}

/** What the reading role of an element is: the call of a note is no link like others. */
export const isNoteCall = (element: Element) => element.properties.role === "doc-noteref";

/** A property as text; "" where it is not there. */
export const propertyOf = (element: Element, name: string): string => {
  const value = element.properties[name];
  return value === undefined || value === null || value === false ? "" : String(value);
};
