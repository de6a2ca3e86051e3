import { jobAdded } from "#db/add-job.ts";
import type { Tx } from "#db/client.ts";

/** Every letter we write; each has a file in app/mail/letters/. */
export type LetterName =
  | "order-receipt"
  | "order-late"
  | "donation-receipt"
  | "paid-twice"
  | "payment-bounced"
  | "owed-back-for-officers"
  | "refund-sent"
  | "refund-failed-for-officers"
  | "dispute-for-officers"
  | "dispute-over-for-officers"
  | "dues-owed-back"
  | "recurring-donation-ended"
  | "dues-ended"
  | "instalment-missed"
  | "promise-changed"
  | "application-received"
  | "direct-debit-set-up"
  | "already-a-member"
  | "question-received"
  | "question-for-officers"
  | "application-for-officers"
  | "arrears-reminder"
  | "arrears-second-reminder"
  | "arrears-for-officers";

/**
 * Queues a letter in the transaction of the fact it tells of. The same fact queues it once, however often it settles.
 * It is written when it is sent, from the rows as they are then: the queue itself holds no personal data.
 */
export async function queueLetter(tx: Tx, letter: LetterName, refId: string): Promise<void> {
  const id = crypto.randomUUID();
  await tx
    .with("queued", (row) =>
      row
        .insertInto("outbox")
        .values({ id, letter, ref_id: refId, dedupe_key: `${letter}:${refId}` })
        .onConflict((same) => same.column("dedupe_key").doNothing())
        .returning("id"),
    )
    .selectFrom("queued")
    .select(jobAdded("send-letter", { outboxId: id }, { tries: 12 }).as("job"))
    .execute();
}
