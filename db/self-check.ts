import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { type Db, transact } from "./client.ts";

/** Something that cannot be: which rule of the books it breaks, and the id or reference of the row. No personal data. */
export type Fault = { fault: string; what: string };

/** Runs db/self_check.sql, however long it takes. Sound books give no fault. */
export async function selfCheck(db: Db): Promise<Fault[]> {
  const check = await readFile(join(import.meta.dirname, "self_check.sql"), "utf8");
  return transact(db, async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    return (await sql.raw<Fault>(check.replace(/;\s*$/, "")).execute(tx)).rows;
  });
}
