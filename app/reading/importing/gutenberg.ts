import type { Account } from "./account.ts";

const START = /^[ \t]*\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\*\*\*\s*$/im;
const END = /^[ \t]*(?:\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg)[^\n]*$/im;

/** Project Gutenberg's own words before and after a book are furniture. Lines keep their numbers. */
export function stripGutenberg(text: string, account: Account): string {
  const start = START.exec(text);
  const from = start ? start.index + start[0].length : 0;
  const end = END.exec(text.slice(from));
  const to = end ? from + end.index : text.length;
  if (!start && !end) return text;
  account.stripped("Project Gutenberg’s words before the book", text.slice(0, from));
  account.stripped("Project Gutenberg’s words after the book", text.slice(to));
  return text.slice(0, from).replace(/[^\n]/g, "") + text.slice(from, to);
}
