import type { Block, Inline } from "./blocks.ts";

/** A note as it was found: its words have left the text, its calls are still to be written. */
export type FoundNote = {
  series: "author" | "editor";
  /** How the source calls it: `7`, `A2.1`, `*`. */
  sign: string;
  blocks: Block[];
  line: number;
  /** True where the note's words began with its sign, which was taken off. */
  signed?: boolean;
};

/** `[3]` → `3`; `(b).` → `b`. */
export const signOf = (mark: string) => mark.trim().replace(/^[[({]\s*|\s*[\])}]?\.?$/g, "");

const EDITOR_SAYS =
  /(?:^|[\s([—–-])(?:Eds?|Editors?|Trans|Transl|Tr|Translator|Transcriber)(?:['’]s? note)?\.?\s*[\])]*\s*$/;
const EDITOR_BEGINS =
  /^\W*(?:(?:note by the )?(?:editors?|translator|transcriber)(?:['’]s)?(?: note)?|eds?\.)\s*[:.—–\]-]/i;

/** By its own words, or by the name of the place it stood in. */
export function isEditors(words: string, place: string): boolean {
  // the arrow that leads back may stand behind the words
  const said = words.replace(/[^\p{L}\p{N}.)\]]+$/u, "");
  return EDITOR_SAYS.test(said) || EDITOR_BEGINS.test(said) || /editor|translator|transcriber|\bednote/i.test(place);
}

/** The figure or sign with which a line begins as a note of that number would: `[3] `, `3. `, `* `. */
export function signAtStart(
  inlines: readonly Inline[],
  bare: boolean,
): { sign: string; taken: string; rest: Inline[] } | undefined {
  const [first, ...others] = inlines;
  if (first?.kind === "mark") {
    const rest = trimStart(others, /^\s*[.:)–—-]?\s*/);
    return { sign: signOf(first.value), taken: first.value, rest };
  }
  if (first?.kind !== "words") return undefined;
  const pattern = bare
    ? /^\s*(?:\[\s*(\w{1,4}|\*{1,4})\s*\]|\((\d{1,3}|\*{1,4})\)|(\d{1,3})[.):]?(?=\s)|([*†‡§¶]{1,4}))[.:]?\s*/u
    : /^\s*(?:\[\s*(\d{1,4}|\*{1,4}|[a-z])\s*\]|([*†‡§¶]{1,4})(?=\s?\S))[.:]?\s*/u;
  const found = pattern.exec(first.value);
  if (!found) return undefined;
  const sign = found.slice(1).find((part) => part !== undefined) ?? "";
  const value = first.value.slice(found[0].length);
  return { sign, taken: found[0], rest: value === "" ? others : [{ ...first, value }, ...others] };
}

function trimStart(inlines: readonly Inline[], what: RegExp): Inline[] {
  const [first, ...others] = inlines;
  if (first?.kind !== "words") return [...inlines];
  const value = first.value.replace(what, "");
  return value === "" ? others : [{ ...first, value }, ...others];
}
