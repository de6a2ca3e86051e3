import type {
  BlockContent,
  DefinitionContent,
  FootnoteDefinition,
  PhrasingContent,
  Root,
  RootContent,
  TableCell,
} from "mdast";
import remarkGfm from "remark-gfm";
import remarkStringify from "remark-stringify";
import { unified } from "unified";
import type { Account } from "./account.ts";
import { leadsOut } from "./addresses.ts";
import type { Block, Inline, Table, Words } from "./blocks.ts";
import { levelHeadings } from "./headings.ts";
import { escapeUnderscores, notDefinitions } from "./markdown-traps.ts";
import type { NumberedNote } from "./notes.ts";
import { bothRaised, raise } from "./words.ts";

const writer = unified().use(remarkGfm).use(remarkStringify, {
  bullet: "-",
  emphasis: "*",
  strong: "*",
  rule: "-",
  listItemIndent: "one",
  fences: true,
  resourceLink: true,
});
const DEEPEST_QUOTE = 3;
const DEEPEST_LIST = 5;
/** Far more than any paragraph has; the time a Markdown reader takes grows with the square of it. */
const MOST_LOOKS = 3000;

type Writing = { labels: readonly string[]; account: Account };

/** Blocks and their notes as the Markdown of our texts. What may look like a mark in the words is escaped. */
export function writeMarkdown(blocks: readonly Block[], notes: readonly NumberedNote[], account: Account): string {
  const writing = { labels: notes.map((note) => note.label), account };
  const children: RootContent[] = levelHeadings(blocks).flatMap(({ block, depth }): RootContent[] =>
    block.kind === "heading"
      ? [{ type: "heading", depth: depth as 2 | 3 | 4 | 5 | 6, children: line(block.inlines, writing, true) }]
      : content([block], writing, 0, 0),
  );
  for (const note of notes) children.push(noteDefinition(note, writing));
  const tree: Root = { type: "root", children };
  return writer.stringify(tree as never);
}

function noteDefinition(note: NumberedNote, writing: Writing): FootnoteDefinition {
  const children = content(note.blocks, writing, 0, 0);
  return {
    type: "footnoteDefinition",
    identifier: note.label,
    label: note.label,
    children: children.length > 0 ? children : [{ type: "paragraph", children: [] }],
  };
}

function content(
  blocks: readonly Block[],
  writing: Writing,
  quotes: number,
  lists: number,
): (BlockContent | DefinitionContent)[] {
  return blocks.flatMap((block): (BlockContent | DefinitionContent)[] => {
    switch (block.kind) {
      case "paragraph": {
        const children = line(block.inlines, writing, false);
        return children.length === 0 ? [] : [{ type: "paragraph", children }];
      }
      // inside a quotation, an item or a note a heading has no place in the contents: it is a strong line
      case "heading":
        return [{ type: "paragraph", children: [{ type: "strong", children: line(block.inlines, writing, true) }] }];
      case "rule":
        return [{ type: "thematicBreak" }];
      case "quote": {
        const children = content(block.blocks, writing, quotes + 1, lists);
        return children.length === 0 ? [] : quotes >= DEEPEST_QUOTE ? children : [{ type: "blockquote", children }];
      }
      case "list": {
        const items = block.items
          .map((item) => content(item.blocks, writing, quotes, lists + 1))
          .filter((item) => item.length > 0);
        if (items.length === 0) return [];
        if (lists >= DEEPEST_LIST) return items.flat();
        const spread = items.some((item) => item.filter((one) => one.type === "paragraph").length > 1);
        return [
          {
            type: "list",
            ordered: block.ordered,
            start: block.ordered ? block.start : null,
            spread,
            children: items.map((children) => ({ type: "listItem", spread, children })),
          },
        ];
      }
      case "table":
        return [table(block, writing)];
      default:
        return content(block.blocks, writing, quotes, lists);
    }
  });
}

function table({ header, rows }: Table, writing: Writing): BlockContent {
  const width = rows[0]?.length ?? 1;
  const empty: TableCell[] = Array.from({ length: width }, () => ({ type: "tableCell", children: [] }));
  const cells = rows.map((row) =>
    row.map((inlines): TableCell => ({ type: "tableCell", children: line(inlines, writing, true) })),
  );
  return {
    type: "table",
    align: [],
    children: (header ? cells : [empty, ...cells]).map((children) => ({ type: "tableRow", children })),
  };
}

/** The words of one paragraph or heading. */
function line(inlines: readonly Inline[], writing: Writing, single: boolean): PhrasingContent[] {
  const plain = simplifyAll(inlines, writing);
  if (plain.length > MOST_LOOKS) {
    writing.account.changes.add(
      `Stress and links left out in a paragraph that changes its look more than ${MOST_LOOKS} times`,
    );
    return nest(
      plain.map((one): Plain => (one.kind === "words" ? { kind: "words", value: one.value } : one)),
      single,
    );
  }
  return notDefinitions(nest(plain, single));
}

type Plain = Words | { kind: "break" } | { kind: "label"; label: string };

function simplifyAll(inlines: readonly Inline[], writing: Writing): Plain[] {
  const out: Plain[] = [];
  inlines.forEach((one, index) => {
    const next = simplify(one, writing);
    const before = out.at(-1);
    const raised = one.kind === "mark" || inlines[index - 1]?.kind === "mark";
    // a raised 3 beside the words’ own x² would make x²³ of them, which is another number
    if (raised && before?.kind === "words" && next[0]?.kind === "words" && bothRaised(before.value, next[0].value))
      out.push({ kind: "words", value: " " });
    out.push(...next);
  });
  return out;
}

function simplify(one: Inline, { labels, account }: Writing): Plain[] {
  if (one.kind === "call") return [{ kind: "label", label: labels[one.note] ?? "" }];
  if (one.kind === "break") return [one];
  if (one.kind === "image") {
    account.changes.add("Pictures left out, their descriptions kept", { example: one.alt });
    return [{ kind: "words", value: ` [${one.alt}] ` }];
  }
  if (one.kind === "mark") {
    const raised = one.href === "" ? raise(one.value) : undefined;
    if (raised) account.changes.add("Raised figures written as raised characters", { example: raised });
    return [
      {
        kind: "words",
        value:
          raised ?? ` ${/^[[(]/.test(one.value) ? one.value : `[${one.value}]`} `.replace(/^ \[([*†‡§¶]+)\] $/, " $1 "),
      },
    ];
  }
  if (one.href && !leadsOut(one.href)) {
    account.changes.add("Links that lead nowhere from here taken off, their words kept", { example: one.value.trim() });
    const { href: _href, ...rest } = one;
    return [rest];
  }
  return [one];
}

function nest(plain: readonly Plain[], single: boolean): PhrasingContent[] {
  const runs: Plain[] = [];
  for (const one of plain) {
    const before = runs.at(-1);
    if (one.kind === "words" && before?.kind === "words" && look(before) === look(one))
      runs[runs.length - 1] = { ...before, value: before.value + one.value };
    else runs.push(one);
  }
  return wrap(edges(runs), ["href", "strong", "em", "struck"], single);
}

type Wrapped = "href" | "strong" | "em" | "struck";

/** Words that follow each other in one look share its mark: links outermost, then strong, then stressed. */
function wrap(runs: readonly Plain[], looks: readonly Wrapped[], single: boolean): PhrasingContent[] {
  const [first, ...rest] = looks;
  if (first === undefined) return runs.map((one) => leaf(one, single));
  const out: PhrasingContent[] = [];
  for (let at = 0; at < runs.length; ) {
    const value = lookAt(runs[at], first);
    let end = at + 1;
    while (end < runs.length && lookAt(runs[end], first) === value) end += 1;
    const children = wrap(runs.slice(at, end), rest, single);
    if (value === undefined) out.push(...children);
    else if (first === "href") out.push({ type: "link", url: String(value), children });
    else out.push({ type: first === "em" ? "emphasis" : first === "strong" ? "strong" : "delete", children });
    at = end;
  }
  return first === "struck" ? escapeUnderscores(out) : out;
}

const lookAt = (one: Plain | undefined, look: Wrapped) => (one?.kind === "words" ? one[look] || undefined : undefined);

function leaf(one: Plain, single: boolean): PhrasingContent {
  if (one.kind === "label") return { type: "footnoteReference", identifier: one.label, label: one.label };
  if (one.kind === "break") return single ? { type: "text", value: " " } : { type: "break" };
  return one.code ? { type: "inlineCode", value: one.value } : { type: "text", value: one.value };
}

const look = (words: Words) =>
  `${words.em ? "e" : ""}${words.strong ? "s" : ""}${words.struck ? "x" : ""}${words.code ? "c" : ""} ${words.href ?? ""}`;

/** Spaces at the edge of stressed words move outside them, and stress on nothing is none; spaces at the line's edge go. */
function edges(runs: readonly Plain[]): Plain[] {
  const out: Plain[] = [];
  for (const one of runs) {
    if (one.kind !== "words" || look(one) === " ") out.push(one);
    else {
      const middle = one.value.trim();
      const before = one.value.slice(0, one.value.length - one.value.trimStart().length);
      const after = middle === "" ? "" : one.value.slice(one.value.trimEnd().length);
      if (before) out.push({ kind: "words", value: before });
      if (middle) out.push({ ...one, value: middle });
      if (after) out.push({ kind: "words", value: after });
    }
  }
  return trimLine(out);
}

function trimLine(runs: readonly Plain[]): Plain[] {
  let text = "";
  const out: Plain[] = [];
  for (const one of runs) {
    if (one.kind !== "words") {
      out.push(one);
      text = one.kind === "break" ? "" : "x";
      continue;
    }
    let value = one.code ? one.value : one.value.replace(/[ \t\n]{2,}/g, " ");
    if (text === "" || text.endsWith(" ")) value = value.replace(/^ +/, "");
    // a dash that begins a line keeps to its word: the site joins dashes to what is before them, and that may be a list’s sign
    if (text === "") value = value.replace(/^([–—]) /, "$1\u00a0");
    if (value === "") continue;
    text = value;
    const before = out.at(-1);
    if (before?.kind === "words" && look(before) === look(one))
      out[out.length - 1] = { ...before, value: before.value + value };
    else out.push({ ...one, value });
  }
  const last = out.at(-1);
  if (last?.kind === "words") last.value = last.value.trimEnd();
  return out.filter((one) => one.kind !== "words" || one.value !== "");
}
