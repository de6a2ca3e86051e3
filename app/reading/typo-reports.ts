import { firstResult, noteResult } from "#app/forms/form-key.ts";
import type { Site } from "#app/site.ts";
import { type Db, type Reader, transact } from "#db/client.ts";

export type TypoReport = { formKey: string; says: string; quoted: string | undefined; at: string | undefined };

/** Waiting reports of one text: above it somebody is playing with the form, and the editor has enough to do. */
export const MOST_WAITING = 100;

/**
 * Keeps what a reader says is wrong in a text, with the edition they read and the paragraph it is about: the one they
 * came from, or the one that has the words they quote. Returns the report's id; undefined where there is no such text,
 * or the editor has too many of it already. A second press gets the first result.
 */
export async function reportTypo(site: Site, slug: string, report: TypoReport): Promise<string | undefined> {
  return transact(site.db, async (tx) => {
    const first = await firstResult(tx, report.formKey, "typo");
    if (first) return first;
    const edition = await findEdition(tx, slug);
    if (!edition || (await countWaiting(tx, edition.textId)) >= MOST_WAITING) return undefined;
    const anchor = await findParagraph(tx, edition.id, report);
    const { id } = await tx
      .insertInto("typo_reports")
      .values({
        text_id: edition.textId,
        edition_number: edition.number,
        anchor: anchor ?? null,
        quoted: report.quoted ?? "",
        says: report.says,
        created_at: site.clock.now(),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await noteResult(tx, report.formKey, "typo", id);
    return id;
  });
}

function findEdition(db: Reader, slug: string) {
  return db
    .selectFrom("editions")
    .innerJoin("texts", "texts.id", "editions.text_id")
    .select(["editions.id", "editions.number", "texts.id as textId"])
    .where("texts.slug", "=", slug)
    .where("texts.withdrawn_at", "is", null)
    .where("published_at", "is not", null)
    .orderBy("number", "desc")
    .executeTakeFirst();
}

async function countWaiting(db: Reader, textId: string): Promise<number> {
  const { count } = await db
    .selectFrom("typo_reports")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("text_id", "=", textId)
    .where("state", "=", "waiting")
    .executeTakeFirstOrThrow();
  return count;
}

/** People copy with other spaces and quotation marks than the page has. */
const alike = (words: string) =>
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

async function findParagraph(db: Reader, editionId: string, { at, quoted }: TypoReport): Promise<string | undefined> {
  const rows = await db
    .selectFrom("paragraphs")
    .select(["anchor", "words"])
    .where("edition_id", "=", editionId)
    .orderBy("position")
    .execute();
  if (at && rows.some(({ anchor }) => anchor === at)) return at;
  const wanted = alike(quoted ?? "");
  if (wanted === "") return undefined;
  return rows.find(({ words }) => ` ${alike(words)} `.includes(` ${wanted} `))?.anchor;
}

/** The words of a paragraph of a text as it is published. */
export function findWords(db: Reader, slug: string, anchor: string) {
  return db
    .selectFrom("paragraphs")
    .innerJoin("editions", "editions.id", "paragraphs.edition_id")
    .innerJoin("texts", "texts.id", "editions.text_id")
    .select(["paragraphs.anchor", "paragraphs.words"])
    .where("texts.slug", "=", slug)
    .where("paragraphs.anchor", "=", anchor)
    .orderBy("editions.number", "desc")
    .executeTakeFirst();
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A report by its id, for the reader who sent it. */
export async function findTypoReport(db: Reader, id: string) {
  if (!ID.test(id)) return undefined;
  return db
    .selectFrom("typo_reports")
    .innerJoin("texts", "texts.id", "typo_reports.text_id")
    .select(["typo_reports.anchor", "typo_reports.says", "texts.slug", "typo_reports.state"])
    .where("typo_reports.id", "=", id)
    .executeTakeFirst();
}

/** What waits for the editor, oldest first. */
export function listTypoReports(db: Reader) {
  return db
    .selectFrom("typo_reports")
    .innerJoin("texts", "texts.id", "typo_reports.text_id")
    .select([
      "typo_reports.id",
      "texts.slug",
      "edition_number as edition",
      "anchor",
      "quoted",
      "says",
      "typo_reports.created_at as at",
    ])
    .where("state", "=", "waiting")
    .orderBy("typo_reports.created_at")
    .execute();
}

/** The editor has looked at a report. False where it is not there, or was closed before. */
export async function closeTypoReport(db: Db, id: string, state: "accepted" | "declined", now: Date): Promise<boolean> {
  if (!ID.test(id)) return false;
  const done = await db
    .updateTable("typo_reports")
    .set({ state, closed_at: now })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}
