import type { Imported } from "#app/reading/importing/import-text.ts";

const number = (value: number) => value.toLocaleString("en-GB");

/** Where every word of a file went, in a line. */
export function wordsLine({ words }: Imported): string {
  const { furniture, metadata, marks } = words;
  const rest = [
    `${number(words.out)} in the text`,
    `${number(furniture)} furniture`,
    `${number(metadata)} moved to the text’s facts`,
    ...(marks > 0 ? [`${number(marks)} signs of notes`] : []),
  ];
  return `Words in ${number(words.in)} = words out ${rest.join(" + ")}`.replace("words out", "words out:");
}

const FURNITURE_SHOWN = 400;

/** What was done to one file, for the volunteer who looks it through before it is stored. */
export function reportLines({ draft, changes, furniture, notes, ...rest }: Imported): string[] {
  const { provenance } = draft;
  const facts: [string, string | undefined | null][] = [
    ["address", `/texts/${draft.slug}`],
    ["title", draft.title],
    ["author", draft.author || "NOT FOUND"],
    ["date", draft.originalDate || "not found"],
    ["occasion", draft.occasion],
    ["written", provenance.written],
    ["first published", provenance.firstPublished],
    ["translation", provenance.translation],
    ["source", provenance.source],
    ["transcribed", provenance.transcribed],
    ["rights", draft.rights || "EMPTY: a text cannot be published without them"],
    ["introduction", draft.introduction ? `kept apart, ${draft.introduction.length} characters` : undefined],
    ["notes", `${notes.author} of the author’s, ${notes.editor} of the editor’s`],
  ];
  const headings = [...draft.body.matchAll(/^#{2,} .*$/gm)].map(([heading]) => heading);
  const straight = (draft.body.match(/["']/g) ?? []).length;
  return [
    ...facts.flatMap(([name, value]) => (value ? [`  ${name.padEnd(16)}${value}`] : [])),
    ...(straight > 0
      ? [`  ${straight} straight quotation marks left as they are; --curly-quotes makes them curly`]
      : []),
    ...(headings.length > 0
      ? [`  parts (${headings.length})`, ...headings.slice(0, 40).map((heading) => `    ${heading}`)]
      : []),
    ...(changes.length > 0 ? ["  changes"] : []),
    ...changes.flatMap((change) => [
      `    ${change.what}: ${number(change.times)}${change.lines.length > 0 ? ` (line ${change.lines.join(", ")}${change.times > change.lines.length ? ", …" : ""})` : ""}`,
      ...change.examples.map((example) => `      ${example}`),
    ]),
    ...(furniture.length > 0 ? ["  furniture, left out"] : []),
    ...furniture.map(
      ({ what, words }) =>
        `    ${what}: ${words.length > FURNITURE_SHOWN ? `${words.slice(0, FURNITURE_SHOWN)}…` : words}`,
    ),
    `  ${wordsLine({ draft, changes, furniture, notes, ...rest })}`,
  ];
}
