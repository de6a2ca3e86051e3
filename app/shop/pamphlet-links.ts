import type { Reader } from "#db/client.ts";
import { listPamphlets } from "./pamphlets.ts";

/** For each text in print, by its slug, a link to its pamphlet. The first in the shop's order, where there are two. */
export async function pamphletLinks(
  db: Reader,
  siteUrl: string,
): Promise<Map<string, { href: string; title: string }>> {
  const links = new Map<string, { href: string; title: string }>();
  for (const { slug, title, text } of await listPamphlets(db)) {
    if (!text || links.has(text.slug)) continue;
    links.set(text.slug, { href: `${siteUrl}/shop/${slug}`, title: `Printed pamphlet: ${title}` });
  }
  return links;
}

/** The drawings on the covers of what is for sale. */
export async function listCovers(db: Reader): Promise<string[]> {
  return (await listPamphlets(db)).map((pamphlet) => pamphlet.cover);
}
