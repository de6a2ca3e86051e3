import type Stripe from "stripe";
import { isRunning } from "../billing/collection.ts";
import { endSubscription } from "../billing/subscriptions.ts";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, noSuch } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import type { Address, Customer } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { changed } from "./changes.ts";
import { existing } from "./existing.ts";

const emptyAddress: Address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

/** An address with every key present, as Stripe answers it. */
export function fullAddress(given: Partial<Address> | null | undefined): Address {
  return {
    ...emptyAddress,
    ...Object.fromEntries(Object.entries(given ?? {}).map(([key, value]) => [key, value || null])),
  };
}

export function createCustomer(
  world: World,
  details: { email: string | null; name: string | null; phone?: string | null; address?: Address | null },
): Customer {
  const row = skeleton<Customer>("Customers.Customer");
  row.id = newId("cus_", 14);
  row.created = world.clock.seconds();
  row.email = details.email;
  row.name = details.name;
  row.phone = details.phone ?? null;
  row.address = details.address ?? null;
  row.currency = null;
  row.delinquent = false;
  row.discount = null;
  row.invoice_prefix = newId("", 8).toUpperCase();
  row.next_invoice_sequence = 1;
  row.metadata = {};
  row.preferred_locales = ["en-GB"];
  row.tax_exempt = "none";
  row.test_clock = null;
  world.store.put("customer", row);
  return row;
}

function applyParams(
  world: World,
  row: Customer,
  params: Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams,
): void {
  if (params.email !== undefined) row.email = checkedEmail(params.email) || null;
  if (params.name !== undefined) row.name = params.name || null;
  if (params.phone !== undefined) row.phone = params.phone || null;
  if (params.description !== undefined) row.description = params.description || null;
  if (params.preferred_locales) row.preferred_locales = params.preferred_locales;
  if (params.address !== undefined)
    row.address = params.address ? fullAddress(params.address as Partial<Address>) : null;
  if (params.shipping !== undefined)
    row.shipping = params.shipping
      ? {
          address: fullAddress(params.shipping.address as Partial<Address>),
          name: params.shipping.name,
          phone: params.shipping.phone ?? null,
        }
      : null;
  row.metadata = mergedMetadata(row.metadata, params.metadata);
  const method = params.invoice_settings?.default_payment_method;
  if (method) {
    const known = existing(world, "payment_method", method, "invoice_settings[default_payment_method]");
    if (known.customer !== row.id)
      throw badParam(
        "invoice_settings[default_payment_method]",
        "The payment method must be attached to this customer before it can be the default.",
      );
  }
  if (method !== undefined) row.invoice_settings.default_payment_method = method || null;
  if (params.test_clock)
    row.test_clock = existing(world, "test_helpers.test_clock", params.test_clock, "test_clock").id;
}

function checkedEmail(email: string | null): string {
  if (email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw badParam("email", `Invalid email address: ${email}`, "email_invalid");
  return email ?? "";
}

export const customerHandlers: Handlers = {
  "Customers.create": (world, { params }: Call<Stripe.CustomerCreateParams>) => {
    checkedEmail(params.email ?? null);
    mergedMetadata({}, params.metadata);
    const row = createCustomer(world, { email: null, name: null });
    applyParams(world, row, params as Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams);
    world.store.put("customer", row);
    world.emit("customer.created", row);
    return row;
  },
  "Customers.retrieve": (world, { id }: Call<object>) => {
    const gone = world.store.get("deleted", id);
    return gone ? { id, object: "customer", deleted: true } : existing(world, "customer", id);
  },
  "Customers.update": (world, { id, params }: Call<Stripe.CustomerUpdateParams>) =>
    changed(world, "customer", id, "customer.updated", (row) =>
      applyParams(world, row, params as Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams),
    ),
  "Customers.list": (world, { params }: Call<Stripe.CustomerListParams>) =>
    listPage(world, "customer", params, { url: "/v1/customers", where: { email: params.email } }),
  "Customers.del": (world, { id }: Call<object>) => {
    const row = world.store.get("customer", id);
    if (!row) throw noSuch("customer", id);
    for (const subscription of world.store.table("subscription").under("customer", id))
      if (isRunning(subscription)) endSubscription(world, subscription, "cancellation_requested");
    world.store.delete("customer", id);
    world.store.put("deleted", { id, object: "customer" });
    world.emit("customer.deleted", row);
    return { id, object: "customer", deleted: true };
  },
};
