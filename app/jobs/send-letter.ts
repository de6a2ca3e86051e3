import { isRefusedForGood, sendMail } from "#app/mail/post.ts";
import { writeLetter } from "#app/mail/write-letter.ts";
import type { Site } from "#app/site.ts";
import { addJob } from "#db/add-job.ts";
import { transact } from "#db/client.ts";

const HOUR = 3_600_000;
/** How long a letter is tried while the mail server is out of reach: as long as mail servers keep what they cannot deliver. */
const TRIED_FOR = 5 * 24 * HOUR;

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
    if (!lastTry) throw fault;
    const now = site.clock.now().getTime();
    if (isRefusedForGood(fault) || now - row.created_at.getTime() > TRIED_FOR) {
      site.log.error({ code: "letter-failed", letter: row.letter }, "a letter could not be sent");
      throw fault;
    }
    // this job has used up its tries, some sixteen hours of them; the letter is not given up with it
    await transact(site.db, (tx) =>
      addJob(tx, "send-letter", { outboxId: row.id }, { tries: 12, runAt: new Date(now + HOUR) }),
    );
    return;
  }
  await mark("sent");
}
