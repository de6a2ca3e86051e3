import { posix } from "node:path";
import { attributesOf, readEntities, scanTags } from "./scan-tags.ts";

/** What an EPUB says of itself: its pages in order, and who made it. */
export type Package = {
  title: string;
  authors: string[];
  translators: string[];
  publisher: string;
  sources: string[];
  spine: string[];
  /** Pages that are in the book and not in its order. */
  others: string[];
  /** What the guide of an EPUB 2 calls a page: cover, toc, title-page. */
  roles: Map<string, string>;
};

type Item = { id: string; path: string; page: boolean; nav: boolean };

/** Reads the package document (EPUB 2 and 3). `folder` is where it lies in the book. */
export function readPackage(xml: string, folder: string): Package {
  const items = new Map<string, Item>();
  const order: string[] = [];
  const roles = new Map<string, string>();
  const people: { id: string; name: string; role: string; creator: boolean }[] = [];
  const refined = new Map<string, string>();
  const said = new Map<string, string[]>();
  const pathOf = (href: string) => posix.normalize(posix.join(folder, safe(href.split("#")[0] ?? "")));
  for (const tag of scanTags(xml)) {
    if (tag.kind !== "open") continue;
    const name = tag.name.split(":").at(-1) ?? "";
    const attributes = attributesOf(xml, tag);
    const value = () =>
      readEntities(xml.slice(tag.end, Math.max(tag.end, xml.indexOf("<", tag.end))))
        .replace(/\s+/g, " ")
        .trim();
    if (name === "item") {
      const id = attributes.get("id") ?? "";
      const type = attributes.get("media-type") ?? "";
      items.set(id, {
        id,
        path: pathOf(attributes.get("href") ?? ""),
        page: /xhtml|html|x-dtbook/.test(type),
        nav: /\bnav\b/.test(attributes.get("properties") ?? ""),
      });
    } else if (name === "itemref") order.push(attributes.get("idref") ?? "");
    else if (name === "reference")
      roles.set(pathOf(attributes.get("href") ?? ""), guideRole(attributes.get("type") ?? ""));
    else if (name === "creator" || name === "contributor")
      people.push({
        id: attributes.get("id") ?? "",
        name: value(),
        role: attributes.get("opf:role") ?? "",
        creator: name === "creator",
      });
    else if (name === "meta" && attributes.get("property") === "role")
      refined.set((attributes.get("refines") ?? "").replace("#", ""), value());
    else if (tag.name.startsWith("dc:")) said.set(name, [...(said.get(name) ?? []), value()]);
  }
  const pages = order.flatMap((id) => items.get(id) ?? []).filter((item) => !item.nav);
  const spine = [...new Set(pages.map((item) => item.path))];
  const others = [...items.values()]
    .filter((item) => item.page && !item.nav && !spine.includes(item.path))
    .map((item) => item.path);
  const roleOf = (person: (typeof people)[number]) => refined.get(person.id) ?? person.role;
  return {
    title: said.get("title")?.[0] ?? "",
    authors: people.filter((person) => person.creator && /^(aut)?$/.test(roleOf(person))).map((person) => person.name),
    translators: people.filter((person) => roleOf(person) === "trl").map((person) => person.name),
    publisher: said.get("publisher")?.[0] ?? "",
    sources: said.get("source") ?? [],
    spine,
    others,
    roles,
  };
}

const guideRole = (type: string) => (type === "title-page" ? "titlepage" : type === "text" ? "" : type);

function safe(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}
