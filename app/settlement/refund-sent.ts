import { queueLetter } from "#app/mail/outbox.ts";
import { failRefund, sendRefund } from "#app/payments/refund-request.ts";
import { settle } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { transact } from "#db/client.ts";

/**
 * Asks Stripe to send back what was written down to go back, and books what Stripe says then. A refund that Stripe will
 * never send is closed, its amount is free again, and the officers are told. Safe to call again.
 */
export async function sendAskedRefund(site: Site, refundId: string): Promise<void> {
  const answer = await sendRefund(site, refundId);
  if (!answer) return;
  if ("refund" in answer) {
    await settle(site, { kind: "refund", id: answer.refund.id });
    return;
  }
  await transact(site.db, async (tx) => {
    if (await failRefund(tx, refundId, answer.refused)) await queueLetter(tx, "refund-failed-for-officers", refundId);
  });
}
