import type { Account } from "./account.ts";
import { type Block, everyBlock, everyLine, type Inline, type Paragraph, sayBlock, sayInlines } from "./blocks.ts";
import { type FoundNote, isEditors, signAtStart, signOf } from "./note.ts";
import { removeBlocks } from "./note-places.ts";

export const NOTES_HEADING =
  /^[^\p{L}\p{N}]*(?:end|foot)?[\s-]*notes?[^\p{L}\p{N}]*$|^[^\p{L}\p{N}]*(?:author|editor|translator|publisher)(?:['’]?s['’]?)? notes?[^\p{L}\p{N}]*$|^[^\p{L}\p{N}]*notes (?:by|of) the .{3,30}$|^[^\p{L}\p{N}]*notes and references[^\p{L}\p{N}]*$/iu;

const RULED = "—";

type Line = { block: Paragraph; heading: string };

/**
 * Finds notes that nothing links to: a line that begins with the figure or sign which an earlier line has called
 * (`… as was said.[3]` and further down `[3] By whom.`). Each page may count from 1 anew: a note belongs to the calls
 * since the last one of its sign. What has no partner stays where it is.
 */
export function takeSignNotes(blocks: Block[], known: number, account: Account): FoundNote[] {
  splitNoteLines(blocks);
  const lines = linesOf(blocks);
  const signs = new Set(lines.flatMap(({ block, heading }) => signAtStart(block.inlines, heading !== "")?.sign ?? []));
  if (signs.size === 0) return [];
  const waiting = new Map<string, { inlines: Inline[]; mark: Inline }[]>();
  const found: (FoundNote & { gone: Paragraph[] })[] = [];
  let open: (FoundNote & { gone: Paragraph[] }) | undefined;
  for (const { block, heading } of lines) {
    const start = signAtStart(block.inlines, heading !== "");
    const calls = start && waiting.get(start.sign);
    if (start && calls && calls.length > 0) {
      waiting.delete(start.sign);
      account.mark(start.taken);
      const first: Paragraph = { ...block, inlines: start.rest };
      open = {
        series: isEditors(sayBlock(block), heading) ? "editor" : "author",
        sign: start.sign,
        blocks: [first],
        line: block.line,
        signed: true,
        gone: [block],
      };
      found.push(open);
      for (const { inlines, mark } of calls) {
        account.mark(mark.kind === "mark" ? mark.value : "");
        inlines[inlines.indexOf(mark)] = { kind: "call", note: known + found.length - 1 };
      }
      continue;
    }
    if (open && heading !== "" && !start) {
      open.blocks.push(block);
      open.gone.push(block);
      continue;
    }
    open = undefined;
    splitSigns(block, signs);
    block.inlines.forEach((mark, index) => {
      if (mark.kind !== "mark" || mark.href !== "" || index === 0) return;
      const sign = signOf(mark.value);
      waiting.set(sign, [...(waiting.get(sign) ?? []), { inlines: block.inlines, mark }]);
    });
  }
  for (const { inlines } of everyLine(blocks))
    inlines.forEach((one, index) => {
      if (one.kind === "mark" && one.was) inlines[index] = one.was;
    });
  removeBlocks(blocks, new Set(found.flatMap((note) => note.gone)));
  return found.map(({ gone: _gone, ...note }) => note);
}

/** Paragraphs in order, each with the heading of notes it stands under, if any. */
function linesOf(blocks: Block[]): Line[] {
  let heading = "";
  let ruled = false;
  const lines: Line[] = [];
  for (const { block } of everyBlock(blocks)) {
    const said = block.kind === "paragraph" || block.kind === "heading" ? sayInlines(block.inlines).trim() : "";
    if (block.kind === "heading" || (block.kind === "paragraph" && said.length < 40 && NOTES_HEADING.test(said)))
      heading = NOTES_HEADING.test(said) ? said : "";
    else if (block.kind === "paragraph") {
      // a line drawn across the page, and under it what begins as a note
      if (ruled && heading === "" && /^\s*\(1\)\s/.test(said)) heading = RULED;
      lines.push({ block, heading });
    }
    ruled = block.kind === "rule";
  }
  return lines;
}

/** Notes that share a paragraph, a line each. */
function splitNoteLines(blocks: Block[]): void {
  for (const { block, list } of [...everyBlock(blocks)]) {
    if (block.kind !== "paragraph" || !block.inlines.some((one) => one.kind === "break")) continue;
    const parts: Inline[][] = [[]];
    const [head] = block.inlines;
    const headed = head?.kind === "words" && NOTES_HEADING.test(head.value.trim());
    block.inlines.forEach((one, index) => {
      const starts = one.kind === "break" && signAtStart(block.inlines.slice(index + 1, index + 3), headed);
      if (starts) parts.push([]);
      else parts.at(-1)?.push(one);
    });
    if (parts.length === 1) continue;
    const paragraphs = parts
      .filter((part) => part.length > 0)
      .map((inlines, index): Paragraph => ({ ...block, inlines, ids: index === 0 ? block.ids : [] }));
    list.splice(list.indexOf(block), 1, ...paragraphs);
  }
}

const SIGN =
  /\[\s*(\d{1,4}|\*{1,4}|[a-z])\s*\]|\((\d{1,3})\)|(?<=[\p{L}\p{N}.,;:!?”’"')\]])([*†‡§¶]{1,4})(?=[\s.,;:)”’—–]|$)/gu;

/** Turns `[3]` and `word*` in plain words into marks, where a line begins with that sign. */
function splitSigns(block: Paragraph, signs: ReadonlySet<string>): void {
  const out = block.inlines.flatMap((one): Inline[] => {
    if (one.kind !== "words" || one.code) return [one];
    const parts: Inline[] = [];
    let done = 0;
    for (const match of one.value.matchAll(SIGN)) {
      if (!signs.has(match[1] ?? match[2] ?? match[3] ?? "")) continue;
      if (match.index > done) parts.push({ ...one, value: one.value.slice(done, match.index) });
      parts.push({
        kind: "mark",
        value: match[0],
        href: "",
        ids: [],
        noteref: false,
        was: { ...one, value: match[0] },
      });
      done = match.index + match[0].length;
    }
    if (done < one.value.length) parts.push({ ...one, value: one.value.slice(done) });
    return parts;
  });
  block.inlines.splice(0, block.inlines.length, ...out);
}
