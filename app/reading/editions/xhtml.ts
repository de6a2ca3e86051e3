import type { ElementContent } from "hast";
import { type Block, isElement, isNoteCall, propertyOf } from "./stored-html.ts";

/** No character of these can be in XML at all, however it is written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export function escapeXml(words: string): string {
  return words
    .toWellFormed()
    .replace(NOT_XML, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** One element as XML. What is undefined or empty is no attribute. `inside` is XML already. */
export function tag(name: string, attributes: Record<string, string | number | undefined>, inside = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join("");
  return inside === "" && EMPTY.has(name) ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

const EMPTY = new Set(["br", "hr", "img", "meta", "link", "item", "itemref", "reference", "content", "rect", "path"]);
const KEPT = ["id", "title", "start", "colspan", "rowspan", "scope", "role"];

/** Where a link of the text leads in this edition. Undefined: only its words stay. */
export type Lead = (href: string) => string | undefined;

/** A stored text as the XHTML of a book: the same anchors, links led where `lead` says, nothing fetched from afar. */
export function writeXhtml(nodes: readonly (Block | ElementContent)[], lead: Lead): string {
  return nodes.map((node) => writeNode(node, lead)).join("");
}

function writeNode(node: Block | ElementContent, lead: Lead): string {
  if (node.type === "text") return escapeXml(node.value);
  if (!isElement(node)) return "";
  const inside = writeXhtml(node.children, lead);
  const attributes: Record<string, string> = {};
  for (const name of KEPT) attributes[name] = propertyOf(node, name);
  const lang = propertyOf(node, "lang");
  if (lang) Object.assign(attributes, { lang, "xml:lang": lang });
  switch (node.tagName) {
    case "img": {
      // a book is read without a connection: a picture from elsewhere is told of
      const alt = propertyOf(node, "alt");
      return alt ? `<span class="told">[Picture: ${escapeXml(alt)}]</span>` : "";
    }
    case "input":
      return node.properties.checked ? "☑ " : "☐ ";
    case "a": {
      const href = lead(propertyOf(node, "href"));
      if (href === undefined) return inside;
      if (!isNoteCall(node)) return tag("a", { ...attributes, href }, inside);
      const label = propertyOf(node, "ariaLabel");
      return tag("a", { ...attributes, class: "note-ref", href, "epub:type": "noteref", "aria-label": label }, inside);
    }
    case "td":
    case "th":
      return tag(
        node.tagName,
        { ...attributes, class: propertyOf(node, "align") && `to-${propertyOf(node, "align")}` },
        inside,
      );
    default:
      return tag(node.tagName, attributes, inside);
  }
}
