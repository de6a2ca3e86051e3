import type { InvoiceLine, Price, SubscriptionItem } from "../wire.ts";
import type { World } from "../world.ts";
import { prorationLine } from "./invoice-lines.ts";

/**
 * Credit for the unused part of an item's old price and charge for the same part of its new one. Pence, rounded half
 * up; whole seconds of the period count.
 */
export function prorationLines(
  world: World,
  item: SubscriptionItem,
  from: { price: Price; quantity: number },
  to: { price: Price; quantity: number },
): InvoiceLine[] {
  const now = world.clock.seconds();
  const period = { start: now, end: item.current_period_end };
  const length = item.current_period_end - item.current_period_start;
  const left = Math.max(item.current_period_end - now, 0);
  const share = (pence: number): number => (length > 0 ? Math.floor((2 * pence * left + length) / (2 * length)) : 0);
  const name = (price: Price): string => world.store.get("product", price.product)?.name ?? "Subscription";
  const credit = share((from.price.unit_amount ?? 0) * from.quantity);
  const charge = share((to.price.unit_amount ?? 0) * to.quantity);
  return [
    prorationLine(item, from.price, -credit, period, `Unused time on ${name(from.price)}`),
    prorationLine(item, to.price, charge, period, `Remaining time on ${name(to.price)}`),
  ];
}
