import type { Block, Inline, Words } from "./blocks.ts";
import type { Changes } from "./changes.ts";

/** A place that links point at, until the paragraph it stands in is finished. */
export type Anchor = { kind: "anchor"; id: string };
export type Loose = Inline | Anchor;

const sameLook = (a: Words, b: Words) =>
  a.em === b.em &&
  a.strong === b.strong &&
  a.struck === b.struck &&
  a.code === b.code &&
  a.raised === b.raised &&
  a.href === b.href &&
  a.size === b.size;

/**
 * Loose words of a page as paragraphs: spaces made one, breaks at the edges dropped, and two breaks with nothing
 * between them taken for what they were used as, the end of a paragraph.
 */
export function finishLines(
  loose: readonly Loose[],
  changes: Changes,
  line: number,
): { inlines: Inline[]; ids: string[] }[] {
  const paragraphs: { inlines: Inline[]; ids: string[] }[] = [];
  let current: Inline[] = [];
  let ids: string[] = [];
  let breaks = 0;
  const end = () => {
    const inlines = tidySpaces(current, changes, line);
    if (inlines.length > 0) {
      paragraphs.push({ inlines, ids });
      ids = [];
    }
    current = [];
  };
  for (const one of loose) {
    if (one.kind === "anchor") ids.push(one.id);
    else if (one.kind === "break") breaks += 1;
    else if (one.kind === "words" && one.value.trim() === "") current.push(one);
    else {
      if (breaks > 1) {
        end();
        changes.add("Paragraphs made of lines parted by two or more <br>", { line });
      } else if (breaks === 1 && current.some((before) => before.kind !== "words" || before.value.trim() !== ""))
        current.push({ kind: "break" });
      breaks = 0;
      current.push(one);
    }
  }
  end();
  const last = paragraphs.at(-1);
  if (last) last.ids.push(...ids);
  else if (ids.length > 0) paragraphs.push({ inlines: [], ids });
  return paragraphs;
}

/** Spaces as a browser shows them: one for many, none at the edges of a line. */
export function tidySpaces(inlines: readonly Inline[], changes?: Changes, line = 0): Inline[] {
  const out: Inline[] = [];
  let spaced = true;
  for (const one of inlines) {
    const before = out.at(-1);
    if (one.kind !== "words") {
      if (one.kind === "break") trimEnd(out);
      out.push(one);
      spaced = one.kind === "break";
      continue;
    }
    let value = one.value.replace(/[ \t\n\r\f]+/g, " ");
    if (/[\u00a0 ]{2,}/.test(value) || (spaced && value.startsWith("\u00a0"))) {
      changes?.add("Rows of hard spaces made one space", { line });
      value = value.replace(/[\u00a0 ]{2,}/g, " ").replace(spaced ? /^\u00a0/ : /^$/, "");
    }
    if (/[\u00ad\u200b\ufeff]/.test(value)) {
      changes?.add("Soft hyphens and spaces of no width taken out", { line });
      value = value.replace(/[\u00ad\u200b\ufeff]/g, "");
    }
    if (spaced) value = value.replace(/^ /, "");
    if (value === "") continue;
    spaced = value.endsWith(" ");
    if (before?.kind === "words" && sameLook(before, one)) before.value += value;
    else out.push({ ...one, value });
  }
  trimEnd(out);
  while (out.at(-1)?.kind === "break") {
    out.pop();
    trimEnd(out);
  }
  return out;
}

function trimEnd(inlines: Inline[]): void {
  for (let last = inlines.at(-1); last?.kind === "words"; last = inlines.at(-1)) {
    last.value = last.value.trimEnd();
    if (last.value !== "") return;
    inlines.pop();
  }
}

/** Blocks as one line, where only a line may stand (a heading, a cell): what parts them is a space. */
export function inOneLine(blocks: readonly Block[], joint = " "): Inline[] {
  const lines: Inline[][] = [];
  const take = (block: Block) => {
    if (block.kind === "paragraph" || block.kind === "heading") lines.push(block.inlines);
    else if (block.kind === "table") lines.push(...block.rows.flat());
    else if (block.kind === "list") for (const item of block.items) item.blocks.forEach(take);
    else if (block.kind !== "rule") block.blocks.forEach(take);
  };
  blocks.forEach(take);
  const said = lines.filter((line) => line.length > 0);
  return said.flatMap((line, index): Inline[] => [
    ...(index > 0 ? [{ kind: "words", value: joint } as const] : []),
    ...line.map((one): Inline => (one.kind === "break" ? { kind: "words", value: " " } : one)),
  ]);
}
