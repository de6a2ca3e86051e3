import type { Account } from "./account.ts";
import { placeOf } from "./addresses.ts";
import { type Block, everyLine, type Inline, type Mark, sayBlock } from "./blocks.ts";
import { type FoundNote, isEditors, signAtStart, signOf } from "./note.ts";
import { blocksAt, type NotePlace, placesIn, removeBlocks } from "./note-places.ts";
import { standsApart } from "./stands-apart.ts";

/** Gives the blocks of another file of the same folder or EPUB; undefined where there is none. */
export type Siblings = (file: string) => Block[] | undefined;

type Called = { mark: Mark; inlines: Inline[]; block: Block };

/**
 * Finds the notes that links lead to, in the page itself or in a file beside it. They leave the text, and each mark
 * that calls one becomes a call. A mark that leads nowhere stays as the words it is.
 */
export function takeLinkedNotes(blocks: Block[], siblings: Siblings, account: Account): FoundNote[] {
  const here = placesIn(blocks);
  const there = new Map<string, Map<string, NotePlace>>();
  const owns = (file: string) => [...here.keys()].some((id) => id.startsWith(`${file}#`));
  const find = (address: string): (NotePlace & { foreign: boolean }) | undefined => {
    const place = placeOf(address);
    if (!place) return undefined;
    const own = here.get(place.id);
    if (own) return { ...own, foreign: false };
    let known = there.get(place.file);
    if (!known) {
      const page = owns(place.file) ? undefined : siblings(place.file);
      known = page ? placesIn(page) : new Map();
      there.set(place.file, known);
    }
    const found = known.get(place.id);
    return found && { ...found, foreign: true };
  };

  const marks = [...everyLine(blocks)].flatMap(({ inlines, block }) =>
    inlines.flatMap((mark): Called[] => (mark.kind === "mark" && mark.href !== "" ? [{ mark, inlines, block }] : [])),
  );
  const starts = new Set<Block>();
  const order = new Map(marks.map(({ block }, index) => [block, index]));
  const notes = new Map<Block, FoundNote & { gone: Block[] }>();
  const targets = marks.map((call) => ({ call, place: find(call.mark.href) }));
  for (const { place } of targets) if (place) starts.add(place.block);

  const inNotes = new Set<Block>();
  const calls: { call: Called; note: FoundNote }[] = [];
  for (const { call, place } of targets) {
    // the sign a note begins with leads back to its call; what stands further on in it may call another note
    if (inNotes.has(call.block) && call.inlines[0] === call.mark) continue;
    if (!place) {
      if (call.mark.noteref || call.mark.value.startsWith("["))
        account.changes.add("Calls of notes that are not here: kept as plain words", {
          line: call.block.line,
          example: `${call.mark.value}, in ${placeOf(call.mark.href)?.id ?? call.mark.href}`,
        });
      continue;
    }
    let note = notes.get(place.block);
    if (!note) {
      if (place.block === call.block || !isNote(call, place, order)) continue;
      const gone = blocksAt(place, starts);
      const words = gone.map(sayBlock).join("\n");
      if (place.foreign) {
        account.came(words);
        account.changes.add("Notes brought in from a file beside this one", {
          line: call.block.line,
          example: placeOf(call.mark.href)?.id,
        });
      }
      const role = gone.map((block) => (block.kind === "group" ? block.role : "")).join(" ");
      note = {
        series: isEditors(words, role) ? "editor" : "author",
        sign: signOf(call.mark.value),
        blocks: gone,
        line: gone[0]?.line ?? 0,
        gone,
      };
      notes.set(place.block, note);
      markInside(gone, inNotes);
    }
    calls.push({ call, note });
  }
  const list = [...notes.values()];
  removeBlocks(blocks, new Set(list.flatMap((note) => note.gone)));
  const callers = new Set(calls.flatMap(({ call }) => call.mark.ids));
  calls.forEach(({ call, note }) => {
    const at = call.inlines.indexOf(call.mark);
    if (at === -1) return;
    call.inlines[at] = { kind: "call", note: list.indexOf(note as never) };
    account.mark(call.mark.value);
    const [before, after] = [call.inlines[at - 1], call.inlines[at + 1]];
    // brackets around the link were part of the sign
    if (
      before?.kind !== "words" ||
      after?.kind !== "words" ||
      !before.value.endsWith("[") ||
      !after.value.startsWith("]")
    )
      return;
    before.value = before.value.slice(0, -1);
    after.value = after.value.slice(1);
  });
  for (const note of list) trimNote(note, callers, account);
  return list.map(({ gone: _gone, ...note }) => note);
}

function markInside(blocks: Block[], seen: Set<Block>): void {
  for (const { block } of everyLine(blocks)) seen.add(block);
}

/** Not every figure that is a link calls a note: one may lead to a chapter, and one may lead back from a note. */
function isNote({ mark, block }: Called, place: NotePlace, order: ReadonlyMap<Block, number>): boolean {
  if (mark.noteref) return true;
  const target = place.block;
  if (target.kind === "heading") return false;
  if (target.kind === "group" && /note|\bli\b|\bfn\b/i.test(target.role)) return true;
  const lines = [...everyLine([target])];
  const backs = lines.some(({ inlines }) =>
    inlines.some(
      (one) =>
        (one.kind === "mark" || one.kind === "words") &&
        (block.ids.some((id) => one.href === `here:${id}`) || mark.ids.some((id) => one.href === `here:${id}`)),
    ),
  );
  const first = lines[0]?.inlines ?? [];
  const starts = signAtStart(first, true)?.sign === signOf(mark.value);
  const at = order.get(target as never);
  const mine = order.get(block);
  // of two that point at each other, the one that comes first calls
  return (backs || starts) && (at === undefined || mine === undefined || mine < at);
}

const BACK =
  /^[^\p{L}\p{N}]*(?:back|return|top|up|to text|back to text|return to text|zurück|\^|↑|↩\ufe0e?|⏎|«)?[^\p{L}\p{N}]*$/iu;

/** A note says its words and nothing of where it was called from: its own sign and its way back are taken off. */
export function trimNote(note: FoundNote, callers: ReadonlySet<string>, account: Account): void {
  const lines = [...everyLine(note.blocks)];
  const first = lines[0];
  const start = first && signAtStart(first.inlines, true);
  if (first && start && (start.sign === note.sign || first.inlines[0]?.kind === "mark")) {
    account.mark(start.taken);
    note.signed = true;
    first.inlines.splice(0, first.inlines.length, ...start.rest);
  }
  for (const { inlines } of lines) {
    for (const one of [...inlines]) {
      if (one.kind !== "words" && one.kind !== "mark") continue;
      const leads = placeOf(one.href ?? "");
      if (!leads) continue;
      const back = callers.has(leads.id) || /ref|back/i.test(leads.id.slice(leads.id.indexOf("#")));
      const at = inlines.indexOf(one);
      // part of a word, `<a>S</a>top`, is no way back
      if (one.value.trim() === "" || !standsApart(inlines, at)) continue;
      if (!(back && one.value.trim().split(/\s+/).length <= 4) && !BACK.test(one.value)) continue;
      account.mark(one.value);
      inlines[at] = { kind: "words", value: " " };
    }
    const last = inlines.at(-1);
    if (last?.kind === "words") last.value = last.value.trimEnd();
  }
}
