import type { Reader } from "#db/client.ts";

/** Where an old address leads: its new one, or `gone` on purpose. Undefined where we never had it. */
export async function findOldAddress(db: Reader, path: string): Promise<{ to: string } | "gone" | undefined> {
  const row = await db.selectFrom("old_addresses").select("target").where("path", "=", path).executeTakeFirst();
  if (!row) return undefined;
  return row.target === null ? "gone" : { to: row.target };
}
