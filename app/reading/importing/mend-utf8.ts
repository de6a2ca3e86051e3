import type { Changes } from "./changes.ts";

/** What windows-1252 shows for the bytes 0x80 to 0x9f. Five of them it leaves empty. */
const HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const BYTES = new Map([...HIGH].map((char, index) => [char, 0x80 + index]));

const byteOf = (char: string): number | undefined => {
  const code = char.charCodeAt(0);
  return BYTES.get(char) ?? (code >= 0xa0 && code <= 0xff ? code : undefined);
};

/** A character that could be the first byte of UTF-8 read as windows-1252, and what may follow it. */
const SUSPECT = /[\u00c2-\u00f4]/g;
const GONE = "\ufffd";
/** What may stand behind a word that ends with an accented letter: quotes, dashes, dots, hard spaces. */
const ENDS_WORD = /^[‘’‚“”„‹›«»–—…·\u00a0]+$/;
const LENGTHS = (lead: number) => (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * UTF-8 that somebody read as windows-1252 and saved again (`Soldiersâ€™`), mended. A character of a language's own is
 * hardly ever followed by what would make it a byte of UTF-8 (`â€™`). Pairs like `Ã©`, and a letter that only what ends a
 * word comes after (`été”—`), are mended where the same text has other breakage of the kind; a pair also where it is a letter.
 */
export function mendUtf8(text: string, changes: Changes, lineOf: (place: number) => number): string {
  let mended = text;
  for (let round = 0; round < 3; round++) {
    const next = mendOnce(mended, round === 0 ? changes : undefined, lineOf);
    if (next === mended) break;
    mended = next;
  }
  return mended;
}

function mendOnce(text: string, changes: Changes | undefined, lineOf: (place: number) => number): string {
  const sure = /â€[\p{P}\p{S}œ\ufffd\u009d ]|Ã[©¨¤¶¼±³ª]|Â[\u00a0-\u00bf]/u.test(text);
  let out = "";
  let done = 0;
  for (const match of text.matchAll(SUSPECT)) {
    if (match.index < done) continue;
    const found = sequenceAt(text, match.index, sure);
    if (!found) continue;
    changes?.add("Broken characters mended: UTF-8 that had been read as windows-1252", {
      line: lineOf(match.index),
      example: `${around(text, match.index, found.length)} → ${found.char}`,
    });
    out += text.slice(done, match.index) + found.char;
    done = match.index + found.length;
  }
  return out + text.slice(done);
}

function sequenceAt(text: string, at: number, sure: boolean): { char: string; length: number } | undefined {
  // the closing quotation mark's last byte is one that windows-1252 does not have: it is gone, or a mark of loss
  if (text.startsWith("â€", at)) {
    const third = text[at + 2];
    if (third === GONE || third === "\u009d") return { char: "”", length: 3 };
    if (third === undefined || /[\s.,;:!?)\]—–a-zA-Z<]/.test(third)) return { char: "”", length: 2 };
  }
  const lead = byteOf(text[at] ?? "") ?? 0;
  const length = LENGTHS(lead);
  const bytes = [...text.slice(at, at + length)].map(byteOf);
  if (bytes.length < length || bytes.some((byte) => byte === undefined)) return undefined;
  if (length === 2 && !sure && !/[\u00a9\u00a8\u00a4\u00b6\u00bc\u00b1\u00b3\u00aa]/.test(text[at + 1] ?? ""))
    return undefined;
  if (length > 2 && !sure && ENDS_WORD.test(text.slice(at + 1, at + length))) return undefined;
  try {
    return { char: decoder.decode(Uint8Array.from(bytes as number[])), length };
  } catch {
    return undefined;
  }
}

const around = (text: string, at: number, length: number) =>
  text.slice(Math.max(0, at - 12), at + length).replace(/\s+/g, " ");

/** Control characters that are windows-1252's quotes and dashes under a wrong name (`\u0092` for ’). */
export function mendControls(text: string, changes: Changes, lineOf: (place: number) => number): string {
  return text.replace(/[\u0080-\u009f]/g, (char, at: number) => {
    const real = HIGH[char.charCodeAt(0) - 0x80] ?? char;
    if (real === char) return char;
    changes.add("Control characters mended: windows-1252 quotes and dashes under a wrong name", {
      line: lineOf(at),
      example: `${around(text, at, 0)}${real}`,
    });
    return real;
  });
}
