import { diffArrays, diffWordsWithSpace } from "diff";
import type { Reader } from "#db/client.ts";

export type EditionInList = {
  number: number;
  published: Date;
  words: number;
  holds: "guide" | "full text";
  changes: string;
};

/** The published editions of a text, newest first. */
export async function listEditions(db: Reader, slug: string): Promise<EditionInList[]> {
  const rows = await db
    .selectFrom("editions")
    .innerJoin("texts", "texts.id", "editions.text_id")
    .select(["number", "published_at", "words", "holds", "changes"])
    .where("texts.slug", "=", slug)
    .where("texts.withdrawn_at", "is", null)
    .where("published_at", "is not", null)
    .orderBy("number", "desc")
    .execute();
  return rows.flatMap(({ published_at, ...row }) => (published_at ? [{ ...row, published: published_at }] : []));
}

export type Piece = { is: "same" | "added" | "removed"; words: string };
/** A paragraph or heading that differs. `anchor` is its address in the newer edition, where it is still there. */
export type Change = { anchor: string | undefined; pieces: Piece[] };

type Row = { anchor: string; words: string };

/**
 * What an edition changed from the one before it, paragraph by paragraph, in the order of reading. Undefined where the
 * text has no such edition, or it is the first.
 */
export async function compareEditions(db: Reader, slug: string, number: number): Promise<Change[] | undefined> {
  const editions = await listEditions(db, slug);
  const newer = editions.find((edition) => edition.number === number);
  const older = editions.find((edition) => edition.number < number);
  if (!newer || !older) return undefined;
  return compare(await listWords(db, slug, older.number), await listWords(db, slug, newer.number));
}

function listWords(db: Reader, slug: string, number: number): Promise<Row[]> {
  return db
    .selectFrom("paragraphs")
    .innerJoin("editions", "editions.id", "paragraphs.edition_id")
    .innerJoin("texts", "texts.id", "editions.text_id")
    .select(["paragraphs.anchor", "paragraphs.words"])
    .where("texts.slug", "=", slug)
    .where("editions.number", "=", number)
    .orderBy("paragraphs.position")
    .execute();
}

/** What differs between two states of a text. A passage is the same one where it kept its address. */
export function compare(older: readonly Row[], newer: readonly Row[]): Change[] {
  const before = new Map(older.map((row) => [row.anchor, row.words]));
  const after = new Map(newer.map((row) => [row.anchor, row.words]));
  const steps = diffArrays(
    older.map(({ anchor }) => anchor),
    newer.map(({ anchor }) => anchor),
  );
  return steps.flatMap((step) =>
    step.value.flatMap((anchor): Change[] => {
      const was = before.get(anchor);
      const is = after.get(anchor);
      // what was moved is told where it stands now
      if (step.removed)
        return is === undefined && was ? [{ anchor: undefined, pieces: [{ is: "removed", words: was }] }] : [];
      if (is === undefined || is === was) return [];
      if (was === undefined) return [{ anchor, pieces: [{ is: "added", words: is }] }];
      return [{ anchor, pieces: piecesOf(was, is) }];
    }),
  );
}

/** Words and spaces that may differ in a passage before it is told as a whole: finding them takes the square of it. */
const MOST_EDITS = 400;

/** Words that changed side by side are one change: the space between them is no word that stayed. */
function piecesOf(was: string, is: string): Piece[] {
  const pieces: Piece[] = [];
  let removed = "";
  let added = "";
  const settle = () => {
    if (removed.trim() !== "") pieces.push({ is: "removed", words: removed });
    if (added.trim() !== "") pieces.push({ is: "added", words: added });
    removed = added = "";
  };
  const steps = diffWordsWithSpace(was, is, { maxEditLength: MOST_EDITS });
  if (!steps) {
    return [
      { is: "removed", words: was },
      { is: "added", words: is },
    ];
  }
  steps.forEach((step, index) => {
    const next = steps[index + 1];
    const gap = step.value.trim() === "" && (removed || added) && next && (next.added || next.removed);
    if (step.removed) removed += step.value;
    else if (step.added) added += step.value;
    else if (gap) {
      removed += removed && step.value;
      added += added && step.value;
    } else {
      settle();
      pieces.push({ is: "same", words: step.value });
    }
  });
  settle();
  return pieces;
}
