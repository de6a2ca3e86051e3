/** Marks that steer how text is shown and say nothing; phones paste them along with numbers and addresses. */
const UNSEEN = /[\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]/gu;
/** Control characters, half surrogates, and the sign a decoder leaves where bytes meant nothing. */
const UNREADABLE = /[\p{Cc}\p{Cs}\uFFFD]/u;

/**
 * More marks upon one letter than any language has (Unicode's own bound is 30, UAX 15). To compose them takes time by
 * the square of their number: one form of them would stop the site for seconds.
 */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** Composed (NFC), tabs as spaces; undefined for what would take long to compose. */
function compose(raw: string): string | undefined {
  return TOO_MANY_MARKS.test(raw) ? undefined : raw.normalize("NFC").replaceAll("\t", " ");
}

/** One line as someone meant it: composed (NFC), single spaces, no ends. Undefined where it holds unreadable characters. */
export function tidyLine(raw: string): string | undefined {
  const text = compose(raw);
  if (text === undefined || UNREADABLE.test(text)) return undefined;
  return text.replace(UNSEEN, "").replace(/\s+/gu, " ").trim();
}

/** The same for text of several lines; line ends become `\n`. */
export function tidyParagraphs(raw: string): string | undefined {
  const text = compose(raw)?.replace(/\r\n?/g, "\n");
  if (text === undefined || UNREADABLE.test(text.replaceAll("\n", ""))) return undefined;
  // line by line: one expression for spaces before a line's end takes minutes over 100,000 spaces and no end
  const lines = text.replace(UNSEEN, "").split("\n");
  return lines
    .map((one) => one.trimEnd())
    .join("\n")
    .trim();
}

/** Characters as a reader and Postgres count them: an emoji is one, not two. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

const SHOWN_AT_MOST = 20_000;

/** What was typed, fit to be put back in its field: unreadable characters are gone, an absurd length is cut. */
export function showable(raw: string): string {
  const text = raw.slice(0, SHOWN_AT_MOST).toWellFormed().replace(/\r\n?/g, "\n");
  return [...text].filter((sign) => sign === "\n" || !UNREADABLE.test(sign)).join("");
}
