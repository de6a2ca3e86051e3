import { makeLinksAbsolute } from "#app/feeds/absolute-links.ts";
import type { Entry, Feed } from "#app/feeds/atom.ts";
import { FEEDS_BEGAN, tagId } from "#app/feeds/atom.ts";
import type { Reader } from "#db/client.ts";
import { listNewsWhole, type NewsItem } from "./news.ts";
import { topicName } from "./topic-name.ts";

const ITEMS = 20;

/** Our news as a feed, whole: it is ours to give. Of one topic where asked; undefined where that has no news yet. */
export async function newsFeed(
  db: Reader,
  house: { siteUrl: string; party: string },
  asked: { now: Date; topic?: string },
): Promise<Feed | undefined> {
  const items = await listNewsWhole(db, { ...asked, most: ITEMS });
  const { siteUrl, party } = house;
  const { topic } = asked;
  if (topic && items.length === 0) return undefined;
  const path = topic ? `/news/topic/${topic}` : "/news";
  return {
    id: tagId(siteUrl, path),
    title: topic ? `${topicName(topic)}: news from ${party}` : `News from ${party}`,
    author: { name: party, uri: siteUrl },
    links: [
      { rel: "self", href: `${siteUrl}${path}.atom`, type: "application/atom+xml" },
      { rel: "alternate", href: siteUrl + path, type: "text/html" },
    ],
    icon: `${siteUrl}/icon-192.png`,
    entries: items.map((item) => newsEntry(item, siteUrl)),
    began: FEEDS_BEGAN,
  };
}

function newsEntry(item: NewsItem, siteUrl: string): Entry {
  const page = `${siteUrl}/news/${item.slug}`;
  return {
    id: tagId(siteUrl, `/news/${item.slug}`),
    title: item.title,
    updated: item.published,
    published: item.published,
    author: item.author,
    category: { term: item.topic, label: topicName(item.topic) },
    summary: item.standfirst,
    html: makeLinksAbsolute(item.bodyHtml, page),
    links: [{ rel: "alternate", href: page, type: "text/html" }],
  };
}
