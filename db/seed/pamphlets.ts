import { parsePounds } from "#app/money/pence.ts";
import { joinDashes, renderMarkdown } from "#app/reading/markdown.ts";
import type { Reader } from "#db/client.ts";
import { known, needed, readWords, type Words } from "./read-words.ts";

/** The drawing on each cover. */
const COVERS: Record<string, string> = {
  "in-defence-of-october": "/drawings/cover-in-defence-of-october.svg",
  "what-about-russia-a-readers-guide": "/drawings/cover-what-about-russia.dark.svg",
  "how-dues-work": "/drawings/cover-how-dues-work.svg",
};
const ORDER = Object.keys(COVERS);

/** Pamphlets, with what was printed of them on the shelf. Texts come first: pamphlets name them. A second run changes nothing. */
export async function seedPamphlets(db: Reader): Promise<void> {
  for (const words of await readWords("pamphlets")) await seedPamphlet(db, words);
}

async function seedPamphlet(db: Reader, words: Words): Promise<void> {
  const slug = needed(words, "slug");
  const cover = COVERS[slug];
  const textSlug = known(words, "text");
  const text = textSlug
    ? await db.selectFrom("texts").select("id").where("slug", "=", textSlug).executeTakeFirstOrThrow()
    : undefined;
  const digits = needed(words, "price_pence").padStart(3, "0");
  const price = parsePounds(`${digits.slice(0, -2)}.${digits.slice(-2)}`);
  if (cover === undefined || price === undefined) throw new Error(`the pamphlet ${slug} lacks a cover or a price`);
  const added = await db
    .insertInto("pamphlets")
    .values({
      slug,
      title: joinDashes(needed(words, "title")),
      author: needed(words, "author"),
      text_id: text?.id ?? null,
      price_pence: price,
      weight_grams: wholeNumber(words, "weight_grams"),
      pages: wholeNumber(words, "pages"),
      format: needed(words, "format"),
      summary: needed(words, "summary"),
      description_html: renderMarkdown(words.body),
      cover,
      imprint: needed(words, "imprint"),
      imprint_checked: true,
      position: ORDER.indexOf(slug) + 1,
    })
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) return;
  const printed = wholeNumber(words, "stock");
  await db.insertInto("stock").values({ pamphlet_id: added.id, on_hand: printed }).execute();
  if (printed > 0) {
    await db
      .insertInto("stock_moves")
      .values({ pamphlet_id: added.id, quantity: printed, reason: "printed", actor: "seed" })
      .execute();
  }
}

function wholeNumber(words: Words, key: string): number {
  const value = needed(words, key);
  if (!/^[0-9]{1,6}$/.test(value)) throw new Error(`${words.facts.slug}: “${key}” must be a whole number`);
  return Number.parseInt(value, 10);
}
