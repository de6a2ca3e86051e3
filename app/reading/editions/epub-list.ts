import { formatDay, ukDay } from "#app/time/clock.ts";
import type { ReadingList } from "../reading-lists.ts";
import { count } from "../reading-time.ts";
import type { Text } from "../texts.ts";
import { editionLine, guideNotice, type Imprint, imprintLine, occasionOf, titleOf } from "./edition-facts.ts";
import { bindEpub, type Page } from "./epub-book.ts";
import { colophonPage, textPages } from "./epub-text.ts";
import { readHtml } from "./stored-html.ts";
import { escapeXml, type Lead, tag, writeXhtml } from "./xhtml.ts";

/** A text as it stands on a list: what it holds, and why it is there. */
export type Listed = { text: Text; why: string };

/** A list's book is as new as the newest edition in it. */
export const newestOf = (texts: readonly Text[]) =>
  new Date(Math.max(0, ...texts.map((text) => text.published.getTime())));

/** A whole reading list as one EPUB: our introduction, then its texts in their order. It must hold at least one. */
export function epubOfList(
  list: ReadingList,
  path: readonly Listed[],
  background: readonly Listed[],
  by: Imprint,
): Uint8Array {
  const url = `${by.siteUrl}/reading/${list.slug}`;
  const lead: Lead = (href) => (URL.canParse(href, url) ? new URL(href, url).href : undefined);
  const all = [...path, ...background];
  const texts = all.map(({ text }) => text);
  const title: Page = {
    file: "title.xhtml",
    title: "Title page",
    kind: "titlepage",
    entries: [],
    body: [
      tag("div", { class: "rule" }),
      tag("p", { class: "kicker" }, "A reading list"),
      tag("h1", {}, escapeXml(list.title)),
      tag("p", { class: "lede" }, escapeXml(list.lede)),
      texts.every((text) => text.holds === "guide")
        ? tag(
            "p",
            { class: "notice" },
            escapeXml(`This book holds guides by ${by.press}, and not the texts themselves.`),
          )
        : "",
      tag("p", { class: "plain" }, escapeXml(by.press)),
      tag("p", { class: "plain" }, escapeXml(imprintLine(by))),
    ].join("\n"),
  };
  const opening: Page = {
    file: "opening.xhtml",
    title: "The question",
    kind: "introduction",
    role: "doc-introduction",
    entries: [{ title: "The question", href: "opening.xhtml", depth: 1 }],
    body: `<h2>The question</h2>\n${writeXhtml(readHtml(list.openingHtml), lead)}`,
  };
  const closing: Page = {
    file: "closing.xhtml",
    title: "Then talk it over",
    kind: "afterword",
    role: "doc-afterword",
    entries: [{ title: "Then talk it over", href: "closing.xhtml", depth: 1 }],
    body: `<h2>Then talk it over</h2>\n${writeXhtml(readHtml(list.closingHtml), lead)}`,
  };
  const members = all.flatMap((one, index) => {
    const prefix = `t${index + 1}-`;
    const place = index < path.length ? `Text ${index + 1} of ${path.length}` : "Background";
    return [halfTitle(one, place, prefix, by), ...textPages(one.text, by, { prefix, depth: 2 })];
  });
  return bindEpub({
    url,
    title: list.title,
    authors: [{ name: by.press, role: "aut" }],
    publisher: by.press,
    description: list.summary,
    rights: "Each text in this book has its own rights: see “Where this comes from” after each.",
    published: newestOf(texts),
    cover: {
      kicker: "A reading list",
      title: list.title,
      by: `${count(texts.length, contentsName(texts))}, in the order we would read them`,
      press: by.press,
      foot: `Edition of ${formatDay(ukDay(newestOf(texts)))}`,
    },
    pages: [title, opening, ...members, closing, colophonPage(by, texts, url)],
    start: "opening.xhtml",
  });
}

/** A book of guides does not call them texts. */
const contentsName = (texts: readonly Text[]) =>
  texts.every((text) => text.holds === "guide") ? "reader’s guide" : "text";

function halfTitle({ text, why }: Listed, place: string, prefix: string, by: Imprint): Page {
  const guide = text.holds === "guide";
  return {
    file: `${prefix}title.xhtml`,
    title: titleOf(text),
    kind: "halftitlepage",
    entries: [{ title: titleOf(text), href: `${prefix}title.xhtml`, depth: 1 }],
    body: [
      tag("div", { class: "rule" }),
      tag("p", { class: "kicker" }, escapeXml(guide ? `${place}. Our guide to` : place)),
      tag("h1", {}, escapeXml(text.title)),
      tag("p", { class: "by" }, escapeXml(guide ? `a text by ${text.author}` : text.author)),
      tag("p", { class: "by" }, escapeXml(occasionOf(text))),
      tag("p", { class: "lede" }, escapeXml(why)),
      guide ? tag("p", { class: "notice" }, escapeXml(guideNotice(text, by))) : "",
      tag("p", { class: "plain" }, escapeXml(`${by.press}, ${editionLine(text)}`)),
    ].join("\n"),
  };
}
