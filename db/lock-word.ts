import { sql } from "kysely";
import type { Tx } from "./client.ts";

/**
 * Makes everybody who names the same word wait for each other, until their transaction ends: for facts that have no row
 * to lock yet. Two words may share a lock; then one waits for nothing, which is harmless.
 */
export async function lockWord(tx: Tx, word: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${word}, 0))`.execute(tx);
}
