import type { Reader } from "#db/client.ts";

/** The sentence for somebody who asked to print what is not there for readers. */
export async function whyNotPrinted(db: Reader, slug: string): Promise<string> {
  const text = await db.selectFrom("texts").select("title").where("slug", "=", slug).executeTakeFirst();
  return text
    ? `Nothing of “${text.title}” is published, so there is nothing to print.`
    : `There is no text “${slug}”. Its name is the last part of its address: /texts/NAME.`;
}
