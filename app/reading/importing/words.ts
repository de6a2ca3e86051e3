/** Written above the line, by Unicode's own characters: what `<sup>2</sup>` becomes, since Markdown has no other way. */
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const RAISED_RUN = new RegExp(`[${RAISED}]+`, "g");
const INVISIBLE = /[\u00ad\u200b\ufeff]/g;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}’'-]*/gu;

/** `1917` raised. Undefined for anything but digits. */
export function raise(digits: string): string | undefined {
  if (!/^\d+$/.test(digits)) return undefined;
  return [...digits].map((digit) => RAISED[Number(digit)]).join("");
}

/** True where raised figures end one piece and begin the next: side by side they would be one number. */
export const bothRaised = (before: string, after: string) =>
  RAISED.includes(before.at(-1) || " ") && RAISED.includes(after.at(0) || " ");

/**
 * The words of a piece, as a reader counts them, in one spelling whatever the marks (’ and ' are the same, a soft
 * hyphen is nothing, a raised number stands alone): for keeping account, not for showing.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .replace(INVISIBLE, "")
    .replace(RAISED_RUN, (run) => ` ${[...run].map((digit) => RAISED.indexOf(digit)).join("")} `)
    .normalize("NFKC");
  const words = plain.match(WORD) ?? [];
  return words.map((word) => word.replace(/’/g, "'").replace(/['-]+$/, ""));
}

/** How often each word stands somewhere. */
export class WordBag {
  readonly #counts = new Map<string, number>();
  size = 0;

  add(text: string): this {
    for (const word of wordsOf(text)) this.#count(word, 1);
    return this;
  }

  remove(text: string): this {
    for (const word of wordsOf(text)) this.#count(word, -1);
    return this;
  }

  addAll(bag: WordBag): this {
    for (const [word, times] of bag.#counts) this.#count(word, times);
    return this;
  }

  #count(word: string, times: number): void {
    this.size += times;
    this.#counts.set(word, (this.#counts.get(word) ?? 0) + times);
  }

  /** The words that are more often here than in `other`, as often as they are. */
  beyond(other: WordBag): string[] {
    const more: string[] = [];
    for (const [word, times] of this.#counts)
      for (let extra = times - (other.#counts.get(word) ?? 0); extra > 0; extra--) more.push(word);
    return more;
  }
}
