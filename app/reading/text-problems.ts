import type { Particulars } from "./drafts.ts";
import type { RenderedText } from "./render-text.ts";

type ToPublish = {
  particulars: Particulars;
  holds: string;
  rights: string;
  rendered: RenderedText;
  before: { holds: string; words: number; number: number } | undefined;
  changes: string;
};

/** UTF-8 read as windows-1252, and Mac quotation marks read as windows-1252: what no English word holds. */
const WRONG_ENCODING = /â€|Ã[\u0080-¿]|\ufffd|\p{L}ís\b/u;
const STRAIGHT_QUOTES = /["]|(?<=\p{L})'(?=\p{L})/u;

/** What keeps a text from being published, each as a sentence that says what to do (ux.md 4.7). Empty: nothing does. */
export function findProblems({ particulars, holds, rights, rendered, before, changes }: ToPublish): string[] {
  const problems: string[] = [];
  const need = (value: string, what: string) => {
    if (value.trim() === "") problems.push(`Say ${what}`);
  };
  need(particulars.title, "what the text is called: its title is empty");
  need(particulars.author, "who wrote the text: its author is empty");
  need(particulars.summary, "in a sentence what the text is about: its summary is empty");
  need(rights, "whose the text is: its rights are empty, and nothing is published without them");
  if ([...particulars.summary].length > 155) problems.push("Shorten the summary to 155 characters");
  for (const { anchor, words } of rendered.blocks) {
    const broken = WRONG_ENCODING.exec(words);
    if (broken) problems.push(`Put right the broken letters in ${anchor}: “${around(words, broken.index)}”`);
    const straight = STRAIGHT_QUOTES.exec(words);
    if (straight)
      problems.push(`Make the straight quotation mark in ${anchor} a curly one: “${around(words, straight.index)}”`);
  }
  for (const alt of picturesWithoutAlt(rendered.html))
    problems.push(`Describe the picture ${alt} to those who cannot see it: ![what is seen](address)`);
  // where the text itself takes the place of our guide to it, that is what differs
  if (before && before.holds === holds && changes.trim() === "")
    problems.push(`Say in a sentence what differs from edition ${before.number}`);
  return problems;
}

function around(words: string, index: number): string {
  return words.slice(Math.max(0, index - 20), index + 20).trim();
}

function picturesWithoutAlt(html: string): string[] {
  return [...html.matchAll(/<img\b[^>]*>/g)]
    .filter(([tag]) => !/\balt="[^"]+"/.test(tag))
    .map(([tag]) => /src="([^"]*)"/.exec(tag)?.[1] ?? "");
}
