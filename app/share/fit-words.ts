import type { LetterWidths } from "./letter-widths.ts";

export type Fitted = { size: number; lines: string[] };

type Box = {
  width: number;
  height: number;
  /** The type sizes that may be used, in pixels. */
  largest: number;
  smallest: number;
  /** From one line to the next, in parts of the type size. */
  leading: number;
};

/** What the font can draw of some words, with single spaces between them. */
export function drawable(words: string, widths: LetterWidths): string {
  const letters = [...words.normalize("NFC")].map((letter) => (/\s/.test(letter) ? " " : letter));
  return letters
    .filter((letter) => widths(letter) !== undefined)
    .join("")
    .replace(/ +/g, " ")
    .trim();
}

/**
 * Words in the largest type at which all of them stand in a box. Nothing is ever cut: a word too long for a line is
 * broken, and what is too long for the box at the smallest size is set smaller still.
 */
export function fitWords(words: string, widths: LetterWidths, box: Box): Fitted {
  const text = drawable(words, widths);
  for (let size = box.largest; ; size -= size > box.smallest ? 2 : 1) {
    const lines = wrap(text, widths, size, box.width);
    const tooSmallToTry = size <= 4;
    if (lines.length * size * box.leading <= box.height || tooSmallToTry)
      return { size, lines: balance(text, widths, size, box.width, lines) };
  }
}

/** How long some words are in a type size, in pixels. */
export function lengthOf(words: string, widths: LetterWidths, size: number): number {
  let length = 0;
  for (const letter of words) length += (widths(letter) ?? 0) * size;
  return length;
}

function wrap(text: string, widths: LetterWidths, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (lengthOf(longer, widths, size) <= width) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    const pieces = breakWord(word, widths, size, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  return [...lines, line];
}

function breakWord(word: string, widths: LetterWidths, size: number, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const letter of word) {
    if (piece && lengthOf(piece + letter, widths, size) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece];
}

/** The same number of lines, as even as they can be: no word is left alone on the last one. */
function balance(text: string, widths: LetterWidths, size: number, width: number, lines: string[]): string[] {
  let [even, narrow] = [lines, width];
  const step = size / 4;
  while (narrow > step) {
    narrow -= step;
    const tried = wrap(text, widths, size, narrow);
    const longestWord = Math.max(...text.split(" ").map((word) => lengthOf(word, widths, size)));
    if (tried.length > lines.length || longestWord > narrow) break;
    even = tried;
  }
  return even;
}
