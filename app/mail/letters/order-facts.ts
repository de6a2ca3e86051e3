import type { Reader } from "#db/client.ts";

/** What the letters about an order tell: the order, its lines, where it goes, and the buyer's email. */
export async function findOrderForLetter(db: Reader, orderId: string) {
  const order = await db.selectFrom("orders").selectAll().where("id", "=", orderId).executeTakeFirst();
  if (!order?.person_id) return undefined;
  const contact = await db
    .selectFrom("contacts")
    .select(["email", "full_name"])
    .where("person_id", "=", order.person_id)
    .executeTakeFirst();
  const lines = await db
    .selectFrom("order_lines")
    .innerJoin("pamphlets", "pamphlets.id", "order_lines.pamphlet_id")
    .select(["pamphlets.title", "quantity", "unit_pence"])
    .where("order_id", "=", orderId)
    .orderBy("pamphlets.position")
    .execute();
  const parcel = await db
    .selectFrom("delivery_addresses")
    .selectAll()
    .where("order_id", "=", orderId)
    .executeTakeFirst();
  return { order, lines, parcel, email: contact?.email };
}
