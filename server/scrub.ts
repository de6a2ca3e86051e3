/**
 * The last net under the log (reliability.md 5.7): what has the shape of somebody's data, or of a key, is taken out of
 * a line whatever field or sentence it came in by. Nothing should ever reach it.
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // with "@" as it is or as addresses have it; bounded, so that a long line costs no more than its length
  [/[^\s"@\\<>():,;=&?/]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}/giu, "[email]"],
  [/\b(?:sk|rk|pk)_(?:test|live)_\w+/g, "[key]"],
  [/\bwhsec_\w+/g, "[key]"],
  [/\b(?:cs|pi|seti|src)_\w+_secret_\w+/g, "[key]"],
  [/\bcs_(?:test|live)_\w+/g, "[session]"],
  [/\bBearer\s+[\w.~+/=-]+/gi, "[key]"],
  [/\b(?:set-)?cookie\b\s*[:=][^"\\]*/gi, "[cookie]"],
  [/\b__(?:Host|Secure)-\w+=[^\s;"\\]*/g, "[cookie]"],
  // a key in an address, and all else that was asked with it
  [/\?[\w%.~-]+=[^\s"\\]*/g, "?[query]"],
  // the number of a card, in fours or in one: not the 13 digits of a time, nor a piece of a UUID
  [/(?<![\w-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{2,7}(?![\w-])/g, "[digits]"],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g, "[address]"],
  // IPv6, whole or shortened; 10:20:30 is a time
  [/(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])/gi, "[address]"],
  [
    /(?<![\w:])(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?(?![\w:])/gi,
    "[address]",
  ],
];

/** One line without what has the shape of a person's data or of a secret. */
export function scrub(line: string): string {
  return SHAPES.reduce((text, [shape, word]) => text.replace(shape, word), line);
}
