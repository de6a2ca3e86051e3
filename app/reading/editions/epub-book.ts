import { createHash } from "node:crypto";
import { type Cover, drawCover, inWords } from "./cover.ts";
import { navOf, ncxOf } from "./epub-contents.ts";
import { documentOf } from "./epub-document.ts";
import { STYLE } from "./epub-style.ts";
import { escapeXml, tag } from "./xhtml.ts";
import { packZip } from "./zip.ts";

/** A place that the contents name: a file, or an anchor in one. */
export type Entry = { title: string; href: string; depth: 1 | 2 };

/** One file of a book, as it is read in order, with what the contents name of it. */
export type Page = {
  file: string;
  title: string;
  /** What the page is, in EPUB's words: "titlepage", "introduction", "endnotes". */
  kind: string;
  role?: string;
  body: string;
  entries: Entry[];
};

export type Book = {
  /** The permanent address: the book's name for ever, whatever edition it is. */
  url: string;
  title: string;
  authors: { name: string; role: "aut" | "trl" }[];
  publisher: string;
  description: string;
  rights: string;
  /** When this edition was published. */
  published: Date;
  cover: Cover;
  pages: Page[];
  start: string;
};

/** A book as the bytes of an EPUB 3.3 file. The same book gives the same bytes. */
export function bindEpub(book: Book): Uint8Array {
  const cover: Page = {
    file: "cover.xhtml",
    title: "Cover",
    kind: "cover",
    body: tag("img", { src: "cover.svg", alt: inWords(book.cover), role: "doc-cover" }),
    entries: [],
  };
  const [title, ...others] = book.pages;
  const inOrder = [cover, ...(title ? [title] : []), CONTENTS, ...others];
  const files = [cover, ...book.pages];
  return packZip(
    { name: "mimetype", text: "application/epub+zip" },
    [
      { name: "META-INF/container.xml", text: CONTAINER },
      { name: "EPUB/package.opf", text: packageOf(book, inOrder) },
      { name: "EPUB/nav.xhtml", text: navOf(book) },
      { name: "EPUB/toc.ncx", text: ncxOf(book, identifierOf(book.url)) },
      { name: "EPUB/style.css", text: STYLE },
      { name: "EPUB/cover.svg", text: `<?xml version="1.0" encoding="UTF-8"?>\n${drawCover(book.cover)}\n` },
      ...files.map((page) => ({ name: `EPUB/${page.file}`, text: fileOf(page) })),
    ],
    book.published,
  );
}

/** The contents, as a page to read after the title page: the same file that reading apps take their list from. */
const CONTENTS: Page = { file: "nav.xhtml", title: "Contents", kind: "toc", body: "", entries: [] };

const CONTAINER = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`;

/** The RFC's own name space for addresses: version 5 names come out the same for the same address. */
const URL_NAMES = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** `urn:uuid:…`, always the same for one address (RFC 9562, version 5). */
export function identifierOf(url: string): string {
  const hash = createHash("sha1").update(URL_NAMES).update(url).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return `urn:uuid:${parts.join("-")}`;
}

function fileOf(page: Page): string {
  const section =
    page.kind === "cover"
      ? page.body
      : tag("section", { "epub:type": page.kind, role: page.role, "aria-label": page.title }, `\n${page.body}\n`);
  return documentOf(page.title, section, page.kind === "cover" ? "cover" : undefined);
}

function packageOf(book: Book, inOrder: readonly Page[]): string {
  const meta = (property: string, value: string) => tag("meta", { property }, escapeXml(value));
  const people = book.authors.flatMap(({ name, role }, index) => [
    tag(role === "aut" ? "dc:creator" : "dc:contributor", { id: `by-${index + 1}` }, escapeXml(name)),
    `<meta refines="#by-${index + 1}" property="role" scheme="marc:relators">${role}</meta>`,
  ]);
  const metadata = [
    tag("dc:identifier", { id: "id" }, identifierOf(book.url)),
    tag("dc:title", {}, escapeXml(book.title)),
    tag("dc:language", {}, "en-GB"),
    ...people,
    tag("dc:publisher", {}, escapeXml(book.publisher)),
    tag("dc:date", {}, book.published.toISOString().slice(0, 10)),
    tag("dc:description", {}, escapeXml(book.description)),
    tag("dc:rights", {}, escapeXml(book.rights)),
    tag("dc:source", {}, escapeXml(book.url)),
    meta("dcterms:modified", `${book.published.toISOString().slice(0, 19)}Z`),
    meta("schema:accessMode", "textual"),
    meta("schema:accessModeSufficient", "textual"),
    ...FEATURES.map((feature) => meta("schema:accessibilityFeature", feature)),
    meta("schema:accessibilityHazard", "none"),
    meta("schema:accessibilitySummary", SUMMARY),
    tag("meta", { name: "cover", content: "cover-image" }),
  ];
  const items = [
    tag("item", { id: "nav", href: "nav.xhtml", "media-type": "application/xhtml+xml", properties: "nav" }),
    tag("item", { id: "ncx", href: "toc.ncx", "media-type": "application/x-dtbncx+xml" }),
    tag("item", { id: "style", href: "style.css", "media-type": "text/css" }),
    tag("item", { id: "cover-image", href: "cover.svg", "media-type": "image/svg+xml", properties: "cover-image" }),
    ...inOrder
      .filter((page) => page.file !== "nav.xhtml")
      .map((page) => tag("item", { id: idOf(page), href: page.file, "media-type": "application/xhtml+xml" })),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en-GB">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
${metadata.join("\n")}
</metadata>
<manifest>
${items.join("\n")}
</manifest>
<spine toc="ncx">
${inOrder.map((page) => tag("itemref", { idref: idOf(page) })).join("\n")}
</spine>
</package>
`;
}

const idOf = (page: Page) => (page.file === "nav.xhtml" ? "nav" : page.file.replace(/\.xhtml$/, ""));

const FEATURES = ["tableOfContents", "readingOrder", "structuralNavigation", "alternativeText"];
const SUMMARY =
  "Words only, with headings, a table of contents, and notes that lead both ways. The one picture is the cover, and it is described.";
