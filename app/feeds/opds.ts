import { type Entry, type Feed, type Link, writeAtom } from "./atom.ts";
import { textElement } from "./escape-xml.ts";

/** The two kinds of feed a catalogue has (OPDS 1.2, section 2): one leads on, one hands out. */
export const NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation";
export const ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition";
export const EPUB = "application/epub+zip";

const OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access";

const NAMESPACES = { dc: "http://purl.org/dc/terms/", opds: "http://opds-spec.org/2010/catalog" };

/** A catalogue feed, which every reading app can find its way back from. Its own address is `self`. */
export function writeCatalogue(
  feed: Omit<Feed, "namespaces">,
  self: { href: string; type: string },
  start: string,
): string {
  const links: Link[] = [{ rel: "self", ...self }, { rel: "start", href: start, type: NAVIGATION }, ...feed.links];
  return writeAtom({ ...feed, links, namespaces: NAMESPACES });
}

export type Book = {
  id: string;
  title: string;
  author: string;
  summary: string;
  updated: Date;
  publisher: string;
  rights: string | undefined;
  /** When what it holds was first given to the public, as far as it is known. */
  issued: string | undefined;
  epub: string;
  page: string;
  /** A PNG, 1200 by 630. */
  picture: string;
  /** Its printed pamphlet: a page about it, for it is no e-publication and cannot be bought from within an app. */
  pamphlet?: { href: string; title: string };
};

/** A book to take away: one text, or a whole reading list. */
export function bookEntry(book: Book): Entry {
  return {
    id: book.id,
    title: book.title,
    updated: book.updated,
    author: book.author,
    summary: book.summary,
    ...(book.rights ? { rights: book.rights } : {}),
    extra: [
      textElement("dc:language", "en-GB"),
      textElement("dc:publisher", book.publisher),
      ...(book.issued ? [textElement("dc:issued", book.issued)] : []),
    ].join("\n"),
    links: [
      { rel: OPEN_ACCESS, href: book.epub, type: EPUB },
      { rel: "alternate", href: book.page, type: "text/html" },
      { rel: "http://opds-spec.org/image", href: book.picture, type: "image/png" },
      { rel: "http://opds-spec.org/image/thumbnail", href: book.picture, type: "image/png" },
      ...(book.pamphlet ? [{ rel: "related", type: "text/html", ...book.pamphlet }] : []),
    ],
  };
}
