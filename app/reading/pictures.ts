import type { Reader } from "#db/client.ts";

export type Picture = {
  slug: string;
  file: string;
  width: number;
  height: number;
  caption: string;
  alt: string;
  maker: string;
  made: string;
  holder: string;
  rights: string;
  description: string;
};

/** A poster or photograph by its slug. A text's own picture has the text's slug. */
export async function findPicture(db: Reader, slug: string): Promise<Picture | undefined> {
  return db.selectFrom("pictures").selectAll().where("slug", "=", slug).executeTakeFirst();
}

/** The pictures of several texts, by slug. */
export async function listPictures(db: Reader, slugs: readonly string[]): Promise<Record<string, Picture>> {
  if (slugs.length === 0) return {};
  const rows = await db
    .selectFrom("pictures")
    .selectAll()
    .where("slug", "in", [...slugs])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.slug, row]));
}

/** The slug of every picture: each has a page. */
export async function listPictureSlugs(db: Reader): Promise<string[]> {
  const rows = await db.selectFrom("pictures").select("slug").orderBy("slug").execute();
  return rows.map((row) => row.slug);
}
