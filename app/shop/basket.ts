import { sql } from "kysely";
import { z } from "zod";
import { NOTHING, type Pence, sum, times } from "#app/money/pence.ts";
import type { Reader } from "#db/client.ts";
import { bandFor, cardFee, type Postage } from "./postage.ts";

/** The most copies of one pamphlet in one order online; branches phone for more. */
export const MOST_COPIES = 50;
const MOST_LINES = 25;

/** What the basket cookie holds: slugs and counts, never a price, nothing personal. */
export const Basket = z.object({
  lines: z
    .array(z.object({ slug: z.string().max(100), quantity: z.number().int().min(1).max(MOST_COPIES) }))
    .max(MOST_LINES),
  donationPence: z.number().int().min(0).max(50_000).default(0),
  /** The text whose page led here: counted, never tied to a person. */
  fromText: z.string().max(100).optional(),
  /** The last asking-to-pay made from this basket, so that coming back finds it. */
  checkout: z.uuid().optional(),
});
export type Basket = z.infer<typeof Basket>;

export const EMPTY_BASKET: Basket = { lines: [], donationPence: 0 };

export type PricedLine = {
  pamphletId: string;
  slug: string;
  title: string;
  quantity: number;
  unitPence: Pence;
  linePence: Pence;
  /** Copies that can be promised now. */
  left: number;
  /** Where it stands among the lines of an order, which have a sequence of their own (`listOrderLines`). */
  place: number;
};

export type PricedBasket = {
  lines: PricedLine[];
  goodsPence: Pence;
  postage: Postage | undefined;
  donationPence: Pence;
  totalPence: Pence;
  feePence: Pence;
  grams: number;
};

/** Puts today's prices and postage to a basket. Pamphlets no longer sold drop out; sold-out ones stay, with `left` 0. */
export async function priceBasket(db: Reader, basket: Basket, day: string): Promise<PricedBasket> {
  const rows = basket.lines.length ? await findPrices(db, basket, day) : [];
  const bySlug = new Map(rows.map((row, place) => [row.slug, { ...row, place }]));
  const lines: PricedLine[] = [];
  for (const { slug, quantity } of basket.lines) {
    const row = bySlug.get(slug);
    if (!row) continue;
    lines.push({
      pamphletId: row.id,
      slug,
      title: row.title,
      quantity,
      unitPence: row.price_pence,
      linePence: times(row.price_pence, quantity),
      left: row.on_hand - row.reserved,
      place: row.place,
    });
  }
  const goodsPence = sum(...lines.map((line) => line.linePence));
  const [first] = rows;
  const grams = first?.grams ?? 0;
  const postage = first?.post && first.post_pence !== null ? { name: first.post, pence: first.post_pence } : undefined;
  const donationPence = lines.length ? (basket.donationPence as Pence) : NOTHING;
  const totalPence = sum(goodsPence, postage?.pence ?? NOTHING, donationPence);
  return {
    lines,
    goodsPence,
    postage,
    donationPence,
    totalPence,
    feePence: lines.length ? cardFee(totalPence) : NOTHING,
    grams,
  };
}

/** What is on sale of a basket, in the sequence of an order's lines, each with the weight and the post of them all. */
function findPrices(db: Reader, { lines }: Basket, day: string) {
  const wanted = sql<{ wanted_slug: string; quantity: number }>`unnest(
    ${lines.map((line) => line.slug)}::text[], ${lines.map((line) => line.quantity)}::integer[]
  )`.as<"wanted">(sql`wanted (wanted_slug, quantity)`);
  return db
    .with("sold", (one) =>
      one
        .selectFrom("pamphlets")
        .innerJoin("stock", "stock.pamphlet_id", "pamphlets.id")
        .innerJoin(wanted, "wanted_slug", "slug")
        .select(["pamphlets.id", "slug", "title", "price_pence", "weight_grams", "position", "on_hand", "reserved"])
        .select(sql<number>`(sum(weight_grams * quantity) over ())::integer`.as("grams"))
        .where("on_sale", "=", true),
    )
    .selectFrom("sold")
    .leftJoinLateral(
      (part) => bandFor(db, part.ref("sold.grams"), day).as("band"),
      (join) => join.onTrue(),
    )
    .select(["id", "slug", "title", "price_pence", "on_hand", "reserved", "grams"])
    .select(["band.name as post", "band.pence as post_pence"])
    .orderBy("position")
    .orderBy("slug")
    .execute();
}

/** Adds copies of a pamphlet, up to the most we send online. */
export function addToBasket(basket: Basket, slug: string, quantity: number): Basket {
  const held = basket.lines.find((line) => line.slug === slug)?.quantity ?? 0;
  return setQuantity(basket, slug, Math.min(held + quantity, MOST_COPIES));
}

/** Sets the copies of a pamphlet; none takes it out. */
export function setQuantity(basket: Basket, slug: string, quantity: number): Basket {
  const others = basket.lines.filter((line) => line.slug !== slug);
  if (quantity <= 0) return { ...basket, lines: others };
  const known = basket.lines.some((line) => line.slug === slug);
  const line = { slug, quantity };
  return {
    ...basket,
    lines: known ? basket.lines.map((l) => (l.slug === slug ? line : l)) : [...others, line].slice(0, MOST_LINES),
  };
}
