import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, cannot, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import type { Price, Product } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { changed } from "./changes.ts";
import { existing } from "./existing.ts";

/** Stripe's least charge in sterling. */
export const leastChargePence = 30;
const mostChargePence = 99_999_999;

export type PriceDetails = {
  product: string;
  unitAmount: number;
  recurring?: { interval: "day" | "week" | "month" | "year"; intervalCount: number } | null;
  lookupKey?: string | null;
  nickname?: string | null;
  metadata?: Record<string, string>;
  active?: boolean;
};

export function createProduct(
  world: World,
  details: {
    id?: string;
    name: string;
    description?: string | null;
    metadata?: Record<string, string>;
    active?: boolean;
  },
): Product {
  if (details.name.length > 5000) throw badParam("name", "A product's name has at most 5,000 characters.");
  const row = skeleton<Product>("Products.Product");
  row.id = details.id ?? newId("prod_", 14);
  row.active = details.active ?? true;
  row.created = world.clock.seconds();
  row.updated = row.created;
  row.default_price = null;
  row.description = details.description ?? null;
  row.metadata = details.metadata ?? {};
  row.name = details.name;
  row.tax_code = null;
  row.type = "service";
  world.store.put("product", row);
  return row;
}

export function createPrice(world: World, details: PriceDetails): Price {
  const row = skeleton<Price>("Prices.Price");
  row.id = newId("price_");
  row.active = details.active ?? true;
  row.billing_scheme = "per_unit";
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.lookup_key = details.lookupKey ?? null;
  row.metadata = details.metadata ?? {};
  row.nickname = details.nickname ?? null;
  row.product = details.product;
  row.recurring = details.recurring
    ? {
        interval: details.recurring.interval,
        interval_count: details.recurring.intervalCount,
        meter: null,
        trial_period_days: null,
        usage_type: "licensed",
      }
    : null;
  row.tax_behavior = "unspecified";
  row.type = details.recurring ? "recurring" : "one_time";
  row.unit_amount = details.unitAmount;
  row.unit_amount_decimal = String(details.unitAmount);
  world.store.put("price", row);
  return row;
}

type InlinePrice = {
  currency?: string;
  product?: string;
  product_data?: {
    name: string;
    description?: string;
    metadata?: Stripe.MetadataParam | Stripe.Emptyable<Stripe.MetadataParam>;
  };
  recurring?: { interval: string; interval_count?: number };
  unit_amount?: number;
  unit_amount_decimal?: unknown;
};

/** A price given in place (`price_data`), made into a product and a price that are not offered again. */
export function inlinePrice(world: World, data: InlinePrice, param: string): Price {
  checkCurrency(data.currency, `${param}[currency]`);
  const unitAmount = checkedAmount(data.unit_amount, data.unit_amount_decimal, `${param}[unit_amount]`);
  if (data.product_data && data.product)
    throw badParam(`${param}[product_data]`, "Give either product or product_data, not both.");
  if (!data.product_data && !data.product) throw missingParam(`${param}[product]`);
  const metadata = mergedMetadata({}, data.product_data?.metadata, `${param}[product_data][metadata]`);
  const recurring = checkedRecurring(data.recurring, `${param}[recurring]`);
  const product = data.product
    ? existing(world, "product", data.product, `${param}[product]`).id
    : createProduct(world, {
        name: data.product_data?.name ?? "",
        description: data.product_data?.description ?? null,
        metadata,
        active: false,
      }).id;
  return createPrice(world, { product, unitAmount, recurring, active: false });
}

export function checkCurrency(currency: string | undefined, param: string): void {
  if (currency === undefined) throw missingParam(param);
  if (currency.toLowerCase() !== "gbp")
    throw badParam(param, `Invalid currency: ${currency}. This sandbox account takes gbp only.`, "invalid_currency");
}

function checkedAmount(amount: number | undefined, decimal: unknown, param: string): number {
  if (decimal !== undefined) {
    const text = String(decimal);
    if (!/^\d+(\.0+)?$/.test(text)) throw badParam(param, "This sandbox takes whole pence only: use unit_amount.");
    return Number.parseInt(text, 10);
  }
  if (amount === undefined) throw missingParam(param);
  if (amount < 0) throw badParam(param, "Invalid non-negative integer", "parameter_invalid_integer");
  if (amount > mostChargePence) throw badParam(param, "The amount is too large.", "amount_too_large");
  return amount;
}

function checkedRecurring(
  given: { interval: string; interval_count?: number } | undefined,
  param: string,
): PriceDetails["recurring"] {
  if (!given) return null;
  const most = { day: 1095, week: 156, month: 36, year: 3 }[given.interval] ?? 1;
  const count = given.interval_count ?? 1;
  if (count < 1 || count > most)
    throw badParam(`${param}[interval_count]`, `interval_count goes from 1 to ${most} for ${given.interval}.`);
  return { interval: given.interval as "day" | "week" | "month" | "year", intervalCount: count };
}

function applyLookupKey(world: World, row: Price, key: string | null | undefined, transfer: boolean): void {
  if (key === undefined) return;
  const holder = key ? world.store.table("price").under("lookup_key", key)[0] : undefined;
  if (holder && holder.id !== row.id) {
    if (!transfer)
      throw badParam(
        "lookup_key",
        `A price (${holder.id}) already uses that lookup key. Set transfer_lookup_key to move it.`,
      );
    const previous = { lookup_key: holder.lookup_key };
    holder.lookup_key = null;
    world.store.put("price", holder);
    world.emit("price.updated", holder, previous);
  }
  row.lookup_key = key || null;
}

export const catalogueHandlers: Handlers = {
  "Products.create": (world, { params }: Call<Stripe.ProductCreateParams>) => {
    if (params.id && world.store.get("product", params.id))
      throw badParam("id", `A product with the id ${params.id} exists already.`, "resource_already_exists");
    const metadata = mergedMetadata({}, params.metadata);
    const { id, name, description, active } = params;
    const row = createProduct(world, { id, name, description, active, metadata });
    if (params.default_price_data) {
      const data = params.default_price_data as unknown as InlinePrice;
      row.default_price = inlinePrice(world, { ...data, product: row.id }, "default_price_data").id;
      world.store.put("product", row);
    }
    world.emit("product.created", row);
    return row;
  },
  "Products.retrieve": (world, { id }: Call<object>) => existing(world, "product", id),
  "Products.update": (world, { id, params }: Call<Stripe.ProductUpdateParams>) =>
    changed(world, "product", id, "product.updated", (row) => {
      if (params.name !== undefined) row.name = params.name;
      if (params.active !== undefined) row.active = params.active;
      if (params.description !== undefined) row.description = params.description || null;
      row.metadata = mergedMetadata(row.metadata, params.metadata);
      row.updated = world.clock.seconds();
    }),
  "Products.list": (world, { params }: Call<Stripe.ProductListParams>) =>
    listPage(world, "product", params, {
      url: "/v1/products",
      where: { active: params.active === undefined ? undefined : String(params.active) },
      keep: (row) => !params.ids || params.ids.includes(row.id),
    }),
  "Products.del": (world, { id }: Call<object>) => {
    const row = existing(world, "product", id);
    if (world.store.table("price").ids("product", id).length > 0)
      throw cannot("This product has prices, so it cannot be deleted. Set active to false instead.");
    world.store.delete("product", id);
    world.emit("product.deleted", row);
    return { id, object: "product", deleted: true };
  },
  "Prices.create": (world, { params }: Call<Stripe.PriceCreateParams>) => {
    checkCurrency(params.currency, "currency");
    const unitAmount = checkedAmount(params.unit_amount, params.unit_amount_decimal, "unit_amount");
    const recurring = checkedRecurring(params.recurring, "recurring");
    const metadata = mergedMetadata({}, params.metadata);
    if (params.product && params.product_data)
      throw badParam("product", "Give either product or product_data, not both.");
    if (!params.product && !params.product_data) throw missingParam("product");
    const product = params.product
      ? existing(world, "product", params.product, "product").id
      : createProduct(world, { name: params.product_data?.name ?? "" }).id;
    const { nickname, active } = params;
    const row = createPrice(world, { product, unitAmount, recurring, metadata, nickname, active });
    try {
      applyLookupKey(world, row, params.lookup_key, params.transfer_lookup_key ?? false);
    } catch (error) {
      world.store.delete("price", row.id);
      throw error;
    }
    world.store.put("price", row);
    world.emit("price.created", row);
    return row;
  },
  "Prices.retrieve": (world, { id }: Call<object>) => existing(world, "price", id),
  "Prices.update": (world, { id, params }: Call<Stripe.PriceUpdateParams>) =>
    changed(world, "price", id, "price.updated", (row) => {
      applyLookupKey(world, row, params.lookup_key, params.transfer_lookup_key ?? false);
      if (params.active !== undefined) row.active = params.active;
      if (params.nickname !== undefined) row.nickname = params.nickname || null;
      row.metadata = mergedMetadata(row.metadata, params.metadata);
    }),
  "Prices.list": (world, { params }: Call<Stripe.PriceListParams>) => {
    const [key] = params.lookup_keys ?? [];
    return listPage(world, "price", params, {
      url: "/v1/prices",
      where: {
        active: params.active === undefined ? undefined : String(params.active),
        product: params.product,
        lookup_key: params.lookup_keys?.length === 1 ? key : undefined,
      },
      keep: (row) =>
        (!params.lookup_keys || params.lookup_keys.includes(row.lookup_key ?? "")) &&
        (!params.type || params.type === row.type),
    });
  },
};
