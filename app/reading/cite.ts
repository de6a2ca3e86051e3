import { formatOriginalDate } from "./original-date.ts";
import type { Text } from "./texts.ts";

export type Citation = { style: "Chicago" | "Harvard" | "BibTeX" | "RIS"; text: string };

/** What a citation is made from besides the text: its permanent address, who publishes it, and the day it is read. */
export type CitedFrom = { url: string; publisher: string; readOn: string };

/**
 * A text in the four forms people ask for. Where only our guide is here, the guide is what is cited: its maker is
 * the press, and its title says what it is a guide to.
 */
export function citationsOf(text: Text, from: CitedFrom): Citation[] {
  const guide = text.holds === "guide";
  const author = guide ? from.publisher : text.author;
  const title = guide
    ? `A reader’s guide to “${text.title}” (${text.author}, ${formatOriginalDate(text.originalDate)})`
    : text.title;
  const year = guide ? String(text.published.getUTCFullYear()) : text.originalDate.slice(0, 4);
  const translator = text.provenance.translation && !guide ? ` Translated by ${text.provenance.translation}.` : "";
  const edition = `Edition ${text.edition}`;
  return [
    {
      style: "Chicago",
      text: `${author}. “${nested(title)}.”${translator} ${edition}. ${from.publisher}, ${year}. Read ${from.readOn}. ${from.url}.`,
    },
    {
      style: "Harvard",
      text: `${author} (${year}) ‘${title}’.${translator} ${edition}. ${from.publisher}. Available at: ${from.url} (Read: ${from.readOn}).`,
    },
    { style: "BibTeX", text: bibtex({ text, author, title, year, from }) },
    { style: "RIS", text: ris({ text, author, title, year, from }) },
  ];
}

/** Quotation marks inside quotation marks are single. */
const nested = (title: string) => title.replaceAll("“", "‘").replaceAll("”", "’");

type Parts = { text: Text; author: string; title: string; year: string; from: CitedFrom };

function bibtex({ text, author, title, year, from }: Parts): string {
  const fields = {
    author: `{${author}}`,
    title,
    year,
    publisher: from.publisher,
    edition: String(text.edition),
    url: from.url,
    note: `Read ${from.readOn}`,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value.replace(/[#$%&_]/g, "\\$&")}}`);
  return `@misc{${text.slug.replaceAll("-", "_")}_${year},\n${lines.join(",\n")}\n}`;
}

function ris({ text, author, title, year, from }: Parts): string {
  const lines = [
    "TY  - ELEC",
    `AU  - ${author}`,
    `TI  - ${title}`,
    `PY  - ${year}`,
    `PB  - ${from.publisher}`,
    `ET  - ${text.edition}`,
  ];
  return [...lines, `UR  - ${from.url}`, `Y2  - ${from.readOn}`, "ER  - "].join("\n");
}
