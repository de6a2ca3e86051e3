import type { LoaderFunctionArgs } from "@remix-run/node";
import { newest } from "#app/feeds/atom.ts";
import { MOST_PLACES, type Place, writeSitemap } from "#app/feeds/sitemap.ts";
import { listNews, listTopics } from "#app/news/news.ts";
import { listPictureSlugs } from "#app/reading/pictures.ts";
import { listReadingLists } from "#app/reading/reading-lists.ts";
import { listTexts } from "#app/reading/texts.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import type { MayBeKept } from "#app/site.ts";

export const handle: MayBeKept = { mayBeKept: {} };

const PAGES = [
  "/donate",
  "/join",
  "/contact",
  "/about",
  "/privacy",
  "/terms",
  "/donation-rules",
  "/accessibility",
  "/other-ways-to-pay",
  "/offline",
  "/feeds",
];

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, clock, settings } = context;
  const now = clock.now();
  const [lists, texts, pamphlets, news, topics, pictures] = await Promise.all([
    listReadingLists(db),
    listTexts(db),
    listPamphlets(db),
    listNews(db, { now, aPage: MOST_PLACES }),
    listTopics(db, now),
    listPictureSlugs(db),
  ]);
  const at = (path: string, changed?: Date): Place => ({ path, changed });
  const latest = (moments: Date[]) => (moments.length > 0 ? newest(moments, now) : undefined);
  const lastText = latest(texts.map((text) => text.published));
  const lastNews = latest(news.items.map((item) => item.published));
  const listed = await Promise.all(
    lists.map(async ({ slug }) => ({ slug, texts: await listTexts(db, { list: slug }) })),
  );
  const places = [
    at("/", lastNews),
    at("/reading", lastText),
    at("/news", lastNews),
    at("/shop"),
    ...PAGES.map((path) => at(path)),
    ...listed.map((list) => at(`/reading/${list.slug}`, latest(list.texts.map((text) => text.published)))),
    ...texts.map((text) => at(`/texts/${text.slug}`, text.published)),
    ...pamphlets.map((pamphlet) => at(`/shop/${pamphlet.slug}`)),
    ...topics.map((topic) =>
      at(
        `/news/topic/${topic}`,
        latest(news.items.filter((item) => item.topic === topic).map((item) => item.published)),
      ),
    ),
    ...pictures.map((slug) => at(`/figures/${slug}`)),
    ...news.items.map((item) => at(`/news/${item.slug}`, item.published)),
  ];
  return new Response(writeSitemap(settings.siteUrl, places), {
    headers: { "Content-Type": "application/xml; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}
