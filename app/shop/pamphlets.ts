import type { Pence } from "#app/money/pence.ts";
import type { Reader } from "#db/client.ts";
import { findPostage, type Postage } from "./postage.ts";

export type Pamphlet = {
  slug: string;
  title: string;
  author: string;
  pricePence: Pence;
  weightGrams: number;
  pages: number;
  format: string;
  summary: string;
  descriptionHtml: string;
  /** The drawing on its cover, under public/. */
  cover: string;
  imprint: string;
  /** Copies that can be promised now. */
  left: number;
  /** The text it prints or accompanies, where something of that can be read on the site. */
  text: { slug: string; title: string; holds: "guide" | "full text" } | undefined;
};

function pamphletsOnSale(db: Reader) {
  return db
    .selectFrom("pamphlets")
    .leftJoin("stock", "stock.pamphlet_id", "pamphlets.id")
    .leftJoin("texts", "texts.id", "pamphlets.text_id")
    .where("pamphlets.on_sale", "=", true)
    .select((eb) => [
      eb
        .selectFrom("editions")
        .whereRef("editions.text_id", "=", "texts.id")
        .where("published_at", "is not", null)
        .where("texts.withdrawn_at", "is", null)
        .orderBy("number", "desc")
        .limit(1)
        .select("holds")
        .as("holds"),
      "pamphlets.slug",
      "pamphlets.title",
      "pamphlets.author",
      "price_pence as pricePence",
      "weight_grams as weightGrams",
      "pages",
      "format",
      "pamphlets.summary",
      "description_html as descriptionHtml",
      "cover",
      "imprint",
      "on_hand",
      "reserved",
      "texts.slug as textSlug",
      "texts.title as textTitle",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof pamphletsOnSale>["executeTakeFirstOrThrow"]>>;

function asPamphlet({ on_hand, reserved, textSlug, textTitle, holds, ...row }: Row): Pamphlet {
  const text =
    textSlug !== null && textTitle !== null && holds !== null ? { slug: textSlug, title: textTitle, holds } : undefined;
  return { ...row, left: (on_hand ?? 0) - (reserved ?? 0), text };
}

/** What is for sale, in the shop's order; what is out of print stays in it. */
export async function listPamphlets(db: Reader): Promise<Pamphlet[]> {
  return (await pamphletsOnSale(db).orderBy("pamphlets.position").orderBy("pamphlets.title").execute()).map(asPamphlet);
}

/** One pamphlet, with what the post costs for a single copy on this civil day. */
export async function findPamphlet(
  db: Reader,
  slug: string,
  day: string,
): Promise<(Pamphlet & { postage: Postage | undefined }) | undefined> {
  const row = await pamphletsOnSale(db).where("pamphlets.slug", "=", slug).executeTakeFirst();
  if (!row) return undefined;
  return { ...asPamphlet(row), postage: await findPostage(db, row.weightGrams, day) };
}

/** The pamphlet that prints a text. Undefined where there is none. */
export async function findPamphletOf(
  db: Reader,
  textSlug: string,
  day: string,
): Promise<(Pamphlet & { postage: Postage | undefined }) | undefined> {
  const row = await db
    .selectFrom("pamphlets")
    .innerJoin("texts", "texts.id", "pamphlets.text_id")
    .select("pamphlets.slug")
    .where("texts.slug", "=", textSlug)
    .where("on_sale", "=", true)
    .orderBy("pamphlets.position")
    .executeTakeFirst();
  return row && findPamphlet(db, row.slug, day);
}
