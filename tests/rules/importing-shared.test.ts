import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Imported, importText } from "#app/reading/importing/import-text.ts";
import { wordsOf } from "#app/reading/importing/words.ts";
import { listTextFiles, readTextFile } from "#server/commands/text-files.ts";
import { ROOT } from "../shape/sources.ts";

/** Real texts lie beside the repository and are not of it: where they are absent, this is skipped. */
const FOLDER = join(ROOT, "../shared/texts");
const folder = existsSync(FOLDER) ? FOLDER : undefined;

async function bringIn(name: string): Promise<Imported> {
  const root = folder ?? "";
  return importText(readTextFile(root, { name, path: join(root, name) }));
}

/** The words of a text in order, without its notes, their calls, marks and headings’ signs. */
const spoken = (markdown: string) =>
  wordsOf(
    markdown
      .replace(/^\[\^[\s\S]*/m, "")
      .replace(/\[\^\w+\]/g, "")
      .replace(/\\\[A\d\.\d+\]/g, "")
      .replace(/^#+ .*$/gm, "")
      .replace(/[*_\\>]/g, ""),
  );

describe.skipIf(!folder)("real texts", () => {
  test("every word of every file is accounted for", async () => {
    const { root, files } = listTextFiles(folder ?? "");
    expect(files.length).toBeGreaterThan(7);
    for (const file of files) {
      const { words, notes } = await importText(readTextFile(root, file));
      console.log(
        `${file.name}: in ${words.in} = out ${words.out} + furniture ${words.furniture} + facts ${words.metadata} + signs ${words.marks}; notes ${notes.author + notes.editor}`,
      );
      expect(words.in).toBe(words.out + words.furniture + words.metadata + words.marks);
    }
  });

  test("the page of 1999 says the words of the clean chapter, and nothing more", async () => {
    const old = await bringIn("legacy/background-1999.htm");
    const clean = await bringIn("ten-days/chapter-1.xhtml");
    expect(old.draft).toMatchObject({ title: "Background", author: "John Reed", originalDate: "1919" });
    const oldWords = spoken(old.draft.body);
    const cleanWords = spoken(clean.draft.body);
    const missing = cleanWords.filter((word, index) => oldWords[index] !== word);
    expect(missing).toEqual([]);
    expect(oldWords).toHaveLength(cleanWords.length);
    expect(old.draft.body).not.toMatch(/[\u0080-\u009f\ufffd]|Donate/);
  });

  test("the broken text comes out as the clean one does, to the last quotation mark", async () => {
    const mended = await bringIn("legacy/coming-storm-mojibake.txt");
    const clean = await bringIn("ten-days/chapter-2.xhtml");
    expect(mended.draft.body).not.toMatch(/[âìîí€™\ufffd]/);
    expect(mended.draft).toMatchObject({ title: "The Coming Storm", author: "John Reed" });
    const said = (text: string) =>
      text
        .replace(/[\u2060*_\\>]/g, "")
        .replace(/\[\^\w+\]|\[A\d\.\d+\]/g, "")
        .replace(/\s+/g, " ");
    const whole = said(clean.draft.body);
    const strays = mended.draft.body
      .split("\n\n")
      .map((paragraph) => said(paragraph).trim())
      .filter((paragraph) => paragraph !== "" && !whole.includes(paragraph));
    console.log(`paragraphs of the mended text that the clean one has otherwise: ${strays.length}`, strays);
    expect(strays).toEqual([]);
  });

  test("the notes of a chapter come from the files beside it", async () => {
    const { notes, draft } = await bringIn("ten-days/chapter-2.xhtml");
    expect(notes.author).toBe(18);
    expect(draft.body).toContain("revoloutionary internationalist wing");
    expect(readFileSync(join(folder ?? "", "ten-days/chapter-2.xhtml"), "utf8")).not.toContain("revoloutionary");
  });
});
