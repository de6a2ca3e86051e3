import { sql } from "kysely";
import { addJob } from "#db/add-job.ts";
import { type Db, transact } from "#db/client.ts";

/**
 * Takes a text back: its page says so and why, and nothing lists or finds it any more. Its editions stay, and
 * publishing it again brings it back; an edition that waits for its moment waits no longer, or the worker would do that.
 * False where nothing of the text is published, or it was taken back before.
 */
export async function withdrawText(db: Db, slug: string, why: string, now: Date): Promise<boolean> {
  return transact(db, async (tx) => {
    const done = await tx
      .updateTable("texts")
      .set({ withdrawn_at: now, withdrawn_why: why })
      .where("slug", "=", slug)
      .where("withdrawn_at", "is", null)
      // the page of what was taken back has its title: that of a draft is nobody's to read
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom("editions")
            .select("editions.id")
            .whereRef("editions.text_id", "=", "texts.id")
            .where("published_at", "is not", null),
        ),
      )
      .returning("id")
      .executeTakeFirst();
    if (!done) return false;
    await tx
      .updateTable("editions")
      .set({ scheduled_for: null })
      .where("text_id", "=", done.id)
      .where("published_at", "is", null)
      .execute();
    await addJob(tx, "make-files", { slug });
    return true;
  });
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
    // the files of the old address go, those of the new one are made
    for (const slug of [from, to]) await addJob(tx, "make-files", { slug });
    return { ok: true };
  });
}
