import type { Reader } from "#db/client.ts";

/** When the next item of news that is scheduled will be shown. Undefined where none is. */
export async function findNextNews(db: Reader, now: Date): Promise<Date | undefined> {
  const next = await db
    .selectFrom("news")
    .select((news) => news.fn.min("published_at").as("at"))
    .where("published_at", ">", now)
    .executeTakeFirst();
  return next?.at ?? undefined;
}
