import { saveDraft, type TextDraft } from "#app/reading/drafts.ts";
import { renderMarkdown } from "#app/reading/markdown.ts";
import { publishEdition } from "#app/reading/publish.ts";
import type { Db, Reader } from "#db/client.ts";
import { known, needed, partOf, readWords, type Words } from "./read-words.ts";

/** The day our guides were first put on the site. */
const PUBLISHED = new Date("2026-11-20T09:00:00Z");

/** Texts with their guides, and the reading lists. Pictures come first: lists name them. A second run changes nothing. */
export async function seedReading(db: Db): Promise<void> {
  for (const words of await readWords("texts")) await seedText(db, words);
  for (const words of await readWords("reading-lists")) await seedList(db, words);
  await db
    .insertInto("old_addresses")
    .values([
      { path: "/russia", target: "/reading/what-about-russia" },
      { path: "/pamphlets", target: "/shop" },
    ])
    .onConflict((conflict) => conflict.column("path").doNothing())
    .execute();
}

async function seedText(db: Db, words: Words): Promise<void> {
  const slug = needed(words, "slug");
  if (await db.selectFrom("texts").select("id").where("slug", "=", slug).executeTakeFirst()) return;
  const draft: TextDraft = {
    slug,
    title: needed(words, "title"),
    author: needed(words, "author"),
    occasion: needed(words, "occasion"),
    originalDate: needed(words, "original_date"),
    paper: known(words, "paper") ?? null,
    summary: needed(words, "summary"),
    holds: "guide",
    introduction: partOf(words, "Introduction"),
    body: partOf(words, "Guide"),
    provenance: {
      written: known(words, "written"),
      firstPublished: known(words, "first_published"),
      translation: known(words, "translation"),
      source: known(words, "source"),
    },
    rights: needed(words, "rights"),
  };
  await saveDraft(db, draft, PUBLISHED);
  const size = known(words, "full_text_size");
  if (size) await db.updateTable("texts").set({ full_text_size: size }).where("slug", "=", slug).execute();
  const published = await publishEdition(db, slug, PUBLISHED);
  if (!published.ok) throw new Error(`${slug} cannot be published: ${published.problems.join("; ")}`);
}

async function seedList(db: Reader, words: Words): Promise<void> {
  const slug = needed(words, "slug");
  const picture = await db
    .selectFrom("pictures")
    .select("slug")
    .where("slug", "=", `poster-${slug}`)
    .executeTakeFirst();
  await db
    .insertInto("reading_lists")
    .values({
      slug,
      title: needed(words, "title"),
      lede: needed(words, "lede"),
      summary: needed(words, "summary"),
      opening_html: renderMarkdown(partOf(words, "Opening")),
      closing_html: renderMarkdown(partOf(words, "Closing")),
      quotation: known(words, "quotation") ?? null,
      quotation_source: known(words, "quotation_source") ?? null,
      picture_slug: picture?.slug ?? null,
      position: 1,
    })
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .execute();
  const list = await db.selectFrom("reading_lists").select("id").where("slug", "=", slug).executeTakeFirstOrThrow();
  await seedMembers(db, list.id, "path", words.lists.path ?? []);
  await seedMembers(db, list.id, "background", words.lists.background ?? []);
}

/** Each line: the text's slug, a bar, and why it is on the list. */
async function seedMembers(
  db: Reader,
  listId: string,
  part: "path" | "background",
  lines: readonly string[],
): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const [slug = "", why = ""] = line.split("|").map((piece) => piece.trim());
    const text = await db.selectFrom("texts").select("id").where("slug", "=", slug).executeTakeFirst();
    if (!text) throw new Error(`a reading list names a text that is not there: ${slug}`);
    await db
      .insertInto("reading_list_texts")
      .values({ reading_list_id: listId, text_id: text.id, part, position: index + 1, why })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
