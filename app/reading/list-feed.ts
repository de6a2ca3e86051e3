import { makeLinksAbsolute } from "#app/feeds/absolute-links.ts";
import { type Entry, FEEDS_BEGAN, type Feed, tagId } from "#app/feeds/atom.ts";
import { EPUB } from "#app/feeds/opds.ts";
import type { Reader } from "#db/client.ts";
import { findReadingList } from "./reading-lists.ts";
import { wayOnTo } from "./start-here.ts";
import { findText, type Text } from "./texts.ts";

type House = { siteUrl: string; party: string; press: string };

/** The texts of a reading list, newest edition first. Undefined where there is no such list. */
export async function listFeed(db: Reader, slug: string, house: House): Promise<Feed | undefined> {
  const list = await findReadingList(db, slug);
  if (!list) return undefined;
  const texts: Text[] = [];
  for (const { slug: one } of [...list.path, ...list.background]) {
    const text = await findText(db, one);
    if (text) texts.push(text);
  }
  texts.sort((a, b) => b.published.getTime() - a.published.getTime());
  const { siteUrl, party } = house;
  const path = `/reading/${list.slug}`;
  return {
    id: tagId(siteUrl, path),
    title: `${list.title}: a reading list from ${party}`,
    subtitle: list.summary,
    author: { name: party, uri: siteUrl },
    links: [
      { rel: "self", href: `${siteUrl}${path}.atom`, type: "application/atom+xml" },
      { rel: "alternate", href: siteUrl + path, type: "text/html" },
    ],
    icon: `${siteUrl}/icon-192.png`,
    entries: texts.map((text) => textEntry(text, house)),
    began: FEEDS_BEGAN,
  };
}

/**
 * A text in a feed. Our own guides are given whole. Of a text by somebody else the feed has our introduction and
 * summary only: its rights let us show it here, and say nothing of its being copied on by feed readers.
 */
export function textEntry(text: Text, { siteUrl, press }: House): Entry {
  const page = `${siteUrl}/texts/${text.slug}`;
  const guide = text.holds === "guide";
  const more = `<p><a href="${page}">Read ${guide ? "it with its notes" : "the whole text"} on the site</a></p>`;
  const html = guide ? text.introductionHtml + text.bodyHtml : text.introductionHtml;
  return {
    id: tagId(siteUrl, `/texts/${text.slug}`),
    title: wayOnTo(text).name,
    updated: text.published,
    author: guide ? press : text.author,
    summary: text.summary,
    rights: text.rights,
    html: makeLinksAbsolute(html, page) + more,
    links: [
      { rel: "alternate", href: page, type: "text/html" },
      { rel: "alternate", href: `${page}.epub`, type: EPUB },
    ],
  };
}
