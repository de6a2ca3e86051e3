import type { Text } from "../texts.ts";
import {
  addressOf,
  editionLine,
  guideNotice,
  type Imprint,
  imprintLine,
  makerOf,
  noteSeries,
  notesName,
  occasionOf,
  provenanceOf,
  titleAndEdition,
  titleOf,
} from "./edition-facts.ts";
import { type Book, bindEpub, type Page } from "./epub-book.ts";
import { type Block, eachElement, type Part, partsOf, propertyOf, readHtml } from "./stored-html.ts";
import { escapeXml, type Lead, tag, writeXhtml } from "./xhtml.ts";

/** A text as an EPUB. The same edition gives the same bytes. */
export function epubOfText(text: Text, by: Imprint): Uint8Array {
  const url = addressOf(text, by);
  const body = textPages(text, by, { prefix: "", depth: 1 });
  const book: Book = {
    url,
    title: titleOf(text),
    authors: [{ name: makerOf(text, by), role: "aut" }, ...translatorOf(text)],
    publisher: by.press,
    description: text.summary,
    rights: text.rights,
    published: text.published,
    cover: coverOf(text, by),
    pages: [titlePage(text, by), ...body, colophonPage(by, [text], url)],
    start: body.find((page) => page.kind === "introduction")?.file ?? "text.xhtml",
  };
  return bindEpub(book);
}

const translatorOf = (text: Text): Book["authors"] =>
  text.provenance.translation && text.holds === "full text" ? [{ name: text.provenance.translation, role: "trl" }] : [];

/** A cover names the author of what is inside; a guide's says what it is a guide to. */
export function coverOf(text: Text, by: Imprint): Book["cover"] {
  const guide = text.holds === "guide";
  return {
    kicker: guide ? "Our guide to" : "",
    title: text.title,
    by: guide ? `A reader’s guide to the text by ${text.author}` : text.author,
    press: by.press,
    foot: capital(editionLine(text)),
  };
}

const capital = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);
const paragraph = (words: string, kind = "plain") => tag("p", { class: kind }, escapeXml(words));

function titlePage(text: Text, by: Imprint): Page {
  const guide = text.holds === "guide";
  return {
    file: "title.xhtml",
    title: "Title page",
    kind: "titlepage",
    entries: [],
    body: [
      tag("div", { class: "rule" }),
      guide ? paragraph("Our guide to", "kicker") : "",
      tag("h1", {}, escapeXml(text.title)),
      paragraph(guide ? `a text by ${text.author}` : text.author, "by"),
      paragraph(occasionOf(text), "by"),
      guide ? paragraph(guideNotice(text, by), "notice") : "",
      paragraph(`${by.press}, ${editionLine(text)}`),
      paragraph(imprintLine(by)),
    ].join("\n"),
  };
}

/** Longer than this, each part of a text is a file of its own: old reading devices are slow with long ones. */
const ONE_FILE_WORDS = 5000;

/** What is between title page and colophon: introduction, the text, its notes, where it comes from. */
export function textPages(text: Text, by: Imprint, place: { prefix: string; depth: 1 | 2 }): Page[] {
  const files = filesOf(text, partsOf(readHtml(text.bodyHtml), text.sections), place.prefix);
  const notesFile = `${place.prefix}notes.xhtml`;
  const where = new Map<string, string>();
  for (const { file, parts: inside } of files)
    eachElement(blocksOf(inside), (element) => {
      const id = propertyOf(element, "id");
      if (id) where.set(id, file);
    });
  for (const note of text.notes) where.set(note.id, notesFile);
  const lead = leadFor(where, addressOf(text, by));
  const listed = (title: string, href: string) => ({ title, href, depth: place.depth });
  const page = (file: string, title: string, rest: Pick<Page, "kind" | "role" | "body">): Page => {
    const name = `${place.prefix}${file}.xhtml`;
    return { file: name, title, entries: [listed(title, name)], ...rest };
  };
  const introduction = `<h2>Introduction</h2>\n${writeXhtml(readHtml(text.introductionHtml), lead)}`;
  const provenance = `<h2>Where this comes from</h2>\n${factList(provenanceOf(text, by))}`;
  return [
    page("introduction", "Introduction", { kind: "introduction", role: "doc-introduction", body: introduction }),
    ...files.map(({ file, title, parts: inside }): Page => {
      const begins = inside[0]?.slug !== undefined;
      const heading = begins ? "" : `${tag("h2", {}, escapeXml(title))}\n`;
      return {
        file,
        title,
        kind: "chapter",
        role: "doc-chapter",
        body: heading + writeXhtml(blocksOf(inside), lead),
        entries: inside.map((part) => listed(part.title ?? title, part.slug ? `${file}#${part.slug}` : file)),
      };
    }),
    ...(text.notes.length > 0
      ? [page("notes", notesName(text), { kind: "endnotes", role: "doc-endnotes", body: notesOf(text, where, lead) })]
      : []),
    page("provenance", "Where this comes from", { kind: "appendix", role: "doc-appendix", body: provenance }),
  ];
}

type PartsFile = { file: string; title: string; parts: Part[] };
const blocksOf = (parts: readonly Part[]): Block[] => parts.flatMap((part) => part.blocks);

function filesOf(text: Text, parts: Part[], prefix: string): PartsFile[] {
  const whole = text.holds === "guide" ? "Our guide" : "The text";
  if (text.words < ONE_FILE_WORDS || parts.length < 2) return [{ file: `${prefix}text.xhtml`, title: whole, parts }];
  return parts.map((part, index) => ({
    file: `${prefix}${index === 0 ? "text" : `text-${index + 1}`}.xhtml`,
    title: part.title ?? whole,
    parts: [part],
  }));
}

/** Anchors lead within the book, addresses of the site to the site; what is no address leads nowhere. */
function leadFor(where: ReadonlyMap<string, string>, url: string): Lead {
  return (href) => {
    const inside = href.startsWith("#") ? where.get(decodeSafely(href.slice(1))) : undefined;
    if (inside) return `${inside}${href}`;
    return URL.canParse(href, url) ? new URL(href, url).href : undefined;
  };
}

/** An address typed by hand may have a lone per cent sign in it. */
function decodeSafely(words: string): string {
  try {
    return decodeURIComponent(words);
  } catch {
    return words;
  }
}

function notesOf(text: Text, where: ReadonlyMap<string, string>, lead: Lead): string {
  const series = noteSeries(text);
  const lists = series.map(({ name, notes }) => {
    const items = notes.map((note) => {
      const back = note.refs.map((ref, index) => {
        const which = note.refs.length > 1 ? ` (${index + 1})` : "";
        const href = `${where.get(ref) ?? ""}#${ref}`;
        return tag(
          "a",
          { class: "note-back", role: "doc-backlink", href },
          `Back to text, note ${escapeXml(note.label)}${which}`,
        );
      });
      const label = tag("p", { class: "note-label" }, escapeXml(note.label));
      const words = writeXhtml(readHtml(note.html), lead);
      return tag("li", { id: note.id, "epub:type": "endnote" }, `${label}\n${words}\n<p>${back.join(" ")}</p>`);
    });
    const heading = series.length > 1 ? `${tag("h3", {}, escapeXml(name))}\n` : "";
    return `${heading}<ol class="note-list">\n${items.join("\n")}\n</ol>`;
  });
  return `${tag("h2", {}, escapeXml(notesName(text)))}\n${lists.join("\n")}`;
}

function factList(facts: readonly { name: string; value: string }[]): string {
  const lines = facts.map(({ name, value }) => `${tag("dt", {}, escapeXml(name))}${tag("dd", {}, escapeXml(value))}`);
  return `<dl>\n${lines.join("\n")}\n</dl>`;
}

/** Who made the book, which editions are in it, and the imprint. */
export function colophonPage(by: Imprint, texts: readonly Text[], url: string): Page {
  return {
    file: "colophon.xhtml",
    title: "About this edition",
    kind: "colophon",
    role: "doc-colophon",
    entries: [{ title: "About this edition", href: "colophon.xhtml", depth: 1 }],
    body: [
      "<h2>About this edition</h2>",
      ...texts.map((text) => paragraph(`${titleAndEdition(text)}.`)),
      `<p class="plain">Published by ${escapeXml(by.press)}. The newest edition is always at ${tag("a", { href: url }, escapeXml(url))}.</p>`,
      paragraph(imprintLine(by)),
    ].join("\n"),
  };
}
