import type { Settings } from "#app/config/settings.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { formatOriginalDate } from "../original-date.ts";
import type { Text } from "../texts.ts";

/** Who answers for an edition, and where it can be read again: the same on every one of them. */
export type Imprint = { siteUrl: string; press: string; party: string; promoter: string; address: string };

export function imprintFrom({ siteUrl, party }: Pick<Settings, "siteUrl" | "party">): Imprint {
  return { siteUrl, press: party.press, party: party.name, promoter: party.promoter, address: party.address };
}

/** What the law on elections asks to be said on anything published (Elections Act 2022, part 6). */
export function imprintLine(by: Imprint): string {
  return `Promoted by ${by.promoter} on behalf of ${by.party}, both at ${by.address}.`;
}

export const addressOf = (text: Pick<Text, "slug">, by: Imprint) => `${by.siteUrl}/texts/${text.slug}`;

/** "edition 2 of 20 November 2026". */
export const editionLine = (text: Pick<Text, "edition" | "published">) =>
  `edition ${text.edition} of ${formatDay(ukDay(text.published))}`;

/** "Our guide to Lessons of October (edition 2 of 20 November 2026)": a title may end in a sign of its own. */
export const titleAndEdition = (text: Pick<Text, "title" | "holds" | "edition" | "published">) =>
  `${titleOf(text)} (${editionLine(text)})`;

/** "1932", "a speech in Copenhagen, November 1932": the occasion, with the date where the occasion leaves it out. */
export function occasionOf(text: Pick<Text, "occasion" | "originalDate">): string {
  const date = formatOriginalDate(text.originalDate);
  return [text.occasion, text.occasion.includes(date) ? "" : date].filter((part) => part !== "").join(", ");
}

/** Where an edition holds our guide, it is called so: nobody is to take it for the text itself. */
export const titleOf = (text: Pick<Text, "title" | "holds">) =>
  text.holds === "guide" ? `Our guide to ${text.title}` : text.title;

/** Who made what the edition holds: the press where that is our guide. */
export const makerOf = (text: Pick<Text, "author" | "holds">, by: Imprint) =>
  text.holds === "guide" ? by.press : text.author;

/** Who and when, as lines under the title. A guide's tell of its maker, then of the text it is about. */
export function underTitle(text: Text, by: Imprint): string[] {
  return text.holds === "guide"
    ? [`by ${by.press}`, `The text is by ${text.author}: ${occasionOf(text)}.`]
    : [text.author, occasionOf(text)];
}

/** Said once in each edition of a guide. */
export const guideNotice = (text: Text, by: Imprint) =>
  `This is a reader’s guide by ${by.press}. The text itself, ${text.title} by ${text.author}, is not in it.`;

export const partName = (text: Pick<Text, "holds">) => (text.holds === "guide" ? "Guide" : "Text");
export const notesName = (text: Pick<Text, "holds">) => (text.holds === "guide" ? "Notes to this guide" : "Notes");

/** Where a text comes from, in the order its page has it. What is not known is left out. */
export function provenanceOf(text: Text, by: Imprint): { name: string; value: string }[] {
  const facts = [
    { name: "Written", value: text.provenance.written },
    { name: "First published", value: text.provenance.firstPublished },
    { name: "This translation by", value: text.provenance.translation },
    { name: "Source", value: text.provenance.source },
    { name: "Transcribed by", value: text.provenance.transcribed },
    { name: "Edition", value: `${text.edition}, ${formatDay(ukDay(text.published))}` },
    { name: "Address", value: addressOf(text, by) },
    { name: "Rights", value: text.rights },
    { name: "Corrections", value: text.provenance.corrections },
  ];
  return facts.flatMap(({ name, value }) => (value ? [{ name, value }] : []));
}

/** The two series of a text's notes that have any, with the name each goes by. Both are ours under a guide. */
export function noteSeries(text: Pick<Text, "holds" | "notes">): { name: string; notes: Text["notes"] }[] {
  const author = text.holds === "guide" ? "Our notes" : "Author’s notes";
  const named = [
    { name: author, notes: text.notes.filter((note) => note.series === "author") },
    { name: "Editor’s notes", notes: text.notes.filter((note) => note.series === "editor") },
  ];
  return named.filter(({ notes }) => notes.length > 0);
}
