import { Changes } from "./changes.ts";
import { WordBag } from "./words.ts";

/** Something that stood on the page and is not of the text: a row of links, a line about the website. */
export type Furniture = { what: string; words: string };

/** Where every word of a file went. `in` = `out` + `furniture` + `metadata` + `marks`, always. */
export type WordCount = {
  in: number;
  out: number;
  furniture: number;
  metadata: number;
  /** The figures and signs that call notes and begin them: they are made anew by each edition. */
  marks: number;
};

/** Keeps account of one file's words while it is taken apart. */
export class Account {
  readonly changes = new Changes();
  readonly furniture: Furniture[] = [];
  readonly #in = new WordBag();
  readonly #furniture = new WordBag();
  readonly #metadata = new WordBag();
  readonly #marks = new WordBag();

  came(text: string): void {
    this.#in.add(text);
  }

  /** Words that came were written anew, broken characters mended: they count as they are now. */
  rewritten(was: string, now: string): void {
    this.#in.remove(was).add(now);
  }

  stripped(what: string, words: string): void {
    const shown = words.replace(/\s+/g, " ").trim();
    if (shown !== "") this.furniture.push({ what, words: shown });
    this.#furniture.add(words);
  }

  movedToMetadata(words: string): void {
    this.#metadata.add(words);
  }

  mark(words: string): void {
    this.#marks.add(words);
  }

  /** A sign that was thought to call a note, and is a word after all. */
  unmark(words: string): void {
    this.#marks.remove(words);
  }

  /** The count, and which words are missing from `out` or are too many in it. Both are empty when all is well. */
  close(out: string): { words: WordCount; lost: string[]; gained: string[] } {
    const left = new WordBag().add(out);
    const seen = new WordBag().addAll(left).addAll(this.#furniture).addAll(this.#metadata).addAll(this.#marks);
    const words = {
      in: this.#in.size,
      out: left.size,
      furniture: this.#furniture.size,
      metadata: this.#metadata.size,
      marks: this.#marks.size,
    };
    return { words, lost: this.#in.beyond(seen), gained: seen.beyond(this.#in) };
  }
}
