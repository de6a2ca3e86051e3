import type { Changes } from "./changes.ts";
import { ImportRefusal } from "./refusal.ts";
import { scanTags, type Tag } from "./scan-tags.ts";

/** Deeper than any page we have seen, and far from where a parser's stack ends. */
const DEEPEST = 160;
const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|basefont|frame|keygen)$/;
/** Elements that the next of their kind ends: unclosed they do not nest. */
const ENDS_ITSELF = /^(p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|colgroup|html|head|body)$/;
const RAW = /^(script|style|xmp|textarea|title|iframe|noembed|noframes)$/;

/**
 * Makes markup fit for an HTML parser: in XML an element that closes itself (`<a id="x"/>`) is closed, and marks
 * nested deeper than a parser can follow are left out, with their words kept. Refuses entities of the file's own.
 */
export function tidyTags(text: string, changes: Changes): string {
  refuseEntities(text);
  const xml = isXml(text);
  const open: string[] = [];
  const parts: string[] = [];
  let done = 0;
  let dropped = 0;
  const put = (tag: Tag, instead: string) => {
    parts.push(text.slice(done, tag.start), instead);
    done = tag.end;
  };
  for (const tag of scanTags(text)) {
    const whole = text.slice(tag.start, tag.end);
    if (tag.kind === "other") {
      if (xml && whole.startsWith("<![CDATA[")) put(tag, escapeMarks(whole.slice(9, -3)));
      continue;
    }
    if (VOID.test(tag.name)) continue;
    // the tree reads +2 as 2: sizes are made whole here
    if (tag.name === "font" && tag.kind === "open" && /size\s*=\s*["']?[+-]/i.test(whole)) {
      put(
        tag,
        whole.replace(
          /(size\s*=\s*["']?)([+-]\d)/i,
          (_, before: string, size: string) => before + String(Math.min(Math.max(3 + Number(size), 1), 7)),
        ),
      );
    }
    if (xml && tag.selfClosed) {
      put(tag, `${whole.slice(0, -2)}></${tag.name}>`);
      continue;
    }
    if (RAW.test(tag.name) || ENDS_ITSELF.test(tag.name)) continue;
    if (tag.kind === "close") {
      const at = open.lastIndexOf(tag.name);
      if (at !== -1) open.length = at;
      else if (dropped > 0) put(tag, " ");
      continue;
    }
    if (open.length >= DEEPEST) {
      put(tag, " ");
      dropped += 1;
    } else open.push(tag.name);
  }
  parts.push(text.slice(done));
  if (dropped > 0) changes.add(`Marks nested deeper than ${DEEPEST} left out, their words kept`, { times: dropped });
  return parts.join("");
}

/** XHTML in all but name counts: a page of HTML never closes an element by itself. */
export function isXml(text: string): boolean {
  const head = text.slice(0, 1500);
  return /^\s*<\?xml/.test(head) || /<html[^>]*xmlns\s*=/i.test(head);
}

const escapeMarks = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** A document type that only names itself is harmless. One that defines entities, or fetches them, is not. */
export function refuseEntities(text: string): void {
  if (/<!ENTITY/i.test(text))
    throw new ImportRefusal(
      "It defines entities of its own, which can grow without end or fetch other files: take the <!ENTITY …> lines out.",
    );
  const type = /<!DOCTYPE\s[^>[]*(?:SYSTEM|PUBLIC\s+(?:"[^"]*"|'[^']*'))\s*(?:"([^"]*)"|'([^']*)')/i.exec(text);
  const address = type?.[1] ?? type?.[2] ?? "";
  if (
    address !== "" &&
    !/^(https?:\/\/(www\.)?(w3|idpf|daisy|openebook)\.org\/|about:legacy-compat|xhtml|html|[\w.-]+\.dtd$)/i.test(
      address,
    )
  )
    throw new ImportRefusal(
      `Its document type fetches another file (${address.slice(0, 80)}): take the <!DOCTYPE …> line out.`,
    );
}
