/** One piece of markup, in the order of the file. `start` and `end` are places in the text. */
export type Tag = {
  kind: "open" | "close" | "other";
  /** In small letters, with its prefix (`dc:title`). Empty for comments, doctypes and instructions. */
  name: string;
  selfClosed: boolean;
  start: number;
  end: number;
};

/** Elements whose content is not markup until their own end tag. */
const RAW = /^(script|style|xmp|textarea|title|iframe|noembed|noframes)$/;
const NAME_START = /[A-Za-z]/;

/** Reads the tags of an HTML or XML text in one pass, however broken it is. */
export function* scanTags(text: string): Generator<Tag> {
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf("<", at);
    if (start === -1) return;
    const tag = tagAt(text, start);
    if (!tag) {
      at = start + 1;
      continue;
    }
    yield tag;
    at = tag.end;
    if (tag.kind === "open" && !tag.selfClosed && RAW.test(tag.name)) at = endOfRaw(text, tag);
  }
}

function endOfRaw(text: string, tag: Tag): number {
  const close = new RegExp(`</${tag.name}[\\s/>]`, "gi");
  close.lastIndex = tag.end;
  return close.exec(text)?.index ?? text.length;
}

function tagAt(text: string, start: number): Tag | undefined {
  const next = text[start + 1] ?? "";
  if (next === "!" || next === "?") {
    const closing = text.startsWith("<!--", start) ? "-->" : text.startsWith("<![CDATA[", start) ? "]]>" : ">";
    const end = text.indexOf(closing, start + 2);
    return { kind: "other", name: "", selfClosed: false, start, end: end === -1 ? text.length : end + closing.length };
  }
  const closes = next === "/";
  const nameAt = start + (closes ? 2 : 1);
  if (!NAME_START.test(text[nameAt] ?? "")) return undefined;
  let at = nameAt;
  while (at < text.length && !/[\s/>]/.test(text[at] ?? "")) at += 1;
  const name = text.slice(nameAt, at).toLowerCase();
  const end = endOfTag(text, at);
  return {
    kind: closes ? "close" : "open",
    name,
    selfClosed: text[end - 2] === "/" && text[end - 1] === ">",
    start,
    end,
  };
}

/** A `>` inside a quoted value does not end a tag. */
function endOfTag(text: string, from: number): number {
  let quote = "";
  let value = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quote) {
      if (char === quote) quote = "";
    } else if (char === ">") return at + 1;
    else if (value && (char === '"' || char === "'")) quote = char;
    if (!quote && !/\s/.test(char)) value = char === "=";
  }
  return text.length;
}

const attribute = /([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The attributes of an XML tag, their five entities read. */
export function attributesOf(text: string, tag: Tag): Map<string, string> {
  const inside = text.slice(tag.start, tag.end);
  return new Map(
    [...inside.matchAll(attribute)].map(([, name = "", double, single]) => [
      name,
      readEntities(double ?? single ?? ""),
    ]),
  );
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The words of a piece of XML that has no tags in it. */
export function readEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(digits);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
    },
  );
}
