import { all, first, links, textOf, type Xml } from "./read-xml.ts";

const ATOM = "http://www.w3.org/2005/Atom";
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** What may stand in an Atom document, and how often a feed and an entry may have it (RFC 4287, 4.1.1 and 4.1.2). */
const IN_FEED = [
  "author",
  "category",
  "contributor",
  "generator",
  "icon",
  "id",
  "link",
  "logo",
  "rights",
  "subtitle",
  "title",
  "updated",
  "entry",
];
const IN_ENTRY = [
  "author",
  "category",
  "content",
  "contributor",
  "id",
  "link",
  "published",
  "rights",
  "source",
  "summary",
  "title",
  "updated",
];

/** Every rule of RFC 4287 that a feed breaks, as sentences. */
export function atomFaults(feed: Xml): string[] {
  const faults: string[] = [];
  const say = (wrong: boolean, sentence: string) => {
    if (wrong) faults.push(sentence);
  };
  say(feed.name !== "feed" || feed.space !== ATOM, "the root is not atom:feed");
  common(feed, IN_FEED, "the feed", say);
  const entries = all(feed, "entry");
  say(links(feed, "self").length !== 1, "the feed has not one link rel=self");
  say(all(feed, "author").length === 0 && entries.some((entry) => !first(entry, "author")), "nobody is the author");
  say(new Set(entries.map((entry) => textOf(entry, "id"))).size !== entries.length, "two entries have one id");
  const newest = entries
    .map((entry) => textOf(entry, "updated") ?? "")
    .sort()
    .at(-1);
  say(newest !== undefined && newest !== textOf(feed, "updated"), "the feed was not updated when its newest entry was");
  for (const entry of entries) {
    const name = `entry ${textOf(entry, "id")}`;
    common(entry, IN_ENTRY, name, say);
    for (const once of ["content", "published", "rights", "summary", "source"])
      say(all(entry, once).length > 1, `${name} has more than one ${once}`);
    const content = first(entry, "content");
    say(!content && links(entry, "alternate").length === 0, `${name} has neither content nor an alternate`);
    say(
      content !== undefined && !["text", "html", "xhtml"].includes(content.attributes.type ?? "text"),
      `${name}: type`,
    );
    say(content?.attributes.type === "html" && content.children.length > 0, `${name}: html content has child elements`);
    const published = textOf(entry, "published");
    say(published !== undefined && !RFC3339.test(published), `${name}: published is no RFC 3339 date`);
    const html = content?.text ?? "";
    for (const [, address = ""] of html.matchAll(/ (?:href|src)="([^"]*)"/g))
      say(!/^(https?:\/\/|mailto:|tel:)/.test(address), `${name}: ${address} is not absolute`);
  }
  return faults;
}

function common(part: Xml, may: string[], name: string, say: (wrong: boolean, sentence: string) => void): void {
  for (const child of part.children)
    say(child.space === ATOM && !may.includes(child.name), `${name} may not have ${child.name}`);
  for (const one of ["id", "title", "updated"]) say(all(part, one).length !== 1, `${name} has not one ${one}`);
  say(!RFC3339.test(textOf(part, "updated") ?? ""), `${name}: updated is no RFC 3339 date`);
  say(!isAbsolute(textOf(part, "id")), `${name}: its id is no absolute IRI`);
  for (const author of all(part, "author")) say(!textOf(author, "name"), `${name}: an author has no name`);
  const alternates = links(part, "alternate").map((link) => `${link.type} ${link.hreflang}`);
  say(new Set(alternates).size !== alternates.length, `${name} has two alternates of one type`);
  for (const { attributes } of all(part, "link")) {
    say(!attributes.href || !isAbsolute(attributes.href), `${name}: a link leads nowhere`);
    say(attributes.type !== undefined && !/^[\w.+-]+\/[\w.+-]+(;.*)?$/.test(attributes.type), `${name}: a link's type`);
  }
  for (const category of all(part, "category")) say(!category.attributes.term, `${name}: a category has no term`);
}

function isAbsolute(iri: string | undefined): boolean {
  return iri !== undefined && /^[a-z][a-z0-9+.-]*:\S+$/i.test(iri);
}

/** A tag: URI (RFC 4151): an authority, a day or year, and a name of its own. */
export const TAG = /^tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w\-./~!$&'()*+,;=:@%?]+$/;
