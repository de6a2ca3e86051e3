import type { Reader } from "#db/client.ts";
import { findOrder, findParcelTown, listOrderLines } from "./orders.ts";

/** Everything the page of one order shows, except who bought. The route has to check the link's key first. */
export async function findOrderView(db: Reader, publicRef: string) {
  const order = await findOrder(db, publicRef);
  if (!order) return undefined;
  const checkout = await db
    .selectFrom("checkouts")
    .select(["id", "state"])
    .where("order_id", "=", order.id)
    .orderBy("attempt_no", "desc")
    .executeTakeFirst();
  return {
    order,
    checkout,
    receiptSent: await isReceiptSent(db, order.id),
    lines: await listOrderLines(db, order.id),
    town: await findParcelTown(db, order.id),
    refunds: await listRefunds(db, order.id),
  };
}

export type OrderView = NonNullable<Awaited<ReturnType<typeof findOrderView>>>;

/** True once the mail server has taken the receipt: only then may a page say that it was emailed. */
async function isReceiptSent(db: Reader, orderId: string): Promise<boolean> {
  const letter = await db
    .selectFrom("outbox")
    .select("state")
    .where("dedupe_key", "=", `order-receipt:${orderId}`)
    .executeTakeFirst();
  return letter?.state === "sent";
}

/** Money of an order that went back or is going back, oldest first. */
function listRefunds(db: Reader, orderId: string) {
  return db
    .selectFrom("refunds")
    .innerJoin("payments", "payments.id", "refunds.payment_id")
    .select(["refunds.amount_pence", "refunds.state", "refunds.settled_at", "refunds.created_at"])
    .where("payments.order_id", "=", orderId)
    .where("refunds.state", "in", ["requested", "pending", "succeeded"])
    .orderBy("refunds.created_at")
    .execute();
}
