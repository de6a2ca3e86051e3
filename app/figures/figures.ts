import { type Pence, pence } from "#app/money/pence.ts";
import type { Reader } from "#db/client.ts";

/** The dated numbers a payment is judged by; each has its source in the table. */
export type FigureKey =
  | "ppera.donation_floor"
  | "ppera.check_return_days"
  | "donation.minimum"
  | "donation.maximum_online"
  | "ccr.cancel_days"
  | "delivery.max_days";

/** The figure in force on a civil day. Throws where none was in force: a payment is never judged by a guess. */
export async function findFigure(db: Reader, key: FigureKey, day: string): Promise<number> {
  const row = await db
    .selectFrom("figures")
    .select("value")
    .where("key", "=", key)
    .where("effective_from", "<=", day)
    .orderBy("effective_from", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) throw new Error(`no figure ${key} in force on ${day}`);
  return row.value;
}

/** The same for a sum of money. */
export async function findSum(db: Reader, key: FigureKey, day: string): Promise<Pence> {
  return pence(await findFigure(db, key, day));
}
