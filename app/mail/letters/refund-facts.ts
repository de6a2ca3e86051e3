import type { Reader } from "#db/client.ts";

/** What the letters about money that goes back tell: how much, of what payment, and the payer's email. */
export function findRefundForLetter(db: Reader, refundId: string) {
  return db
    .selectFrom("refunds")
    .innerJoin("payments", "payments.id", "refunds.payment_id")
    .leftJoin("contacts", "contacts.person_id", "payments.person_id")
    .leftJoin("orders", "orders.id", "payments.order_id")
    .leftJoin("donations", "donations.payment_id", "payments.id")
    .leftJoin("dues", "dues.payment_id", "payments.id")
    .leftJoin("memberships", "memberships.id", "dues.membership_id")
    .leftJoin("applications", "applications.id", "memberships.application_id")
    .select([
      "refunds.amount_pence",
      "refunds.failure",
      "refunds.origin",
      "payments.amount_pence as paid_pence",
      "payments.received_at",
      "orders.public_ref as order_ref",
      "donations.public_ref as donation_ref",
      "applications.public_ref as application_ref",
      "contacts.email",
    ])
    .where("refunds.id", "=", refundId)
    .executeTakeFirst();
}

/** The reference a payer knows a payment by. */
export function referenceOf(facts: {
  order_ref: string | null;
  donation_ref: string | null;
  application_ref: string | null;
}): string {
  return facts.order_ref ?? facts.donation_ref ?? facts.application_ref ?? "none";
}
