import { createHash } from "node:crypto";
import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage, pageUrl } from "../http/paging.ts";
import { cannot, noSuch } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { changed } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { Address, Mandate, PaymentMethod } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";

export type Payer = { name: string | null; email: string | null; phone: string | null; address: Address | null };

function blankMethod(world: World, type: "card" | "bacs_debit", payer: Payer): PaymentMethod {
  const row = skeleton<PaymentMethod>("PaymentMethods.PaymentMethod");
  row.id = newId("pm_");
  row.created = world.clock.seconds();
  row.type = type;
  row.allow_redisplay = "limited";
  row.metadata = {};
  row.billing_details = {
    address: payer.address,
    email: payer.email,
    name: payer.name,
    phone: payer.phone,
    tax_id: null,
  };
  return row;
}

/** A card typed on a hosted page. The number itself is kept apart, to know how the card behaves. */
export function createCard(
  world: World,
  card: { number: string; month: number; year: number },
  payer: Payer,
): PaymentMethod {
  const row = blankMethod(world, "card", payer);
  row.card = {
    ...skeleton<NonNullable<PaymentMethod["card"]>>("PaymentMethods.PaymentMethod.Card"),
    brand: brandOf(card.number),
    checks: {
      address_line1_check: payer.address?.line1 ? "pass" : null,
      address_postal_code_check: payer.address?.postal_code ? "pass" : null,
      cvc_check: "pass",
    },
    country: card.number === "4242424242424242" ? "US" : "GB",
    display_brand: brandOf(card.number),
    exp_month: card.month,
    exp_year: card.year,
    fingerprint: fingerprint(card.number),
    funding: "credit",
    last4: card.number.slice(-4),
    networks: { available: [brandOf(card.number)], preferred: null },
    regulated_status: "unregulated",
    three_d_secure_usage: { supported: true },
  };
  world.store.put("instrument", { id: row.id, number: card.number, kind: "card" });
  world.store.put("payment_method", row);
  return row;
}

/** A bank account typed on a hosted page. */
export function createBacsDebit(
  world: World,
  account: { sortCode: string; accountNumber: string },
  payer: Payer,
): PaymentMethod {
  const row = blankMethod(world, "bacs_debit", payer);
  row.bacs_debit = {
    fingerprint: fingerprint(account.sortCode + account.accountNumber),
    last4: account.accountNumber.slice(-4),
    sort_code: account.sortCode,
  };
  world.store.put("instrument", { id: row.id, number: account.accountNumber, kind: "bacs_debit" });
  world.store.put("payment_method", row);
  return row;
}

/** The Direct Debit instruction that goes with an account; pending until the bank has answered. */
export function createMandate(world: World, method: PaymentMethod): Mandate {
  const row = skeleton<Mandate>("Mandates.Mandate");
  row.id = newId("mandate_");
  row.payment_method = method.id;
  row.status = "pending";
  row.type = "multi_use";
  row.multi_use = {};
  row.customer_acceptance = {
    accepted_at: world.clock.seconds(),
    online: { ip_address: "127.0.0.1", user_agent: "sandbox" },
    type: "online",
  };
  row.payment_method_details = {
    type: "bacs_debit",
    bacs_debit: {
      display_name: null,
      network_status: "pending",
      reference: newId("", 10).toUpperCase(),
      revocation_reason: null,
      service_user_number: null,
      url: `${world.publicUrl()}/_sandbox`,
    },
  };
  world.store.put("mandate", row);
  return row;
}

/** Saves a method with a customer. */
export function attachMethod(world: World, method: PaymentMethod, customer: string): void {
  if (method.customer === customer) return;
  method.customer = customer;
  world.store.put("payment_method", method);
  world.emit("payment_method.attached", method);
}

/** The mandate of a Bacs account, if it has one. */
export function mandateOf(world: World, paymentMethod: string): Mandate | undefined {
  return world.store.table("mandate").under("payment_method", paymentMethod).at(-1);
}

function brandOf(number: string): string {
  if (/^5[1-5]/.test(number)) return "mastercard";
  return /^3[47]/.test(number) ? "amex" : "visa";
}

function fingerprint(number: string): string {
  return createHash("sha256").update(`sandbox ${number}`).digest("hex").slice(0, 16);
}

export const paymentMethodHandlers: Handlers = {
  "PaymentMethods.retrieve": (world, { id }: Call<object>) => existing(world, "payment_method", id),
  "PaymentMethods.list": (world, { params }: Call<Stripe.PaymentMethodListParams>) =>
    listPage(world, "payment_method", params, {
      url: "/v1/payment_methods",
      where: { customer: params.customer, type: params.type },
      keep: (row) => row.customer !== null || params.customer !== undefined,
    }),
  "Customers.listPaymentMethods": (world, call: Call<Stripe.CustomerListPaymentMethodsParams>) => {
    existing(world, "customer", call.id);
    const where = { customer: call.id, type: call.params.type };
    return listPage(world, "payment_method", call.params, {
      url: pageUrl("customers", call.id, "payment_methods"),
      where,
    });
  },
  "Customers.retrievePaymentMethod": (world, { id, parent }: Call<object>) => {
    const method = existing(world, "payment_method", id);
    if (method.customer !== parent) throw noSuch("payment_method", id);
    return method;
  },
  "PaymentMethods.update": (world, { id, params }: Call<Stripe.PaymentMethodUpdateParams>) =>
    changed(world, "payment_method", id, "payment_method.updated", (row) => {
      row.metadata = mergedMetadata(row.metadata ?? {}, params.metadata);
      const details = params.billing_details;
      if (details?.name !== undefined) row.billing_details.name = details.name || null;
      if (details?.email !== undefined) row.billing_details.email = details.email || null;
      if (row.card && params.card?.exp_month) row.card.exp_month = params.card.exp_month;
      if (row.card && params.card?.exp_year) row.card.exp_year = params.card.exp_year;
    }),
  "PaymentMethods.attach": (world, { id, params }: Call<Stripe.PaymentMethodAttachParams>) => {
    const method = existing(world, "payment_method", id);
    const customer = existing(world, "customer", params.customer ?? "", "customer");
    if (method.customer && method.customer !== customer.id)
      throw cannot("This payment method is already attached to another customer.", undefined, "payment_method");
    attachMethod(world, method, customer.id);
    return method;
  },
  "PaymentMethods.detach": (world, { id }: Call<object>) => {
    const method = existing(world, "payment_method", id);
    if (!method.customer)
      throw cannot(
        "This payment method is not attached to a customer, so it cannot be detached.",
        undefined,
        "payment_method",
      );
    const previous = { customer: method.customer };
    method.customer = null;
    world.store.put("payment_method", method);
    world.emit("payment_method.detached", method, previous);
    return method;
  },
  "Mandates.retrieve": (world, { id }: Call<object>) => existing(world, "mandate", id),
};
