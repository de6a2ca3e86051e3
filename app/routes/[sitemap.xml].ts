import type { LoaderFunctionArgs } from "@remix-run/node";
import { listNews, listTopics } from "#app/news/news.ts";
import { listReadingLists } from "#app/reading/reading-lists.ts";
import { listTexts } from "#app/reading/texts.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";

const PAGES = [
  "/",
  "/reading",
  "/news",
  "/shop",
  "/donate",
  "/join",
  "/contact",
  "/about",
  "/privacy",
  "/terms",
  "/donation-rules",
  "/accessibility",
  "/other-ways-to-pay",
];
/** A sitemap holds 50,000 addresses at most. */
const MOST_NEWS = 10_000;

export async function loader({ context }: LoaderFunctionArgs) {
  const { db, clock, settings } = context;
  const now = clock.now();
  const [lists, texts, pamphlets, news, topics] = await Promise.all([
    listReadingLists(db),
    listTexts(db),
    listPamphlets(db),
    listNews(db, { now, aPage: MOST_NEWS }),
    listTopics(db, now),
  ]);
  const paths = [
    ...PAGES,
    ...lists.map((list) => `/reading/${list.slug}`),
    ...texts.map((text) => `/texts/${text.slug}`),
    ...pamphlets.map((pamphlet) => `/shop/${pamphlet.slug}`),
    ...topics.map((topic) => `/news/topic/${topic}`),
    ...news.items.map((item) => `/news/${item.slug}`),
  ];
  const urls = paths.map((path) => `<url><loc>${settings.siteUrl}${path}</loc></url>`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("\n")}\n</urlset>\n`;
  return new Response(xml, {
    headers: { "Content-Type": "application/xml; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}
