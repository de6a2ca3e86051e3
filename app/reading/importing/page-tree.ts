import type { Element, ElementContent, Root, RootContent } from "hast";
import rehypeParse from "rehype-parse";
import { unified } from "unified";

export type Piece = Root | RootContent | ElementContent;

const parser = unified().use(rehypeParse);
const fragmentParser = unified().use(rehypeParse, { fragment: true });

/** A whole page. */
export const parsePage = (text: string): Root => parser.parse(text);
/** A piece of a page that we wrote ourselves. */
export const parsePiece = (text: string): Root => fragmentParser.parse(text);

/** The attribute as text, under its name in the tree (`className`, `epub:type`). Empty where there is none. */
export function attributeOf(element: Element, name: string): string {
  const value = element.properties[name];
  if (Array.isArray(value)) return value.join(" ");
  return value === undefined || value === null || value === false ? "" : String(value);
}

/** What stands in a line. Anything else parts the words before it from those after it. */
const IN_LINE =
  /^(a|abbr|acronym|b|bdi|bdo|big|blink|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|rb|rp|rt|ruby|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)$/;
/** No words that a reader sees are in these. */
export const WORDLESS = /^(script|style|link|meta|base|param|track|source|col|colgroup)$/;

export const isInLine = (name: string) => IN_LINE.test(name) || (!KNOWN.test(name) && !name.includes("frame"));
const KNOWN =
  /^(p|div|h[1-6]|hgroup|blockquote|ul|ol|li|dl|dt|dd|dir|menu|table|caption|tr|td|th|thead|tbody|tfoot|section|article|aside|header|footer|nav|main|figure|figcaption|center|pre|listing|xmp|plaintext|hr|br|form|fieldset|legend|address|details|summary|body|head|html|title|img|image|input|button|option|optgroup|select|textarea|noscript|noembed|object|embed|applet|iframe|video|audio|svg|math|template|marquee|search|dialog)$/;

export const childrenOf = (node: Piece): Piece[] =>
  node.type === "element" && node.tagName === "template" && node.content
    ? node.content.children
    : "children" in node
      ? node.children
      : [];

/** `[3]`, `*`, `A1.2`: the figure or sign that calls a note, as far as its look says. */
const MARK = /^[[({]?\s*(?:[A-Z]{0,2}\d{1,4}(?:[.:]\d{1,3})*[a-z]?|[a-z]{1,2}|[ivxl]{1,6}|[*†‡§¶]{1,4})\s*[\])}]?\.?$/;
const BARE_MARK = /^[[(]?\s*(?:\d{1,4}|[*†‡§¶]{1,4})\s*[\])]?$/;

/** True for an element that may call a note. Its words stand apart from their neighbours, whatever becomes of it. */
export function looksLikeMark(element: Element): boolean {
  if (element.tagName !== "sup" && element.tagName !== "a") return false;
  if (holds(element, /^(img|br)$/)) return false;
  // of a link that is raised, the link is the mark
  if (element.tagName === "sup" && holds(element, /^a$/)) return false;
  if (element.tagName === "sup" && BARE_MARK.test(flat(element, 12).trim())) return true;
  if (element.tagName === "sup") return false;
  // a label of words, where the source says that it calls a note
  if (
    /noteref/.test(`${attributeOf(element, "role")} ${attributeOf(element, "epub:type")}`) &&
    flat(element, 40).length <= 40
  )
    return element.properties.className === undefined;
  const href = attributeOf(element, "href");
  return href.includes("#") && isLinkedMark(flat(element, 12));
}

/** True where an element of one of these names is anywhere inside. */
export const holds = (node: Piece, names: RegExp): boolean =>
  childrenOf(node).some((child) => child.type === "element" && (names.test(child.tagName) || holds(child, names)));

/** True for what stands alone when it is raised: a figure, a star. */
export const isBareMark = (words: string) => BARE_MARK.test(words.trim());

/** True for what stands alone when it leads to another place of its page: `[3]`, `a`, `A1.2`. */
export const isLinkedMark = (words: string) => MARK.test(words.trim());

/** What an element says, for as long as it is short. */
export function flat(node: Piece, most = Number.POSITIVE_INFINITY): string {
  if (node.type === "text") return node.value;
  let text = "";
  for (const child of childrenOf(node)) {
    text += flat(child, most);
    if (text.length > most) break;
  }
  return text;
}

/** Every word of a tree as a reader meets it, blocks kept apart, pictures by their description. */
export function wordsText(node: Piece): string {
  const parts: string[] = [];
  gather(node, parts);
  return parts.join("");
}

function gather(node: Piece, parts: string[]): void {
  if (node.type === "text") {
    parts.push(node.value);
    return;
  }
  if (node.type !== "element") {
    for (const child of childrenOf(node)) gather(child, parts);
    return;
  }
  // a style sheet in a word does not part it: nobody sees where it stood
  if (WORDLESS.test(node.tagName)) return;
  if (isNoteCall(node)) {
    parts.push(" ");
    return;
  }
  if (/^(img|image)$/.test(node.tagName)) parts.push(" ", attributeOf(node, "alt"), " ");
  if (looksLikeMark(node)) {
    parts.push(" ", flat(node), " ");
    return;
  }
  const apart = !isInLine(node.tagName);
  if (apart) parts.push(" ");
  if (node.tagName === "q") parts.push("“");
  for (const child of childrenOf(node)) gather(child, parts);
  if (node.tagName === "q") parts.push("”");
  if (apart) parts.push(" ");
}

/** What `renderText` makes of a note's call, in the text or inside another note. */
const isNoteCall = (element: Element) =>
  element.properties.role === "doc-noteref" && attributeOf(element, "className") === "note-ref";
