import { skeleton } from "../contract/contract.ts";
import { newId } from "../ids.ts";
import type { InvoiceLine, Price, SubscriptionItem } from "../wire.ts";
import type { World } from "../world.ts";

export type Period = { start: number; end: number };

function blankLine(price: Price, quantity: number, amount: number, period: Period): InvoiceLine {
  const line = skeleton<InvoiceLine>("InvoiceLineItems.InvoiceLineItem");
  line.id = newId("il_");
  line.amount = amount;
  line.currency = "gbp";
  line.discountable = true;
  line.metadata = {};
  line.period = { ...period };
  line.pricing = {
    type: "price_details",
    price_details: { price: price.id, product: price.product },
    unit_amount_decimal: price.unit_amount_decimal,
  };
  line.quantity = quantity;
  line.quantity_decimal = String(quantity);
  line.subtotal = amount;
  return line;
}

/** One period of a subscription's item. */
export function periodLine(
  world: World,
  item: SubscriptionItem,
  period: Period,
  metadata: Record<string, string>,
): InvoiceLine {
  const price = item.price;
  const quantity = item.quantity ?? 1;
  const line = blankLine(price, quantity, (price.unit_amount ?? 0) * quantity, period);
  const name = world.store.get("product", price.product)?.name ?? "Subscription";
  line.description = `${quantity} × ${name} (at £${poundsOf(price.unit_amount ?? 0)} / ${price.recurring?.interval ?? "month"})`;
  line.metadata = { ...metadata };
  line.subscription = item.subscription;
  line.parent = {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: null,
      proration: false,
      proration_details: null,
      subscription: item.subscription,
      subscription_item: item.id,
    },
    type: "subscription_item_details",
  };
  return line;
}

/** Something bought once together with a subscription. */
export function oneTimeLine(world: World, price: Price, quantity: number, at: number): InvoiceLine {
  const line = blankLine(price, quantity, (price.unit_amount ?? 0) * quantity, { start: at, end: at });
  line.description = world.store.get("product", price.product)?.name ?? null;
  line.parent = {
    invoice_item_details: { invoice_item: newId("ii_"), proration: false, proration_details: null, subscription: null },
    subscription_item_details: null,
    type: "invoice_item_details",
  };
  return line;
}

/** Credit (negative pence) or charge for the rest of a period after a change of price. */
export function prorationLine(
  item: SubscriptionItem,
  price: Price,
  pence: number,
  period: Period,
  description: string,
): InvoiceLine {
  const line = blankLine(price, item.quantity ?? 1, pence, period);
  line.description = description;
  line.discountable = false;
  line.subscription = item.subscription;
  line.parent = {
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: newId("ii_"),
      proration: true,
      proration_details: { credited_items: null },
      subscription: item.subscription,
      subscription_item: item.id,
    },
    type: "subscription_item_details",
  };
  return line;
}

function poundsOf(pence: number): string {
  return `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, "0")}`;
}
