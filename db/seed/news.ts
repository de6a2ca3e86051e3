import { joinDashes, parseMarkdown, renderMarkdown, toSafeHtml, wordsIn } from "#app/reading/markdown.ts";
import type { Reader } from "#db/client.ts";
import { needed, readWords } from "./read-words.ts";

/** News, each out at nine in the morning of its day. A second run changes nothing. */
export async function seedNews(db: Reader): Promise<void> {
  for (const words of await readWords("news")) {
    await db
      .insertInto("news")
      .values({
        slug: needed(words, "slug"),
        title: joinDashes(needed(words, "title")),
        author: needed(words, "author"),
        topic: needed(words, "topic"),
        standfirst: needed(words, "standfirst"),
        body_html: renderMarkdown(words.body),
        words: wordsIn(toSafeHtml(parseMarkdown(words.body))),
        published_at: new Date(`${needed(words, "date")}T09:00:00Z`),
      })
      .onConflict((conflict) => conflict.column("slug").doNothing())
      .execute();
  }
}
