import type { Reader } from "#db/client.ts";

/** What the letters about a dispute tell. No name: the dashboard has it, and this goes to a shared mailbox. */
export function findDisputeForLetter(db: Reader, disputeId: string) {
  return db
    .selectFrom("disputes")
    .innerJoin("payments", "payments.id", "disputes.payment_id")
    .leftJoin("orders", "orders.id", "payments.order_id")
    .leftJoin("donations", "donations.payment_id", "payments.id")
    .select([
      "disputes.stripe_dispute_id",
      "disputes.amount_pence",
      "disputes.fee_pence",
      "disputes.state",
      "disputes.reason",
      "disputes.respond_by",
      "payments.received_at",
      "orders.public_ref as order_ref",
      "donations.public_ref as donation_ref",
    ])
    .where("disputes.id", "=", disputeId)
    .executeTakeFirst();
}
