import { sql } from "kysely";
import { type Db, transact } from "#db/client.ts";

/**
 * Takes a text back: its page says so and why, and nothing lists or finds it any more. Its editions stay, and
 * publishing it again brings it back. False where there is no such text, or it was taken back before.
 */
export async function withdrawText(db: Db, slug: string, why: string, now: Date): Promise<boolean> {
  const done = await db
    .updateTable("texts")
    .set({ withdrawn_at: now, withdrawn_why: why })
    .where("slug", "=", slug)
    .where("withdrawn_at", "is", null)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** A text's address: words in small letters, digits and hyphens. */
export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Gives a text another address. The old one leads to it for ever, and so do those that led to the old one. Answers
 * with a sentence where it cannot be done.
 */
export async function moveText(
  db: Db,
  from: string,
  to: string,
): Promise<{ ok: true } | { ok: false; problem: string }> {
  if (!SLUG.test(to)) return { ok: false, problem: `“${to}” is not an address: use small letters, digits and hyphens` };
  return transact(db, async (tx) => {
    const text = await tx.selectFrom("texts").select("id").where("slug", "=", from).forUpdate().executeTakeFirst();
    if (!text) return { ok: false, problem: `There is no text “${from}”` };
    const path = (slug: string) => `/texts/${slug}`;
    const taken = await sql<{ by: string }>`
      select slug as by from texts where slug = ${to}
      union all select path from old_addresses where path = ${path(to)} and target is distinct from ${path(from)}`.execute(
      tx,
    );
    if (taken.rows.length > 0) return { ok: false, problem: `“${to}” is taken by another text, or was once` };
    await tx.updateTable("texts").set({ slug: to }).where("id", "=", text.id).execute();
    await tx.deleteFrom("old_addresses").where("path", "=", path(to)).execute(); // it moves back to where it was
    await tx
      .updateTable("old_addresses")
      .set({ target: path(to) })
      .where("target", "=", path(from))
      .execute();
    await tx
      .insertInto("old_addresses")
      .values({ path: path(from), target: path(to) })
      .onConflict((conflict) => conflict.column("path").doUpdateSet({ target: path(to) }))
      .execute();
    return { ok: true };
  });
}
