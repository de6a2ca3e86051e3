import type { Reader } from "#db/client.ts";

/** What the letters about a payment that is owed back tell. */
export function findOwedForLetter(db: Reader, paymentId: string) {
  return db
    .selectFrom("payments")
    .leftJoin("orders", "orders.id", "payments.order_id")
    .leftJoin("contacts", "contacts.person_id", "payments.person_id")
    .leftJoin("refunds", "refunds.payment_id", "payments.id")
    .select([
      "payments.amount_pence",
      "payments.role",
      "orders.public_ref as order_ref",
      "orders.recovered_at",
      "contacts.email",
      "refunds.id as refund",
    ])
    .where("payments.id", "=", paymentId)
    .executeTakeFirst();
}
