import type { Tx } from "#db/client.ts";
import { lockWord } from "#db/lock-word.ts";

/**
 * What an earlier press of this button led to, if there was one (the id a room noted with `noteResult`). The lock makes
 * the second of two presses at once wait for the first, instead of failing on the unique key after it did its work.
 */
export async function firstResult(tx: Tx, key: string, route: string): Promise<string | undefined> {
  await lockWord(tx, key);
  const row = await tx
    .selectFrom("form_keys")
    .select(["result_ref", "route"])
    .where("key", "=", key)
    .executeTakeFirst();
  return row?.route === route ? row.result_ref : undefined;
}

/**
 * The two in one, where what this press leads to has its id before it is made: notes it, or gives what an earlier press
 * led to. The unique key makes the second of two presses at once wait here, until the first is committed or undone.
 */
export async function claimKey(tx: Tx, key: string, route: string, resultRef: string): Promise<string | undefined> {
  const claimed = await tx
    .insertInto("form_keys")
    .values({ key, route, result_ref: resultRef })
    .onConflict((same) => same.column("key").doNothing())
    .returning("key")
    .executeTakeFirst();
  if (claimed) return undefined;
  // a statement of its own, which sees what was committed while the one above waited
  const first = await tx
    .selectFrom("form_keys")
    .select("result_ref")
    .where("key", "=", key)
    .where("route", "=", route)
    .executeTakeFirst();
  if (!first) throw new Error("the key of one form was sent with another");
  return first.result_ref;
}

/** Notes what this press led to, in the same transaction as what it led to. */
export async function noteResult(tx: Tx, key: string, route: string, resultRef: string): Promise<void> {
  await tx.insertInto("form_keys").values({ key, route, result_ref: resultRef }).execute();
}
