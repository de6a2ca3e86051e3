import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import type { ShippingRate } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { checkCurrency } from "./catalogue.ts";
import { changed } from "./changes.ts";
import { existing } from "./existing.ts";

type RateData = Stripe.ShippingRateCreateParams;

/** A postage rate, made on its own or in place within a Checkout Session. */
export function createShippingRate(world: World, data: RateData, param = ""): ShippingRate {
  const at = (name: string): string => (param === "" ? name : `${param}[${name}]`);
  if (data.display_name.length > 100) throw badParam(at("display_name"), "display_name has at most 100 characters.");
  if (!data.fixed_amount) throw missingParam(at("fixed_amount"));
  checkCurrency(data.fixed_amount.currency, at("fixed_amount][currency").replace("[fixed_amount][", "[fixed_amount]["));
  if (data.fixed_amount.amount < 0) throw badParam(at("fixed_amount"), "Invalid non-negative integer");
  const row = skeleton<ShippingRate>("ShippingRates.ShippingRate");
  row.id = newId("shr_");
  row.active = true;
  row.created = world.clock.seconds();
  row.delivery_estimate = data.delivery_estimate
    ? { maximum: data.delivery_estimate.maximum ?? null, minimum: data.delivery_estimate.minimum ?? null }
    : null;
  row.display_name = data.display_name;
  row.fixed_amount = { amount: data.fixed_amount.amount, currency: "gbp" };
  row.metadata = mergedMetadata({}, data.metadata);
  row.tax_behavior = "unspecified";
  row.tax_code = null;
  row.type = "fixed_amount";
  world.store.put("shipping_rate", row);
  return row;
}

export const shippingRateHandlers: Handlers = {
  "ShippingRates.create": (world, { params }: Call<Stripe.ShippingRateCreateParams>) =>
    createShippingRate(world, params),
  "ShippingRates.retrieve": (world, { id }: Call<object>) => existing(world, "shipping_rate", id),
  "ShippingRates.update": (world, { id, params }: Call<Stripe.ShippingRateUpdateParams>) =>
    changed(world, "shipping_rate", id, null, (row) => {
      if (params.active !== undefined) row.active = params.active;
      row.metadata = mergedMetadata(row.metadata, params.metadata);
    }),
  "ShippingRates.list": (world, { params }: Call<Stripe.ShippingRateListParams>) =>
    listPage(world, "shipping_rate", params, {
      url: "/v1/shipping_rates",
      where: { active: params.active === undefined ? undefined : String(params.active) },
    }),
};
