import type { Element } from "hast";
import type { Account } from "./account.ts";
import { attributeOf, childrenOf, type Piece } from "./page-tree.ts";
import { ImportRefusal } from "./refusal.ts";

/** An address that runs something when it is followed. */
const RUNS = /^(javascript|vbscript|livescript|data(?!:image\/(png|jpe?g|gif|webp)))/i;
const ADDRESSES = [
  "href",
  "src",
  "action",
  "formAction",
  "background",
  "xLinkHref",
  "data",
  "poster",
  "cite",
  "longDesc",
];

/**
 * Finds what would run in a reader's browser: scripts, event handlers, addresses that are programs. A file that has
 * any is refused, unless `strip` says to take them out: then they are, and each is reported.
 */
export function takeOutWhatRuns(tree: Piece, strip: boolean, account: Account): void {
  const found: string[] = [];
  walk(tree, found, strip, account);
  if (found.length === 0 || strip) return;
  const kinds = [...new Set(found)];
  throw new ImportRefusal(
    `It holds what would run in a reader’s browser: ${kinds.slice(0, 4).join("; ")}${kinds.length > 4 ? "; and more" : ""}. If you trust where it comes from, --without-scripts brings it in and leaves them out.`,
  );
}

const lineOf = (node: Piece) => node.position?.start.line ?? 0;

function walk(node: Piece, found: string[], strip: boolean, account: Account): void {
  const kept = childrenOf(node).filter((child) => {
    if (child.type !== "element") return true;
    if (child.tagName.split(":").at(-1) !== "script") return true;
    report(`a script (line ${lineOf(child)})`, child);
    return false;
  });
  if (strip && "children" in node && kept.length < node.children.length) node.children = kept as typeof node.children;
  if (node.type === "element") lookAtAttributes(node);
  for (const child of kept) walk(child, found, strip, account);

  function report(what: string, where: Piece) {
    found.push(what);
    if (strip)
      account.changes.add("Left out, because it would run in a reader’s browser", {
        line: lineOf(where),
        example: what,
      });
  }
  function lookAtAttributes(element: Element) {
    for (const name of Object.keys(element.properties)) {
      if (!/^on[a-z]{3,}/i.test(name)) continue;
      report(`an event handler, ${name.toLowerCase()} (line ${lineOf(element)})`, element);
      if (strip) delete element.properties[name];
    }
    for (const name of ADDRESSES) {
      // browsers skip spaces and control characters in front of and inside the name of a scheme
      const address = attributeOf(element, name).replace(/[\p{Cc}\s]/gu, "");
      if (!RUNS.test(address) || !address.includes(":")) continue;
      report(`a link that is a program, ${address.slice(0, 24)}… (line ${lineOf(element)})`, element);
      if (strip) delete element.properties[name];
    }
    const refresh = element.tagName === "meta" && /refresh/i.test(attributeOf(element, "httpEquiv"));
    if (refresh && /(java|vb)script:|data:/i.test(attributeOf(element, "content")))
      report("a page that sends its reader on to a program", element);
    if (element.tagName === "iframe" && attributeOf(element, "srcDoc") !== "") {
      report(`a page inside the page (line ${lineOf(element)})`, element);
      if (strip) delete element.properties.srcDoc;
    }
  }
}
