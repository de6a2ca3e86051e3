import { element, textElement, XML_HEAD } from "./escape-xml.ts";

export type Link = { rel: string; href: string; type?: string; title?: string; hreflang?: string };

/** One entry of a feed. `extra` are elements of other vocabularies, already written. */
export type Entry = {
  id: string;
  title: string;
  updated: Date;
  published?: Date;
  author: string;
  summary?: string;
  /** Whole HTML, its links absolute. */
  html?: string;
  /** Plain words in its place: an entry has content or a page of its own (RFC 4287, 4.1.2). */
  text?: string;
  rights?: string;
  category?: { term: string; label: string; scheme?: string };
  links: Link[];
  extra?: string;
};

export type Feed = {
  id: string;
  title: string;
  subtitle?: string;
  author: { name: string; uri: string };
  links: Link[];
  entries: Entry[];
  icon?: string;
  namespaces?: Record<string, string>;
  /** The moment said where there is no entry yet. */
  began: Date;
};

export const ATOM = "application/atom+xml; charset=utf-8";

/** The day our feeds began: it dates every id (RFC 4151), so it never changes. */
const MINTED = "2026";
/** What a feed without entries says it was last changed. */
export const FEEDS_BEGAN = new Date("2026-11-01T00:00:00Z");

/**
 * A name for a thing at a path that holds for ever, also when the site moves from http to https or to another port
 * (RFC 4151). A new edition keeps it.
 */
export function tagId(siteUrl: string, path: string): string {
  return `tag:${new URL(siteUrl).hostname},${MINTED}:${path}`;
}

/** The newest of some moments; `otherwise` where there are none. */
export const newest = (moments: readonly Date[], otherwise: Date): Date =>
  moments.reduce((late, one) => (one > late ? one : late), moments[0] ?? otherwise);

/** A feed as Atom 1.0 (RFC 4287). It was updated when its newest entry was. */
export function writeAtom(feed: Feed): string {
  const updated = newest(
    feed.entries.map((entry) => entry.updated),
    feed.began,
  );
  const parts = [
    textElement("id", feed.id),
    textElement("title", feed.title),
    ...(feed.subtitle ? [textElement("subtitle", feed.subtitle)] : []),
    textElement("updated", updated.toISOString()),
    element("author", {}, textElement("name", feed.author.name) + textElement("uri", feed.author.uri)),
    ...(feed.icon ? [textElement("icon", feed.icon)] : []),
    ...feed.links.map(writeLink),
    ...feed.entries.map(writeEntry),
  ];
  const spaces = Object.entries(feed.namespaces ?? {}).map(([prefix, uri]) => [`xmlns:${prefix}`, uri]);
  return `${XML_HEAD}${element(
    "feed",
    { xmlns: "http://www.w3.org/2005/Atom", ...Object.fromEntries(spaces), "xml:lang": "en-GB" },
    `\n${parts.join("\n")}\n`,
  )}\n`;
}

const writeLink = (link: Link) => element("link", { ...link });

function writeEntry(entry: Entry): string {
  const parts = [
    textElement("id", entry.id),
    textElement("title", entry.title),
    textElement("updated", entry.updated.toISOString()),
    ...(entry.published ? [textElement("published", entry.published.toISOString())] : []),
    element("author", {}, textElement("name", entry.author)),
    ...(entry.category ? [element("category", { ...entry.category })] : []),
    ...entry.links.map(writeLink),
    ...(entry.summary ? [textElement("summary", entry.summary)] : []),
    ...(entry.rights ? [textElement("rights", entry.rights)] : []),
    ...(entry.extra ? [entry.extra] : []),
    ...(entry.html ? [textElement("content", entry.html, { type: "html" })] : []),
    ...(entry.text ? [textElement("content", entry.text, { type: "text" })] : []),
  ];
  return element("entry", {}, `\n${parts.join("\n")}\n`);
}

/** A feed as an answer that may be kept: the server adds its ETag, and says 304 to who has it. */
export function feedAnswer(xml: string, type: string = ATOM): Response {
  return new Response(xml, {
    headers: { "Content-Type": type, "Cache-Control": "public, max-age=0, must-revalidate" },
  });
}
