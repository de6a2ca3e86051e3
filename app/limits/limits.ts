import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Settings } from "#app/config/settings.ts";
import type { Clock } from "#app/time/clock.ts";
import type { Db } from "#db/client.ts";

/** At most `most` in any `seconds`, for one key: whatever `of` names, it is kept only as a digest under our secret. */
export type Limit = { name: string; of: string; most: number; seconds: number };

type House = { db: Db; settings: Settings; clock: Clock };

/** A limit is reached. Nothing was counted, and nothing was begun. `seconds`: until the same thing is let in again. */
export class TooOften extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super("a limit is reached");
    this.seconds = seconds;
  }
}

/**
 * Counts one thing against all its limits, or throws `TooOften` and counts it against none. `pass` names the one thing
 * (the key of a form): once let in it is let in again and counted no more, so that pressing twice is pressing once. A
 * statement of its own, before the transaction that does the thing: a counter that everybody shares must not stay locked
 * until an order is written (docs/decisions/014).
 */
export async function passLimits(house: House, limits: readonly Limit[], pass?: string): Promise<void> {
  const digest = (words: string) => createHmac("sha256", house.settings.formSecret).update(words).digest();
  const { rows } = await sql<{ seconds: number }>`select hit_limits(
    ${pass === undefined ? null : digest(`pass:${pass}`)}::bytea,
    ${limits.map(({ name }) => name)}::text[],
    ${limits.map(({ name, of }) => digest(`limit:${name}:${of}`))}::bytea[],
    ${limits.map(({ seconds }) => seconds)}::integer[],
    ${limits.map(({ most }) => most)}::integer[],
    ${house.clock.now()}::timestamptz
  ) as seconds`.execute(house.db);
  const seconds = rows[0]?.seconds ?? 0;
  if (seconds > 0) throw new TooOften(seconds);
}

/** The same where being refused is one answer among others: the limit that is reached, or undefined where it was let in. */
export async function reachedLimit(
  house: House,
  limits: readonly Limit[],
  pass?: string,
): Promise<TooOften | undefined> {
  try {
    await passLimits(house, limits, pass);
    return undefined;
  } catch (error) {
    if (error instanceof TooOften) return error;
    throw error;
  }
}

/** Forgets counts that no limit asks for any more; gives how many rows went. */
export async function sweepLimits(house: House): Promise<number> {
  const { rows } = await sql<{ gone: number }>`select sweep_limits(${house.clock.now()}::timestamptz) as gone`.execute(
    house.db,
  );
  return rows[0]?.gone ?? 0;
}
