import { type NotNull, sql } from "kysely";
import { z } from "zod";
import type { Reader } from "#db/client.ts";
import type { Note, Section } from "./render-text.ts";

const Sections = z.array(z.object({ slug: z.string(), title: z.string(), words: z.number() }));
const Notes = z.array(
  z.object({
    series: z.enum(["author", "editor"]),
    label: z.string(),
    id: z.string(),
    html: z.string(),
    refs: z.array(z.string()),
  }),
);
/** Where a text comes from. What is not known is left out, never guessed. */
export const Provenance = z.object({
  written: z.string().optional(),
  firstPublished: z.string().optional(),
  translation: z.string().optional(),
  source: z.string().optional(),
  transcribed: z.string().optional(),
  corrections: z.string().optional(),
});
export type Provenance = z.infer<typeof Provenance>;

export type TextInList = {
  slug: string;
  title: string;
  author: string;
  occasion: string;
  originalDate: string;
  paper: string | null;
  summary: string;
  /** Of the full text, where it is known ("156k"). */
  fullTextSize: string | null;
  holds: "guide" | "full text";
  words: number;
  edition: number;
  /** When its newest edition was published. */
  published: Date;
};

export type Text = TextInList & {
  introductionHtml: string;
  bodyHtml: string;
  sections: Section[];
  notes: Note[];
  provenance: Provenance;
  rights: string;
};

/** Each text with its newest published edition. A text without one, or one that was taken back, is not shown. */
function publishedTexts(db: Reader) {
  return db
    .selectFrom("texts")
    .innerJoin("editions", "editions.text_id", "texts.id")
    .distinctOn("texts.id")
    .where("editions.published_at", "is not", null)
    .where("texts.withdrawn_at", "is", null)
    .orderBy("texts.id")
    .orderBy("editions.number", "desc")
    .select([
      "texts.slug",
      "texts.title",
      "texts.author",
      "texts.occasion",
      "texts.original_date as originalDate",
      "texts.paper",
      "texts.summary",
      "texts.full_text_size as fullTextSize",
      "editions.holds",
      "editions.words",
      "editions.number as edition",
      "editions.published_at as published",
    ])
    .$narrowType<{ published: NotNull }>();
}

/** Everything to read, oldest first. By one author only, or from one list only, where asked. */
export async function listTexts(
  db: Reader,
  only: { author?: string | undefined; list?: string | undefined } = {},
): Promise<TextInList[]> {
  let query = publishedTexts(db);
  if (only.author) query = query.where("texts.author", "=", only.author);
  if (only.list) {
    const list = only.list;
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("reading_list_texts")
          .innerJoin("reading_lists", "reading_lists.id", "reading_list_texts.reading_list_id")
          .whereRef("reading_list_texts.text_id", "=", "texts.id")
          .where("reading_lists.slug", "=", list)
          .select("reading_lists.id"),
      ),
    );
  }
  const texts = await query.execute();
  return texts.sort((a, b) => a.originalDate.localeCompare(b.originalDate) || a.title.localeCompare(b.title));
}

/** What each text's stored HTML takes, in bytes, by slug. */
export async function listTextBytes(db: Reader): Promise<Map<string, number>> {
  const rows = await publishedTexts(db)
    .select(
      sql<number>`octet_length(introduction_html) + octet_length(body_html) + octet_length(notes::text)`.as("bytes"),
    )
    .execute();
  return new Map(rows.map((row) => [row.slug, row.bytes]));
}

/** A text as readers see it. Undefined where there is none, or nothing of it is published. */
export async function findText(db: Reader, slug: string): Promise<Text | undefined> {
  const row = await publishedTexts(db)
    .select([
      "editions.introduction_html as introductionHtml",
      "editions.body_html as bodyHtml",
      "editions.sections",
      "editions.notes",
      "editions.provenance",
      "editions.rights",
    ])
    .where("texts.slug", "=", slug)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    ...row,
    sections: Sections.parse(row.sections),
    notes: Notes.parse(row.notes),
    provenance: Provenance.parse(row.provenance),
  };
}

/** Why a text that could once be read was taken back. Undefined where it was not. */
export async function findWithdrawn(db: Reader, slug: string): Promise<{ title: string; why: string } | undefined> {
  const row = await db
    .selectFrom("texts")
    .select(["title", "withdrawn_why"])
    .where("slug", "=", slug)
    .executeTakeFirst();
  return row?.withdrawn_why ? { title: row.title, why: row.withdrawn_why } : undefined;
}
