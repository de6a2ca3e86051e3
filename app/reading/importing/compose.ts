import type { Account } from "./account.ts";
import { withoutGroups } from "./blocks.ts";
import type { Read } from "./draft.ts";
import { type Facts, takeFacts } from "./facts.ts";
import { stripFurniture, trimRules } from "./furniture.ts";
import { findHeadings } from "./headings.ts";
import { takeIntroduction } from "./introduction.ts";
import { type NumberedNote, takeNotes } from "./notes.ts";
import { takeTitle } from "./title.ts";
import { writeMarkdown } from "./write-markdown.ts";

/** Tells a text from what stands around it: its notes, its facts, its introduction, and the page's furniture. */
export function compose(
  read: Read,
  name: string,
  account: Account,
): { facts: Facts; body: string; notes: NumberedNote[] } {
  const { facts, blocks: page } = read;
  const notes = takeNotes(page, read.siblings, account);
  stripFurniture(page, account);
  const introduction = takeIntroduction(page, read.ours);
  let blocks = withoutGroups(page);
  takeFacts(blocks, facts, account);
  blocks = findHeadings(blocks, account);
  for (const note of notes) note.blocks = withoutGroups(note.blocks);
  const titled = facts.title !== "";
  takeTitle(blocks, facts, read.windowTitle, name, account);
  if (read.windowTitle !== "") {
    if (titled || !read.windowTitle.includes(facts.title))
      account.stripped("the title of the window", read.windowTitle);
    else account.movedToMetadata(read.windowTitle);
  }
  if (introduction) {
    account.movedToMetadata(introduction.heading);
    facts.introduction = writeMarkdown(withoutGroups(introduction.blocks), [], account);
    account.changes.add("A part marked as an introduction kept apart from the text", { example: introduction.heading });
    const [first] = blocks;
    if (read.ours && first?.kind === "heading" && first.rank === 1) {
      account.movedToMetadata(first.inlines.map((one) => (one.kind === "words" ? one.value : "")).join(""));
      blocks.shift();
    }
  }
  trimRules(blocks);
  return { facts, body: writeMarkdown(blocks, notes, account), notes };
}
