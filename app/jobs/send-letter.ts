import { sendMail } from "#app/mail/post.ts";
import { writeLetter } from "#app/mail/write-letter.ts";
import type { Site } from "#app/site.ts";

/**
 * Writes one letter and hands it to the mail server. A letter may go twice if the process dies between the server's
 * yes and our note of it; it carries the same Message-ID then, by which most mailboxes make one of two.
 */
export async function sendLetter(site: Site, payload: { outboxId: string }, lastTry: boolean): Promise<void> {
  const row = await site.db.selectFrom("outbox").selectAll().where("id", "=", payload.outboxId).executeTakeFirst();
  if (!row || row.state === "sent" || row.state === "dead") return;
  const mark = (state: "sending" | "failed" | "dead" | "sent") =>
    site.db
      .updateTable("outbox")
      .set({ state, sent_at: state === "sent" ? site.clock.now() : null })
      .where("id", "=", row.id)
      .execute();
  const letter = await writeLetter(site, row.letter, row.ref_id);
  if (!letter) {
    await mark("dead"); // nobody to write to: no address was given, or it was erased
    return;
  }
  await mark("sending");
  try {
    await sendMail(site.settings, letter, row.id);
  } catch (fault) {
    await mark("failed");
    if (lastTry) site.log.error({ code: "letter-failed", letter: row.letter }, "a letter could not be sent");
    throw fault;
  }
  await mark("sent");
}
