import { renderMarkdown } from "../markdown.ts";
import { renderText, TextProblem } from "../render-text.ts";
import { parsePiece, wordsText } from "./page-tree.ts";
import { ImportRefusal } from "./refusal.ts";

/**
 * What a reader will see of a text, worked out from the finished page and not from what we meant to write: its words
 * are held against the words that came in.
 */
export function shownWords(body: string, introduction: string): string {
  try {
    const { html, notes } = renderText(body);
    return [html, ...notes.map((note) => note.html), renderMarkdown(introduction)]
      .map((part) => wordsText(parsePiece(part)))
      .join("\n");
  } catch (problem) {
    if (problem instanceof TextProblem)
      throw new ImportRefusal(
        `The importer wrote what the site cannot show (${problem.message}). This is a fault of the importer: please report it with the file.`,
      );
    throw problem;
  }
}
