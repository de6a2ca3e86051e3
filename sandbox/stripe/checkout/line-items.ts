import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { badParam, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { inlinePrice, leastChargePence } from "../objects/catalogue.ts";
import { existing } from "../objects/existing.ts";
import type { LineItem, Price } from "../wire.ts";
import type { World } from "../world.ts";
import type { SessionParams } from "./session-rules.ts";

type Given = NonNullable<SessionParams["line_items"]>[number];

/** Makes the lines of a Checkout Session, with their prices where these are given in place. Throws `Refusal`. */
export function createLineItems(world: World, params: SessionParams): LineItem[] {
  const lines = (params.line_items ?? []).map((given, at) => createLine(world, given, `line_items[${at}]`));
  const recurring = lines.filter((line) => line.price?.recurring);
  if (params.mode === "payment" && recurring.length > 0)
    throw badParam("line_items", "A recurring price cannot be paid once: use mode=subscription, or a one-time price.");
  if (params.mode === "subscription") checkRecurring(recurring);
  return lines;
}

function checkRecurring(lines: LineItem[]): void {
  if (lines.length === 0) throw badParam("line_items", "In subscription mode at least one price must be recurring.");
  const rhythms = new Set(
    lines.map(({ price }) => `${price?.recurring?.interval_count} ${price?.recurring?.interval}`),
  );
  if (rhythms.size > 1)
    throw badParam("line_items", "All recurring prices of one Checkout Session must share one interval.");
}

function createLine(world: World, given: Given, param: string): LineItem {
  if (given.tax_rates)
    throw badParam(`${param}[tax_rates]`, "This sandbox does not act out tax rates. Leave them out.");
  if (given.adjustable_quantity?.enabled)
    throw badParam(`${param}[adjustable_quantity]`, "This sandbox does not act out adjustable quantities.");
  if (given.price && given.price_data)
    throw badParam(`${param}[price_data]`, "Give either price or price_data, not both.");
  if (!given.price && !given.price_data) throw missingParam(`${param}[price]`);
  if (given.quantity === undefined) throw missingParam(`${param}[quantity]`);
  if (given.quantity < 1)
    throw badParam(`${param}[quantity]`, "quantity must be a whole number of 1 or more.", "parameter_invalid_integer");
  if (given.quantity > 999_999) throw badParam(`${param}[quantity]`, "quantity can be at most 999,999.");
  const price = given.price_data
    ? inlinePrice(world, given.price_data as Parameters<typeof inlinePrice>[1], `${param}[price_data]`)
    : existing(world, "price", given.price ?? "", `${param}[price]`);
  if (given.price && !price.active)
    throw badParam(`${param}[price]`, `The price ${price.id} is inactive, so it cannot be sold.`);
  return lineOf(world, price, given.quantity, mergedMetadata({}, given.metadata));
}

function lineOf(world: World, price: Price, quantity: number, metadata: Record<string, string>): LineItem {
  const amount = (price.unit_amount ?? 0) * quantity;
  const line = skeleton<LineItem>("LineItems.LineItem");
  line.id = newId("li_");
  line.amount_subtotal = amount;
  line.amount_total = amount;
  line.currency = "gbp";
  line.description = world.store.get("product", price.product)?.name ?? null;
  line.metadata = metadata;
  line.price = price;
  line.quantity = quantity;
  return line;
}

/** Stripe takes nothing under 30p; nothing at all is allowed. */
export function checkLeastAmount(pence: number): void {
  if (pence > 0 && pence < leastChargePence)
    throw badParam("line_items", `The total must be at least £0.30; this one is ${pence}p.`, "amount_too_small");
}
