import type { Reader } from "#db/client.ts";

export type Headline = {
  slug: string;
  title: string;
  author: string;
  topic: string;
  standfirst: string;
  words: number;
  published: Date;
};
export type NewsItem = Headline & { bodyHtml: string };
export type NewsPage = { items: Headline[]; page: number; pages: number; count: number };

export const NEWS_A_PAGE = 20;

const HEADLINE = ["slug", "title", "author", "topic", "standfirst", "words", "published_at as published"] as const;

/** News that is out by now, newest first. A page that does not exist is the last one there is. */
export async function listNews(
  db: Reader,
  asked: { now: Date; page?: number; topic?: string | undefined; aPage?: number },
): Promise<NewsPage> {
  const aPage = asked.aPage ?? NEWS_A_PAGE;
  let out = db.selectFrom("news").where("published_at", "<=", asked.now);
  if (asked.topic) out = out.where("topic", "=", asked.topic);
  const { count } = await out.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
  const pages = Math.max(1, Math.ceil(count / aPage));
  const page = Math.min(Math.max(1, asked.page ?? 1), pages);
  const items = await out
    .select(HEADLINE)
    .orderBy("published_at", "desc")
    .orderBy("slug")
    .limit(aPage)
    .offset((page - 1) * aPage)
    .execute();
  return { items, page, pages, count };
}

/** The newest items whole, for a feed. Of one topic only, where asked. */
export async function listNewsWhole(
  db: Reader,
  asked: { now: Date; most: number; topic?: string | undefined },
): Promise<NewsItem[]> {
  let out = db.selectFrom("news").where("published_at", "<=", asked.now);
  if (asked.topic) out = out.where("topic", "=", asked.topic);
  return out
    .select([...HEADLINE, "body_html as bodyHtml"])
    .orderBy("published_at", "desc")
    .orderBy("slug")
    .limit(asked.most)
    .execute();
}

/** One item. Undefined where there is none, or it is not out yet. */
export async function findNews(db: Reader, slug: string, now: Date): Promise<NewsItem | undefined> {
  return db
    .selectFrom("news")
    .select([...HEADLINE, "body_html as bodyHtml"])
    .where("slug", "=", slug)
    .where("published_at", "<=", now)
    .executeTakeFirst();
}

/** The topics that have news, by name. */
export async function listTopics(db: Reader, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("news")
    .select("topic")
    .distinct()
    .where("published_at", "<=", now)
    .orderBy("topic")
    .execute();
  return rows.map((row) => row.topic);
}
