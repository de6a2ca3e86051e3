import type { Stage } from "../stage/stage.ts";

/** An order as whoever packs it sees it, and what it cost. */
export type SeenOrder = {
  reference: string;
  state: string;
  recovered: boolean;
  /** All that has to be the same again, in words. */
  told: string;
};

export async function readOrders(stage: Stage): Promise<SeenOrder[]> {
  const { rows } = await stage.database.owner.query<SeenOrder>(
    `select public_ref as reference, o.state, recovered_at is not null as recovered,
       concat_ws(' ', o.id, o.state, total_pence, postage_pence, donation_pence,
         (select string_agg(quantity || ' of ' || slug || ' at ' || unit_pence, ', ' order by slug)
            from order_lines l join pamphlets p on p.id = l.pamphlet_id where l.order_id = o.id),
         a.full_name, a.line1, a.town, a.postcode, a.country,
         (select string_agg(role || ' ' || amount_pence || ' ' || payment_intent_id, ', ' order by payment_intent_id)
            from payments y where y.order_id = o.id)) as told
     from orders o left join delivery_addresses a on a.order_id = o.id`,
  );
  return rows;
}

/** The orders that are not there again as they were, in words. */
export function differences(were: readonly SeenOrder[], are: readonly SeenOrder[]): string[] {
  const now = new Map(are.map((order) => [order.reference, order]));
  return were.flatMap((order) => {
    const found = now.get(order.reference);
    if (!found) return [`${order.reference} is gone`];
    return found.told === order.told ? [] : [`${order.reference} was ${order.told}, and is ${found.told}`];
  });
}
