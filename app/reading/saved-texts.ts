import { createHash } from "node:crypto";
import { FEEDS_BEGAN, newest } from "#app/feeds/atom.ts";
import type { Built } from "#app/site.ts";
import type { Reader } from "#db/client.ts";
import { listMade } from "./editions/formats.ts";
import { listPictures } from "./pictures.ts";
import { type ListInIndex, listReadingLists } from "./reading-lists.ts";
import { wayOnTo } from "./start-here.ts";
import { listTextBytes, listTexts, type TextInList } from "./texts.ts";

/** What /offline saves on a device: each address, with a version that changes when what is there does. */
export type SavedList = Record<string, string>;

export type Saved = { list: SavedList; lists: ListInIndex[]; texts: TextInList[]; files: string[] };

/** The page a reader without a connection sees in place of one that is not saved. */
export const AWAY = "/offline/saved";

/**
 * Everything that is saved: the texts, the reading lists, and what their pages need: fonts, styles, pictures. `covers`
 * are the drawings of pamphlets, which pages of texts show. Nothing that belongs to one visitor is ever in it.
 */
export async function listSaved(db: Reader, built: Built, covers: readonly string[]): Promise<Saved> {
  const [lists, texts] = [await listReadingLists(db), await listTexts(db)];
  const slugs = [...texts.map((text) => text.slug), ...lists.flatMap((list) => list.pictureSlug ?? [])];
  const pictures = Object.values(await listPictures(db, slugs)).map((picture) => picture.file);
  const look = [...built.files.keys()].filter((path) => /^\/assets\/.*\.(css|woff2)$|^\/favicon\.svg$/.test(path));
  const files = [...new Set([...look, ...pictures, ...covers])].filter((path) => built.files.has(path)).sort();
  const whole = fingerprint([built.version, lists, texts]);
  const pages = ["/reading", AWAY, ...lists.map((list) => `/reading/${list.slug}`)];
  return {
    lists,
    texts,
    files,
    list: Object.fromEntries([
      ...pages.map((path) => [path, whole]),
      ...texts.map((text) => [
        `/texts/${text.slug}`,
        fingerprint([built.version, text.edition, text.published, text.title]),
      ]),
      ...files.map((path) => [path, built.version]),
    ]),
  };
}

export type BookFile = { name: string; path: string; bytes: number | undefined; changed: Date | undefined };

/**
 * Each list and each text as an EPUB: where it can be had, the day of the edition in it, and what it weighs where it has
 * been made: who looks at the list is not to wait until all of them are.
 */
export async function listBooks(db: Reader, { lists, texts }: Saved): Promise<BookFile[]> {
  const books: Omit<BookFile, "bytes">[] = [];
  for (const { slug, title } of lists) {
    const days = (await listTexts(db, { list: slug })).map((text) => text.published);
    const changed = days.length > 0 ? newest(days, FEEDS_BEGAN) : undefined;
    books.push({ name: `${title} (the whole reading list)`, path: `/reading/${slug}.epub`, changed });
  }
  for (const text of texts)
    books.push({ name: wayOnTo(text).name, path: `/texts/${text.slug}.epub`, changed: text.published });
  const made = await listMade(
    db,
    books.map(({ path }) => path),
  );
  return books.map((book) => {
    const file = made.get(book.path);
    const current = file && file.editionAt.getTime() === book.changed?.getTime();
    return { ...book, bytes: current ? file.size : undefined };
  });
}

const fingerprint = (facts: unknown) =>
  createHash("sha256").update(JSON.stringify(facts)).digest("base64url").slice(0, 12);

const weighed = new Map<string, Promise<number>>();

/**
 * How much room it takes on a device, in bytes. Files and the pages of lists are weighed as they are; of texts, what is
 * stored of each, and what a page puts round it, weighed on one of them. Worked out once for each state of the list.
 */
export function weighSaved(db: Reader, built: Built, saved: Saved): Promise<number> {
  const key = fingerprint(saved.list);
  const known = weighed.get(key);
  if (known) return known;
  weighed.clear();
  const weight = weigh(db, built, saved);
  weighed.set(key, weight);
  weight.catch(() => weighed.delete(key));
  return weight;
}

async function weigh(db: Reader, built: Built, { list, texts, files }: Saved): Promise<number> {
  let sum = 0;
  for (const file of files) sum += built.files.get(file) ?? 0;
  for (const path of Object.keys(list)) {
    if (!built.files.has(path) && !path.startsWith("/texts/")) sum += (await built.weigh(path)) ?? 0;
  }
  const stored = await listTextBytes(db);
  for (const bytes of stored.values()) sum += bytes;
  const [first] = texts;
  if (!first) return sum;
  const page = (await built.weigh(`/texts/${first.slug}`)) ?? 0;
  return sum + texts.length * (page - (stored.get(first.slug) ?? 0));
}

/** "640 KB", "1.2 MB": bytes as people count them, never less than they are. */
export function formatBytes(bytes: number): string {
  const kb = Math.ceil(bytes / 1000);
  return kb < 1000 ? `${kb} KB` : `${(Math.ceil(kb / 100) / 10).toLocaleString("en-GB")} MB`;
}
