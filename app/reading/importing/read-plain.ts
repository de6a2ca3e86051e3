import type { Account } from "./account.ts";
import type { Block, Group, Inline, Paragraph } from "./blocks.ts";
import { lineCounter } from "./changes.ts";
import type { Read } from "./draft.ts";
import { noFacts } from "./facts.ts";
import { tidySpaces } from "./finish-line.ts";
import { stripGutenberg } from "./gutenberg.ts";
import { joinLineEnds } from "./line-ends.ts";
import { mendText } from "./mend-text.ts";
import { type Chunk, chunkLines, wrapWidth } from "./plain-lines.ts";

const UNDERLINE = /^\s*([=~_*-])\1{2,}\s*$/;
const RULE = /^\s*(?:[*_=~#•·-]\s*){3,}$/;
const ITEM = /^\s*(?:[-•·*]|\(?\d{1,2}[.)])\s+\S/;

/** Plain text, hard-wrapped or not: blank lines part it, and what is set in from the left is quoted or verse. */
export function readPlain(text: string, account: Account): Read {
  const count = lineCounter(text);
  const mended = mendText(text, account.changes, count).replace(/\f/g, "\n");
  const whole = joinLineEnds(mended, account.changes, lineCounter(mended));
  account.came(whole);
  const body = stripGutenberg(whole, account);
  const chunks = chunkLines(body);
  const width = wrapWidth(chunks);
  const blocks = chunks.flatMap((chunk) => readChunk(chunk, width, account));
  return { blocks: numberLists(blocks), facts: noFacts(), windowTitle: "", siblings: () => undefined, ours: false };
}

function paragraph(
  lines: readonly string[],
  line: number,
  account: Account,
  broken: boolean,
  bold = false,
): Paragraph[] {
  const loose = lines.flatMap((words, index): Inline[] => [
    ...(index > 0 ? [broken ? ({ kind: "break" } as const) : ({ kind: "words", value: " " } as const)] : []),
    { kind: "words", value: words, ...(bold && { strong: true }) },
  ]);
  const inlines = tidySpaces(loose, account.changes, line);
  const centred = lines.length === 1 && /^\s{12,}\S/.test(lines[0] ?? "");
  return inlines.length === 0 ? [] : [{ kind: "paragraph", inlines, ids: [], line, centred }];
}

function readChunk({ lines, line }: Chunk, width: number, account: Account): Block[] {
  if (lines.length === 1 && RULE.test(lines[0] ?? "")) return [{ kind: "rule", ids: [], line }];
  const underlined = lines.findIndex(
    (one, index) => index > 0 && UNDERLINE.test(one) && (lines[index - 1] ?? "").trim().length < 90,
  );
  if (underlined === 1) {
    const heading: Block = {
      kind: "heading",
      rank: /^\s*=/.test(lines[1] ?? "") ? 2 : 3,
      inlines: tidySpaces([{ kind: "words", value: lines[0] ?? "" }]),
      ids: [],
      line,
      explicit: true,
    };
    const rest = lines.slice(2);
    return [heading, ...(rest.length > 0 ? readChunk({ lines: rest, line: line + 2 }, width, account) : [])];
  }
  if (lines.length > 1 && lines.some((one) => RULE.test(one) || UNDERLINE.test(one))) {
    const at = lines.findIndex((one) => RULE.test(one) || UNDERLINE.test(one));
    return [lines.slice(0, at), lines.slice(at, at + 1), lines.slice(at + 1)].flatMap((part, index) =>
      part.length > 0
        ? readChunk({ lines: part, line: line + (index === 0 ? 0 : index === 1 ? at : at + 1) }, width, account)
        : [],
    );
  }
  if (lines.filter((one) => ITEM.test(one)).length > 1 && ITEM.test(lines[0] ?? ""))
    return [list(lines, line, account)];
  const isHead = (one: string) =>
    /\p{Lu}/u.test(one) &&
    one.length < 70 &&
    (one === one.toUpperCase() || /^\s*(?:chapter|part)\s+\w+\.?\s*$/i.test(one));
  if (lines.length > 1 && lines.length <= 4 && lines.every(isHead))
    return lines.flatMap((one, index) => paragraph([one], line + index, account, false));
  const indent = Math.min(...lines.map(indentOf));
  const longest = Math.max(...lines.map((one) => one.trim().length));
  const noted = /^\s*(?:\[\d{1,3}\]|[†‡]|\*(?=\S))/.test(lines[0] ?? "");
  const verse =
    !noted &&
    lines.length > 1 &&
    longest < Math.min(60, width * 0.75) &&
    !lines.slice(0, -1).every((one) => one.trim().length > width * 0.6);
  const blocks = verse ? paragraph(lines, line, account, true) : paragraphs(lines, line, account);
  if (verse) account.changes.add("Short lines kept as lines (verse, an address, a list)", { line });
  return indent >= 4 && (lines.length > 1 || longest > 40) ? [{ kind: "quote", ids: [], line, blocks }] : blocks;
}

const indentOf = (line: string) => /^\s*/.exec(line.replace(/\t/g, "    "))?.[0].length ?? 0;

/** Lines of one paragraph, or of several whose first lines are set in. */
function paragraphs(lines: readonly string[], line: number, account: Account): Paragraph[] {
  const least = Math.min(...lines.map(indentOf));
  const parts: { lines: string[]; line: number }[] = [];
  lines.forEach((one, index) => {
    const indented = indentOf(one) - least >= 2 && lines.length > 2;
    const open = parts.at(-1);
    const noted = /^\s*\[\d{1,3}\]/.test(lines[0] ?? "") && /^\s*[*†‡]+\s/.test(one);
    if (!open || indented || noted || /^\s*(?:\[\d{1,3}\]|[†‡]|\*(?=\S))/.test(one))
      parts.push({ lines: [one], line: line + index });
    else open.lines.push(one);
  });
  return parts.flatMap((part) => paragraph(part.lines, part.line, account, false));
}

function list(lines: readonly string[], line: number, account: Account): Block {
  const items: { lines: string[]; line: number }[] = [];
  lines.forEach((one, index) => {
    if (ITEM.test(one) || items.length === 0) items.push({ lines: [one], line: line + index });
    else items.at(-1)?.lines.push(one);
  });
  const group = (item: { lines: string[]; line: number }): Group => ({
    kind: "group",
    role: "li",
    ids: [],
    line: item.line,
    blocks: paragraph(item.lines, item.line, account, false),
  });
  return { kind: "list", ordered: false, start: 1, items: items.map(group), ids: [], line };
}

/** Figures before items are words of the source: such a list stays lines, in their order. */
function numberLists(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.kind !== "list") return [block];
    if (block.items.some((item) => /^\(?\d/.test(firstWords(item)))) return block.items.flatMap((item) => item.blocks);
    for (const item of block.items) {
      const first = item.blocks[0];
      if (first?.kind === "paragraph" && first.inlines[0]?.kind === "words")
        first.inlines[0].value = first.inlines[0].value.replace(/^[-•·*]\s+/, "");
    }
    return [block];
  });
}

function firstWords(item: Group): string {
  const first = item.blocks[0];
  return first?.kind === "paragraph" && first.inlines[0]?.kind === "words" ? first.inlines[0].value : "";
}
