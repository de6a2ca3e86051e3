import type { Account } from "./account.ts";
import { type Block, everyLine, type Inline } from "./blocks.ts";
import { type Siblings, takeLinkedNotes } from "./linked-notes.ts";
import type { FoundNote } from "./note.ts";
import { takeSignNotes } from "./sign-notes.ts";

/** A note with its label in our editions: figures for the author's, letters for the editor's. */
export type NumberedNote = FoundNote & { label: string };

/**
 * Takes the notes out of a text. Every note that is left is called at least once in the text itself: a note that only
 * another note calls is put at that one's end.
 */
export function takeNotes(blocks: Block[], siblings: Siblings, account: Account): NumberedNote[] {
  const notes = takeLinkedNotes(blocks, siblings, account);
  notes.push(...takeSignNotes(blocks, notes.length, account));
  tellSeriesApart(notes);
  unnest(blocks, notes, account);
  return numberNotes(blocks, notes, account);
}

/** Where some calls are figures and some letters, the letters are the editor's. */
function tellSeriesApart(notes: FoundNote[]): void {
  const figures = notes.filter((note) => /^\d+$/.test(note.sign));
  const letters = notes.filter((note) => /^[a-z]{1,2}$/.test(note.sign));
  if (figures.length > 0 && letters.length > 0) for (const note of letters) note.series = "editor";
}

const callsIn = (blocks: Block[]) =>
  [...everyLine(blocks)].flatMap(({ inlines }) => inlines.flatMap((one) => (one.kind === "call" ? [one.note] : [])));

/** Our notes do not call each other: what calls inside a note is a word again, and a note called only there follows it. */
function unnest(blocks: Block[], notes: FoundNote[], account: Account): void {
  const called = new Set(callsIn(blocks));
  const visit = (index: number) => {
    const note = notes[index];
    if (!note) return;
    for (const { inlines } of [...everyLine(note.blocks)])
      inlines.forEach((one, at) => {
        if (one.kind !== "call") return;
        const inner = notes[one.note];
        const sign = `[${inner?.sign ?? ""}]`;
        inlines[at] = { kind: "words", value: sign };
        account.unmark(sign);
        if (!inner || called.has(one.note)) return;
        called.add(one.note);
        account.changes.add("Notes called by another note put at the end of it", { line: inner.line, example: sign });
        visit(one.note);
        const label: Inline = { kind: "words", value: `${sign} ` };
        if (inner.signed) account.unmark(sign);
        else account.came(sign);
        const [first, ...rest] = inner.blocks;
        if (first?.kind === "paragraph") note.blocks.push({ ...first, inlines: [label, ...first.inlines] }, ...rest);
        else
          note.blocks.push(
            { kind: "paragraph", inlines: [label], ids: [], line: inner.line, centred: false },
            ...inner.blocks,
          );
      });
  };
  for (const index of [...called]) visit(index);
  notes.forEach((note, index) => {
    if (called.has(index)) return;
    called.add(index);
    visit(index);
    putBack(blocks, note, account);
  });
}

/** Notes that only call each other, or themselves, are words at the end of the text. */
function putBack(blocks: Block[], note: FoundNote, account: Account): void {
  account.changes.add("Notes that the text never calls kept at its end", { line: note.line, example: note.sign });
  if (note.signed) {
    account.unmark(note.sign);
    const sign: Inline = { kind: "words", value: `[${note.sign}]` };
    blocks.push({ kind: "paragraph", inlines: [sign], ids: [], line: note.line, centred: false });
  }
  blocks.push(...note.blocks);
}

function numberNotes(blocks: Block[], notes: FoundNote[], account: Account): NumberedNote[] {
  const order = [...new Set(callsIn(blocks))];
  const numbered = new Map<number, NumberedNote>();
  for (const series of ["author", "editor"] as const) {
    const mine = order.filter((index) => notes[index]?.series === series);
    const signs = mine.map((index) => notes[index]?.sign ?? "");
    const fits = series === "author" ? /^[1-9]\d{0,3}$/ : /^[a-z]{1,2}$/;
    const keep = new Set(signs).size === signs.length && signs.every((sign) => fits.test(sign));
    mine.forEach((index, at) => {
      const note = notes[index];
      if (!note) return;
      const label = keep ? note.sign : series === "author" ? String(at + 1) : letters(at);
      if (label !== note.sign)
        account.changes.add(
          `Notes numbered anew, ${series === "author" ? "the author’s by figures" : "the editor’s by letters"}`,
          { line: note.line, example: `${note.sign} → ${label}` },
        );
      numbered.set(index, { ...note, label });
    });
  }
  const list = order.flatMap((index) => numbered.get(index) ?? []);
  const places = new Map(order.map((index, at) => [index, at]));
  for (const { inlines } of everyLine(blocks))
    for (const one of inlines) if (one.kind === "call") one.note = places.get(one.note) ?? 0;
  return list;
}

/** 0 → a, 25 → z, 26 → aa. */
const letters = (index: number): string =>
  (index < 26 ? "" : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(97 + (index % 26));
