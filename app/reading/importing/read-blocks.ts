import type { Element } from "hast";
import type { Account } from "./account.ts";
import { addressOf } from "./addresses.ts";
import type { Block, Group, Words } from "./blocks.ts";
import { finishLines, inOneLine, type Loose } from "./finish-line.ts";
import { attributeOf, childrenOf, flat, isInLine, looksLikeMark, type Piece, WORDLESS } from "./page-tree.ts";
import { readTable } from "./read-table.ts";

type Look = Omit<Words, "kind" | "value"> & { centred?: boolean; lines?: boolean };
type Page = { file: string; account: Account };

/** What a page says, as blocks. Knows how pages were made in 1999, and loses no word of what it does not know. */
export function readBlocks(pieces: readonly Piece[], page: Page, look: Look = {}): Block[] {
  const reader = new Reader(page);
  for (const piece of pieces) reader.read(piece, look);
  reader.flush();
  return reader.blocks;
}

class Reader {
  readonly blocks: Block[] = [];
  readonly #page: Page;
  #loose: Loose[] = [];
  #line = 0;
  #centred = false;

  constructor(page: Page) {
    this.#page = page;
  }

  flush(): void {
    const { changes } = this.#page.account;
    for (const { inlines, ids } of finishLines(this.#loose, changes, this.#line))
      this.blocks.push({ kind: "paragraph", inlines, ids, line: this.#line, centred: this.#centred });
    this.#loose = [];
    this.#line = 0;
    this.#centred = false;
  }

  read(node: Piece, look: Look): void {
    if (node.type === "comment") this.#page.account.changes.add("Comments that no reader sees left out");
    if (node.type === "text") this.#words(node.value, look, node.position?.start.line ?? 0);
    if (node.type === "root") for (const child of childrenOf(node)) this.read(child, look);
    if (node.type === "element" && !WORDLESS.test(node.tagName)) this.#element(node, look);
  }

  #words(value: string, look: Look, line: number): void {
    const { centred, lines, ...rest } = look;
    if (this.#line === 0 && value.trim() !== "") {
      this.#line = line + (value.slice(0, value.search(/\S/)).match(/\n/g)?.length ?? 0);
      this.#centred = centred === true;
    }
    const parts = lines ? value.replace(/\t/g, "    ").split("\n") : [value];
    parts.forEach((part, index) => {
      if (index > 0) this.#loose.push({ kind: "break" });
      if (part !== "") this.#loose.push({ kind: "words", value: part, ...rest });
    });
  }

  #anchor(element: Element): string[] {
    return [attributeOf(element, "id"), element.tagName === "a" ? attributeOf(element, "name") : ""]
      .filter((id) => id !== "")
      .map((id) => `${this.#page.file}#${id}`);
  }

  #element(element: Element, look: Look): void {
    const ids = this.#anchor(element);
    const name = element.tagName;
    if (name === "br") this.#loose.push({ kind: "break" });
    else if (name === "img" || name === "image") {
      this.#loose.push(...ids.map((id) => ({ kind: "anchor", id }) as const));
      const alt = attributeOf(element, "alt").trim();
      if (alt !== "") this.#loose.push({ kind: "image", alt });
      else this.#page.account.changes.add("Pictures without a description left out");
    } else if (isInLine(name)) this.#inLine(element, ids, look);
    else this.#block(element, ids, look);
  }

  #inLine(element: Element, ids: string[], look: Look): void {
    this.#loose.push(...ids.map((id) => ({ kind: "anchor", id }) as const));
    const href = element.tagName === "a" ? addressOf(attributeOf(element, "href"), this.#page.file) : "";
    const type = `${attributeOf(element, "epub:type")} ${attributeOf(element, "role")} ${attributeOf(element, "className")}`;
    if (looksLikeMark(element)) {
      if (this.#line === 0) this.#line = element.position?.start.line ?? 0;
      for (const child of childrenOf(element)) this.#loose.push(...anchorsIn(child, this.#page.file));
      this.#loose.push({
        kind: "mark",
        value: flat(element).trim(),
        href,
        ids,
        noteref: /noteref/.test(type),
        ...(look.em && { em: true }),
        ...(look.strong && { strong: true }),
      });
      return;
    }
    const next = lookOf(element, look);
    if (href) next.href = href;
    const quoted = element.tagName === "q";
    if (quoted) this.#words("“", next, 0);
    for (const child of childrenOf(element)) this.read(child, next);
    if (quoted) this.#words("”", next, 0);
  }

  #block(element: Element, ids: string[], look: Look): void {
    const name = element.tagName;
    this.flush();
    const line = element.position?.start.line ?? 0;
    const next = lookOf(element, look);
    const inside = () => readBlocks(childrenOf(element), this.#page, next);
    const put = (block: Block) => this.blocks.push(block);
    if (name === "hr") put({ kind: "rule", ids, line });
    else if (/^h[1-6]$/.test(name) || name === "hgroup" || name === "title" || isTitleLine(element))
      this.#heading(element, ids, line);
    else if (name === "blockquote") put({ kind: "quote", ids, line, blocks: inside() });
    else if (/^(ul|ol|dir|menu)$/.test(name)) put(this.#list(element, ids, line, next));
    else if (name === "table")
      this.blocks.push(...readTable(element, ids, (pieces) => readBlocks(pieces, this.#page, next)));
    else if (name === "dt")
      put(group(ids, line, "", readBlocks(childrenOf(element), this.#page, { ...next, em: true })));
    else if (/^(pre|listing|xmp|plaintext)$/.test(name)) {
      this.#loose.push(...ids.map((id) => ({ kind: "anchor", id }) as const));
      for (const child of childrenOf(element)) this.read(child, { ...next, lines: true });
    } else if (/^(select|option|button|textarea)$/.test(name)) put(group(ids, line, "control", inside()));
    else {
      const role = ["epub:type", "role", "className", "id"]
        .map((key) => attributeOf(element, key))
        .join(" ")
        .trim();
      const apart = /^(section|article|aside|nav|header|footer|figure|main)$/.test(name) || role !== "";
      if (apart && name !== "p" && name !== "body") put(group(ids, line, `${name} ${role}`, inside()));
      else {
        this.#loose.push(...ids.map((id) => ({ kind: "anchor", id }) as const));
        for (const child of childrenOf(element)) this.read(child, next);
      }
    }
    if (this.#loose.some((one) => one.kind !== "anchor")) this.flush();
  }

  #heading(element: Element, ids: string[], line: number): void {
    const parts = readBlocks(childrenOf(element), this.#page).filter((part) => part.kind !== "rule");
    const nested = parts.flatMap((part) => [part, ...(part.kind === "group" ? part.blocks : [])]);
    const ranks = nested.flatMap((part) => (part.kind === "heading" ? [part.rank] : []));
    const rank = isTitleLine(element) ? 1 : (/^h([1-6])$/.exec(element.tagName)?.[1] ?? Math.min(...ranks, 6));
    const inlines = inOneLine(parts, ": ").map((one) =>
      one.kind === "words" ? { ...one, strong: undefined, size: undefined } : one,
    );
    const all = [...ids, ...nested.flatMap((part) => part.ids)];
    if (inlines.length > 0)
      this.blocks.push({ kind: "heading", rank: Number(rank), inlines, ids: all, line, explicit: true });
    else this.#loose.push(...all.map((id) => ({ kind: "anchor", id }) as const));
  }

  #list(element: Element, ids: string[], line: number, look: Look): Block {
    const items: Group[] = [];
    let stray: Piece[] = [];
    const takeStray = () => {
      const blocks = readBlocks(stray, this.#page, look);
      if (blocks.length > 0) items.push({ kind: "group", role: "", ids: [], line, blocks });
      stray = [];
    };
    for (const child of childrenOf(element)) {
      if (child.type !== "element" || child.tagName !== "li") {
        stray.push(child);
        continue;
      }
      takeStray();
      const role = `${attributeOf(child, "epub:type")} ${attributeOf(child, "role")} ${attributeOf(child, "className")}`;
      items.push({
        kind: "group",
        role: `li ${role}`,
        ids: this.#anchor(child),
        line: child.position?.start.line ?? 0,
        blocks: readBlocks([...childrenOf(child)], this.#page, look),
      });
    }
    takeStray();
    return {
      kind: "list",
      ordered: element.tagName === "ol",
      start: Number(attributeOf(element, "start")) || 1,
      items,
      ids,
      line,
    };
  }
}

/** Word calls its title line so when it writes a page. */
const isTitleLine = (element: Element) =>
  element.tagName === "p" && /\bMsoTitle\b/.test(attributeOf(element, "className"));
const group = (ids: string[], line: number, role: string, blocks: Block[]): Group => ({
  kind: "group",
  ids,
  line,
  role,
  blocks,
});
function anchorsIn(node: Piece, file: string): Loose[] {
  if (node.type !== "element") return [];
  const own = [attributeOf(node, "id"), attributeOf(node, "name")].filter((id) => id !== "");
  return [
    ...own.map((id) => ({ kind: "anchor", id: `${file}#${id}` }) as const),
    ...childrenOf(node).flatMap((child) => anchorsIn(child, file)),
  ];
}

/** How the words of an element look, its own marks added to what stands around it. */
function lookOf(element: Element, look: Look): Look {
  const name = element.tagName;
  const next = { ...look };
  const style = attributeOf(element, "style").toLowerCase();
  if (/^(i|em|cite|var|dfn)$/.test(name) || /font-style:\s*(italic|oblique)/.test(style)) next.em = true;
  if (/^(b|strong)$/.test(name) || /font-weight:\s*(bold|[6-9]00)/.test(style)) next.strong = true;
  if (/^(s|strike|del)$/.test(name)) next.struck = true;
  if (/^(code|tt|kbd|samp)$/.test(name)) next.code = true;
  if (
    name === "center" ||
    /center/i.test(attributeOf(element, "align")) ||
    /text-align:\s*center/.test(style) ||
    /\bcent(er|re)d?\b/.test(attributeOf(element, "className"))
  )
    next.centred = true;
  if (/^(left|right|justify)$/i.test(attributeOf(element, "align"))) next.centred = false;
  if (name === "big") next.size = (look.size ?? 3) + 1;
  if (name === "font") {
    const size = attributeOf(element, "size");
    const asked = Number(size);
    if (asked >= 1) next.size = asked === 3 ? undefined : Math.min(asked, 7);
  }
  return next;
}
