import { stringify } from "yaml";
import type { Reader } from "#db/client.ts";
import type { Text } from "../texts.ts";
import { addressOf, type Imprint, imprintLine, partName } from "./edition-facts.ts";

/** What was typed, from which everything else is made. */
export type Source = { introduction: string; body: string };

/** The Markdown of one edition. Undefined where there is no such edition. */
export async function findSource(db: Reader, slug: string, edition: number): Promise<Source | undefined> {
  return db
    .selectFrom("editions")
    .innerJoin("texts", "texts.id", "editions.text_id")
    .select(["introduction_markdown as introduction", "body_markdown as body"])
    .where("texts.slug", "=", slug)
    .where("editions.number", "=", edition)
    .executeTakeFirst();
}

/**
 * A text as it was typed, its particulars before it: what the importer reads. Links within the site stay as they are,
 * so that a text that is brought back is the same text; `address` says where they begin.
 */
export function markdownOf(text: Text, source: Source, by: Imprint): string {
  const { provenance } = text;
  const facts = {
    slug: text.slug,
    title: text.title,
    author: text.author,
    occasion: text.occasion,
    original_date: text.originalDate,
    paper: text.paper,
    summary: text.summary,
    full_text_size: text.fullTextSize,
    holds: text.holds,
    written: provenance.written,
    first_published: provenance.firstPublished,
    translation: provenance.translation,
    source: provenance.source,
    transcribed: provenance.transcribed,
    corrections: provenance.corrections,
    rights: text.rights,
    edition: text.edition,
    published: text.published.toISOString().slice(0, 10),
    address: addressOf(text, by),
    imprint: imprintLine(by),
  };
  const known = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
  const head = stringify(known, { lineWidth: 0, version: "1.2" });
  const introduction = source.introduction.trim();
  // one that stands alone needs no name
  const parts = introduction === "" ? [] : ["# Introduction", introduction, `# ${partName(text)}`];
  return `---\n${head}---\n\n${[...parts, source.body.trim()].join("\n\n")}\n`;
}
