import { createHash } from "node:crypto";
import type { Site } from "#app/site.ts";
import type { Reader } from "#db/client.ts";
import { findReadingList, listReadingLists, type ReadingList, type TextOnList } from "../reading-lists.ts";
import { findText, listTexts, type Text } from "../texts.ts";
import { imprintFrom } from "./edition-facts.ts";
import { epubOfList, type Listed, newestOf } from "./epub-list.ts";
import { epubOfText } from "./epub-text.ts";
import { findSource, markdownOf } from "./markdown-text.ts";
import { plainTextOf } from "./plain-text.ts";

/**
 * How files are made. Raised whenever the same edition would give other bytes, so that what was kept is made again; a
 * test holds it against what comes out.
 */
export const MAKER = 1;

export const TEXT_FORMATS = ["epub", "txt", "md"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** `name` is what it is called where it is saved. */
export type MadeFile = { bytes: Uint8Array; name: string };

type House = Pick<Site, "db" | "clock" | "settings">;

export const textAddress = (slug: string, format: TextFormat) => `/texts/${slug}.${format}`;
export const listAddress = (slug: string) => `/reading/${slug}.epub`;

/** A text in one format, made now where it has to be. Undefined where there is no such text, or nothing of it published. */
export async function findTextFile(site: House, slug: string, format: TextFormat): Promise<MadeFile | undefined> {
  const text = await findText(site.db, slug);
  return text && keepTextFile(site, text, format);
}

/** A reading list as one EPUB, made now where it has to be. Undefined where there is no such list, or nothing on it. */
export async function findListFile(site: House, slug: string): Promise<MadeFile | undefined> {
  const list = await findReadingList(site.db, slug);
  if (!list) return undefined;
  const listed = async ({ slug: member, why }: TextOnList): Promise<Listed[]> => {
    const text = await findText(site.db, member);
    return text ? [{ text, why }] : [];
  };
  const path = (await Promise.all(list.path.map(listed))).flat();
  const background = (await Promise.all(list.background.map(listed))).flat();
  if (path.length + background.length === 0) return undefined;
  return keepListFile(site, list, path, background);
}

/** After a text was published or taken back: its files, and those of the reading lists it is on, as they are to be. */
export async function makeFilesOf(site: House, slug: string): Promise<void> {
  await makeTextFiles(site, slug);
  for (const list of await listsWith(site.db, slug)) await makeListFile(site, list);
}

/** Every file of a text; none where nothing of it is published. */
export async function makeTextFiles(site: House, slug: string): Promise<void> {
  const text = await findText(site.db, slug);
  if (!text)
    return forget(
      site,
      TEXT_FORMATS.map((format) => textAddress(slug, format)),
    );
  for (const format of TEXT_FORMATS) await keepTextFile(site, text, format);
}

/** A reading list's file; none where nothing is on it. */
export async function makeListFile(site: House, slug: string): Promise<void> {
  if (!(await findListFile(site, slug))) await forget(site, [listAddress(slug)]);
}

/** The texts and reading lists that have files. */
export async function listFileOwners(site: House): Promise<{ texts: string[]; lists: string[] }> {
  const [texts, lists] = await Promise.all([listTexts(site.db), listReadingLists(site.db)]);
  return { texts: texts.map((text) => text.slug), lists: lists.map((list) => list.slug) };
}

async function keepTextFile(site: House, text: Text, format: TextFormat): Promise<MadeFile> {
  const by = imprintFrom(site.settings);
  const bytes = await keep(site, {
    address: textAddress(text.slug, format),
    madeFrom: [format, text, by],
    editionAt: text.published,
    async make() {
      if (format === "epub") return epubOfText(text, by);
      if (format === "txt") return Buffer.from(plainTextOf(text, by));
      const source = await findSource(site.db, text.slug, text.edition);
      if (!source) throw new Error(`edition ${text.edition} of ${text.slug} is published, and not there`);
      return Buffer.from(markdownOf(text, source, by));
    },
  });
  const guide = text.holds === "guide" ? "guide-to-" : "";
  return { bytes, name: `${guide}${text.slug}-edition-${text.edition}.${format}` };
}

async function keepListFile(
  site: House,
  list: ReadingList,
  path: readonly Listed[],
  background: readonly Listed[],
): Promise<MadeFile> {
  const by = imprintFrom(site.settings);
  const editionAt = newestOf([...path, ...background].map(({ text }) => text));
  const bytes = await keep(site, {
    address: listAddress(list.slug),
    madeFrom: ["list", list, path, background, by],
    editionAt,
    make: async () => epubOfList(list, path, background, by),
  });
  return { bytes, name: `reading-list-${list.slug}-${editionAt.toISOString().slice(0, 10)}.epub` };
}

type Wanted = {
  address: string;
  /** Everything the bytes depend on, but for how they are made. */
  madeFrom: unknown[];
  editionAt: Date;
  make(): Promise<Uint8Array>;
};

/** What is kept, where it was made from the same; else made and kept. Two who make it at once make the same. */
async function keep(site: House, wanted: Wanted): Promise<Uint8Array> {
  const madeFrom = createHash("sha256")
    .update(JSON.stringify([MAKER, ...wanted.madeFrom]))
    .digest("hex");
  const kept = await site.db
    .selectFrom("made_files")
    .select("bytes")
    .where("address", "=", wanted.address)
    .where("made_from", "=", madeFrom)
    .executeTakeFirst();
  if (kept) return kept.bytes;
  const bytes = Buffer.from(await wanted.make());
  const row = { made_from: madeFrom, edition_at: wanted.editionAt, bytes, made_at: site.clock.now() };
  await site.db
    .insertInto("made_files")
    .values({ address: wanted.address, ...row })
    .onConflict((conflict) => conflict.column("address").doUpdateSet(row))
    .execute();
  return bytes;
}

async function forget(site: House, addresses: string[]): Promise<void> {
  await site.db.deleteFrom("made_files").where("address", "in", addresses).execute();
}

async function listsWith(db: Reader, textSlug: string): Promise<string[]> {
  const rows = await db
    .selectFrom("reading_lists")
    .innerJoin("reading_list_texts", "reading_list_texts.reading_list_id", "reading_lists.id")
    .innerJoin("texts", "texts.id", "reading_list_texts.text_id")
    .select("reading_lists.slug")
    .where("texts.slug", "=", textSlug)
    .orderBy("reading_lists.slug")
    .execute();
  return rows.map((row) => row.slug);
}
