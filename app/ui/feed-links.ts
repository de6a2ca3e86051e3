const ATOM = "application/atom+xml";

/** How a page's head names a feed, so that feed readers find it from the page's own address. */
export const feedLink = (title: string, href: string) => ({ rel: "alternate", type: ATOM, title, href });

/** How a page's head names our catalogue of books, for reading apps (OPDS 1.2, section 6). */
export const CATALOGUE_LINK = {
  rel: "related",
  type: "application/atom+xml;profile=opds-catalog;kind=navigation",
  title: "Books to take away",
  href: "/opds",
};

/** How a page's head names the way to search this site from the browser itself. */
export const SEARCH_LINK = {
  rel: "search",
  type: "application/opensearchdescription+xml",
  title: "Search this site",
  href: "/opensearch.xml",
};
