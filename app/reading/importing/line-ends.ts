import type { Changes } from "./changes.ts";

const KEEPS_HYPHEN =
  /^(?:self|anti|non|counter|semi|ex|vice|well|pro|pre|co|re|half|all|ever|so|no|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|post|quasi|ultra|mid|inter)$/i;
const BROKEN = /(?<!\S)(\S{0,60}?)(?<![\p{L}’'])([\p{L}’']+)[-\u00ad\u2010]\n[ \t]*(\p{L}[\p{L}’'-]*)/gu;

/** Joins words that a line's end cut in two, with or without the hyphen, as the rest of the text writes them. */
export function joinLineEnds(text: string, changes: Changes, lineOf: (place: number) => number): string {
  if (!BROKEN.test(text)) return text;
  BROKEN.lastIndex = 0;
  const known = new Set(text.toLowerCase().match(/\p{L}[\p{L}’'-]*\p{L}/gu) ?? []);
  return text.replace(BROKEN, (was, before: string, left: string, right: string, place: number) => {
    const whole = (left + right).toLowerCase();
    const hyphened = `${left}-${right}`.toLowerCase();
    // a capital after the hyphen, a known pair, a prefix: the hyphen is the author's
    const keep = !known.has(whole) && (known.has(hyphened) || KEEPS_HYPHEN.test(left) || /^\p{Lu}/u.test(right));
    const word = keep ? `${left}-${right}` : left + right;
    changes.add("Words joined at line ends", {
      line: lineOf(place),
      example: `${was.replace(/\n[ \t]*/, "|")} → ${word}`,
    });
    // the line's end goes in front of the word, so that lines keep their numbers; a word that begins its line has none to spare
    const starts = place === 0 || text[place - 1] === "\n";
    return `${starts ? "" : "\n"}${before}${word}`;
  });
}
