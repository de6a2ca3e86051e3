import { element, textElement, XML_HEAD } from "./escape-xml.ts";

/** `changed`: the moment what is there last changed, where we know it. */
export type Place = { path: string; changed?: Date | undefined };

/** What one sitemap may hold (sitemaps.org). 50 MB are never reached: an address of ours has some 100 bytes. */
export const MOST_PLACES = 50_000;

/** The public addresses of the site, those named first before the rest where there are too many. */
export function writeSitemap(siteUrl: string, places: readonly Place[]): string {
  const urls = places
    .slice(0, MOST_PLACES)
    .map(({ path, changed }) =>
      element(
        "url",
        {},
        textElement("loc", siteUrl + path) + (changed ? textElement("lastmod", changed.toISOString()) : ""),
      ),
    );
  return `${XML_HEAD}${element("urlset", { xmlns: "http://www.sitemaps.org/schemas/sitemap/0.9" }, `\n${urls.join("\n")}\n`)}\n`;
}
