import { slugOf } from "../anchors.ts";
import type { Provenance } from "../texts.ts";
import { Account, type Furniture, type WordCount } from "./account.ts";
import type { Change } from "./changes.ts";
import { shownWords } from "./checked.ts";
import { compose } from "./compose.ts";
import { curlQuotes } from "./curl-quotes.ts";
import type { Source } from "./draft.ts";
import { readSource } from "./read-source.ts";
import { ImportRefusal, MOST_PACKED_BYTES, refuseSize } from "./refusal.ts";

export type { Source } from "./draft.ts";

export type ImportOptions = {
  /** The text's address, where the volunteer gives it. */
  slug?: string | undefined;
  /** Take out what would run in a browser, and bring in the rest. Otherwise a file that has any is refused. */
  withoutScripts?: boolean | undefined;
  /** Make straight quotation marks curly, and say so. */
  curlyQuotes?: boolean | undefined;
};

/** A file made ready to be stored as the draft of a text. Nothing has been stored. */
export type Imported = {
  draft: {
    slug: string;
    title: string;
    author: string;
    occasion: string;
    originalDate: string;
    paper: string | null;
    summary: string;
    holds: "full text";
    introduction: string;
    body: string;
    provenance: Provenance;
    rights: string;
  };
  changes: Change[];
  furniture: Furniture[];
  words: WordCount;
  notes: { author: number; editor: number };
};

/**
 * Reads one file as a text. Throws `ImportRefusal` with a sentence for what cannot or may not be brought in, and
 * where a word would be lost. Reads nothing but what `source` gives it.
 */
export async function importText(source: Source, options: ImportOptions = {}): Promise<Imported> {
  refuseSize(source.bytes.length, MOST_PACKED_BYTES);
  const account = new Account();
  try {
    const read = await readSource(source, options.withoutScripts === true, account);
    if (options.curlyQuotes) curlQuotes(read.blocks, account.changes);
    const made = compose(read, source.name, account);
    return finish(made, options, account);
  } catch (fault) {
    // a parser's stack has an end; a text that reaches it was made to
    if (fault instanceof RangeError) throw new ImportRefusal("Its parts are nested deeper than any text’s are.");
    throw fault;
  }
}

function finish(
  { facts, body, notes }: ReturnType<typeof compose>,
  options: ImportOptions,
  account: Account,
): Imported {
  const { words, lost, gained } = account.close(shownWords(body, facts.introduction));
  if (words.out === 0) throw new ImportRefusal("No words are left of it: there is nothing to read in this file.");
  if (lost.length > 0 || gained.length > 0) throw new ImportRefusal(differenceSentence(words, lost, gained));
  const { title, author, occasion, originalDate, paper, summary, introduction, provenance, rights } = facts;
  const slug = options.slug ?? (facts.slug || slugOf(title));
  const mended = account.changes
    .list()
    .filter((change) => /mended|joined at line ends|Quotation marks/.test(change.what));
  const corrections = mended.map((change) => `${change.what} (${change.times})`).join("; ");
  if (corrections)
    provenance.corrections = [provenance.corrections, `Made by the importer: ${corrections}.`]
      .filter(Boolean)
      .join(" ");
  return {
    draft: {
      slug,
      title,
      author,
      occasion,
      originalDate,
      paper,
      summary,
      holds: "full text",
      introduction,
      body,
      provenance,
      rights,
    },
    changes: account.changes.list(),
    furniture: account.furniture,
    words,
    notes: {
      author: notes.filter((note) => note.series === "author").length,
      editor: notes.filter((note) => note.series === "editor").length,
    },
  };
}

const SHOWN = 12;
function differenceSentence(words: WordCount, lost: string[], gained: string[]): string {
  const list = (all: string[]) =>
    `${all.slice(0, SHOWN).join(", ")}${all.length > SHOWN ? ` and ${all.length - SHOWN} more` : ""}`;
  const parts = [
    lost.length > 0 ? `missing: ${list(lost)}` : "",
    gained.length > 0 ? `too many: ${list(gained)}` : "",
  ].filter(Boolean);
  return `The words do not add up: ${words.in} came in, ${words.out} would be shown, ${words.furniture + words.metadata + words.marks} are accounted for otherwise (${parts.join("; ")}). Nothing is stored; please report it with the file.`;
}
