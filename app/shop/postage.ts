import { type Expression, sql } from "kysely";
import { type Pence, pence } from "#app/money/pence.ts";
import type { Reader } from "#db/client.ts";

export type Postage = { name: string; pence: Pence };

/**
 * What the post costs within the United Kingdom for this weight on this day: the lightest band that carries it.
 * Undefined where it is heavier than any band: such an order is made by phone.
 */
export async function findPostage(db: Reader, grams: number, day: string): Promise<Postage | undefined> {
  return bandFor(db, sql<number>`${grams}::integer`, day).executeTakeFirst();
}

/** The same as a part of a statement that finds the weight. */
export function bandFor(db: Reader, grams: Expression<number>, day: string) {
  return db
    .selectFrom("postage_bands")
    .select(["name", "postage_pence as pence"])
    .where("effective_from", "<=", day)
    .where("up_to_grams", ">=", sql<number>`${grams} + ${ENVELOPE_GRAMS}::integer`)
    .orderBy("up_to_grams")
    .orderBy("effective_from", "desc")
    .limit(1);
}

export type PostageBand = {
  /** What the pamphlets of an order may weigh together, in grams: the envelope is taken off. */
  grams: number;
  pence: Pence;
};

/** Every weight this day's post carries within the United Kingdom, lightest first, with what it costs. */
export async function listPostage(db: Reader, day: string): Promise<PostageBand[]> {
  const bands = await db
    .selectFrom("postage_bands")
    .select(["up_to_grams", "postage_pence"])
    .distinctOn("up_to_grams")
    .where("effective_from", "<=", day)
    .where("up_to_grams", ">", ENVELOPE_GRAMS)
    .orderBy("up_to_grams")
    .orderBy("effective_from", "desc")
    .execute();
  return bands.map((band) => ({ grams: band.up_to_grams - ENVELOPE_GRAMS, pence: band.postage_pence }));
}

/** The envelope and the slip weigh too. */
const ENVELOPE_GRAMS = 20;

/** Stripe's price for a card of a UK consumer: 1.5 % and 20p (from 10 April 2023), rounded to the nearest penny. */
export function cardFee(total: Pence): Pence {
  // integer arithmetic: total × 15 / 1000, half up
  return pence(Math.floor((total * 15 + 500) / 1000) + 20);
}
