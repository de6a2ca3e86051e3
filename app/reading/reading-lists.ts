import type { Reader } from "#db/client.ts";
import { listTexts, type TextInList } from "./texts.ts";

export type ListInIndex = { slug: string; title: string; summary: string; lede: string; pictureSlug: string | null };
export type TextOnList = TextInList & { why: string };

export type ReadingList = ListInIndex & {
  openingHtml: string;
  closingHtml: string;
  quotation: { words: string; source: string } | undefined;
  path: TextOnList[];
  background: TextOnList[];
};

/** Where a text stands in a path, and its neighbours. Steps count from 1. */
export type Place = {
  list: { slug: string; title: string };
  part: "path" | "background";
  step: number;
  steps: number;
  previous: TextInList | undefined;
  next: TextInList | undefined;
};

/** The reading lists, in their own order. */
export async function listReadingLists(db: Reader): Promise<ListInIndex[]> {
  return db
    .selectFrom("reading_lists")
    .select(["slug", "title", "summary", "lede", "picture_slug as pictureSlug"])
    .orderBy("position")
    .orderBy("title")
    .execute();
}

/** A list with the texts on it that are published. */
export async function findReadingList(db: Reader, slug: string): Promise<ReadingList | undefined> {
  const list = await db.selectFrom("reading_lists").selectAll().where("slug", "=", slug).executeTakeFirst();
  if (!list) return undefined;
  const members = await listMembers(db, list.id, slug);
  const part = (name: "path" | "background") => members.filter((text) => text.part === name);
  return {
    slug: list.slug,
    title: list.title,
    summary: list.summary,
    lede: list.lede,
    openingHtml: list.opening_html,
    closingHtml: list.closing_html,
    quotation: list.quotation ? { words: list.quotation, source: list.quotation_source ?? "" } : undefined,
    pictureSlug: list.picture_slug,
    path: part("path"),
    background: part("background"),
  };
}

async function listMembers(db: Reader, listId: string, slug: string) {
  const texts = new Map((await listTexts(db, { list: slug })).map((text) => [text.slug, text]));
  const rows = await db
    .selectFrom("reading_list_texts")
    .innerJoin("texts", "texts.id", "reading_list_texts.text_id")
    .select(["texts.slug", "part", "position", "why"])
    .where("reading_list_id", "=", listId)
    .orderBy("position")
    .execute();
  return rows.flatMap((row) => {
    const text = texts.get(row.slug);
    return text ? [{ ...text, part: row.part, why: row.why }] : [];
  });
}

/** Where a text stands in the first list that has it. Undefined where none has. */
export async function findPlace(db: Reader, textSlug: string): Promise<Place | undefined> {
  const list = await db
    .selectFrom("reading_list_texts")
    .innerJoin("reading_lists", "reading_lists.id", "reading_list_texts.reading_list_id")
    .innerJoin("texts", "texts.id", "reading_list_texts.text_id")
    .select(["reading_lists.id", "reading_lists.slug", "reading_lists.title", "reading_list_texts.part"])
    .where("texts.slug", "=", textSlug)
    .orderBy("reading_lists.position")
    .executeTakeFirst();
  if (!list) return undefined;
  const texts = (await listMembers(db, list.id, list.slug)).filter((text) => text.part === list.part);
  const index = texts.findIndex((text) => text.slug === textSlug);
  if (index < 0) return undefined;
  return {
    list: { slug: list.slug, title: list.title },
    part: list.part,
    step: index + 1,
    steps: texts.length,
    previous: texts[index - 1],
    next: texts[index + 1],
  };
}
