import type Stripe from "stripe";
import { badParam, missingParam } from "../http/refusal.ts";
import type { World } from "../world.ts";

export type SessionParams = Stripe.Checkout.SessionCreateParams;

const methodsOfAccount = ["card", "bacs_debit"];
const halfHour = 30 * 60;
const fullDay = 24 * 60 * 60;

/** Parts of Checkout this sandbox does not act out. Ignoring one silently would be a lie, so it is refused. */
const notActedOut = [
  "after_expiration",
  "consent_collection",
  "customer_account",
  "discounts",
  "optional_items",
  "permissions",
  "payment_method_configuration",
  "return_url",
  "redirect_on_completion",
] as const;

/** Stripe's rules across fields, which the generated contract cannot express. Throws `Refusal`. */
export function checkSession(world: World, params: SessionParams): void {
  for (const name of notActedOut) if (params[name] !== undefined) throw sandboxLacks(name);
  if (params.automatic_tax?.enabled) throw sandboxLacks("automatic_tax[enabled]");
  if (params.allow_promotion_codes) throw sandboxLacks("allow_promotion_codes");
  if (params.managed_payments?.enabled) throw sandboxLacks("managed_payments[enabled]");
  if (params.ui_mode !== undefined && params.ui_mode !== "hosted_page") throw sandboxLacks(`ui_mode=${params.ui_mode}`);
  if (params.tax_id_collection?.enabled) throw sandboxLacks("tax_id_collection[enabled]");
  if (params.name_collection) throw sandboxLacks("name_collection");
  if (params.payment_method_data) throw sandboxLacks("payment_method_data");
  if (params.invoice_creation?.enabled) throw sandboxLacks("invoice_creation[enabled]");
  if (params.mode === undefined) throw missingParam("mode");
  checkAddresses(params);
  checkLengths(params);
  checkCustomer(params);
  checkExpiry(world, params);
  checkMode(params);
  methodTypes(params);
}

function sandboxLacks(param: string): Error {
  return badParam(
    param,
    `This sandbox does not act out ${param}. Leave it out, or try it against Stripe's own test mode.`,
  );
}

function checkAddresses(params: SessionParams): void {
  if (!params.success_url) throw missingParam("success_url");
  for (const name of ["success_url", "cancel_url"] as const) {
    const address = params[name];
    if (address === undefined) continue;
    if (address.length > 5000) throw badParam(name, `${name} has at most 5,000 characters.`, "url_invalid");
    const parsed = URL.parse(address.replaceAll("{CHECKOUT_SESSION_ID}", "id"));
    if (!parsed || !/^https?:$/.test(parsed.protocol))
      throw badParam(
        name,
        `Not a valid URL: ${name} must be a whole address that begins with http:// or https://.`,
        "url_invalid",
      );
  }
}

function checkLengths(params: SessionParams): void {
  tooLong("client_reference_id", params.client_reference_id, 200);
  tooLong("payment_intent_data[description]", params.payment_intent_data?.description, 1000);
  tooLong("subscription_data[description]", params.subscription_data?.description, 500);
  tooLong("payment_intent_data[statement_descriptor]", params.payment_intent_data?.statement_descriptor, 22);
  tooLong(
    "payment_intent_data[statement_descriptor_suffix]",
    params.payment_intent_data?.statement_descriptor_suffix,
    22,
  );
  for (const [name, text] of Object.entries(params.custom_text ?? {}))
    if (text) tooLong(`custom_text[${name}][message]`, text.message, 1000);
  const fields = params.custom_fields ?? [];
  if (fields.length > 3) throw badParam("custom_fields", "A Checkout Session has at most 3 custom fields.");
  for (const [at, field] of fields.entries()) {
    tooLong(`custom_fields[${at}][label][custom]`, field.label.custom, 50);
    for (const option of field.dropdown?.options ?? [])
      tooLong(`custom_fields[${at}][dropdown][options]`, option.label, 100);
  }
}

function tooLong(param: string, text: string | undefined, most: number): void {
  if (text !== undefined && text.length > most)
    throw badParam(param, `${param} has at most ${most} characters; this one has ${text.length}.`);
}

function checkCustomer(params: SessionParams): void {
  if (params.customer && params.customer_email)
    throw badParam("customer_email", "Give either customer or customer_email, not both.");
  if (params.customer && params.customer_creation)
    throw badParam("customer_creation", "customer_creation cannot be used when customer is given.");
  if (params.customer_creation && params.mode !== "payment")
    throw badParam("customer_creation", "customer_creation can be used in payment mode only.");
  if (params.customer_update && !params.customer)
    throw badParam("customer_update", "customer_update can be used only when customer is given.");
  if (params.customer_email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(params.customer_email))
    throw badParam("customer_email", `Invalid email address: ${params.customer_email}`, "email_invalid");
}

function checkExpiry(world: World, params: SessionParams): void {
  if (params.expires_at === undefined) return;
  const life = world.clock.fromSite(params.expires_at) - world.clock.seconds();
  if (life < halfHour || life > fullDay)
    throw badParam("expires_at", "expires_at must lie between 30 minutes and 24 hours from now.");
}

function checkMode(params: SessionParams): void {
  const { mode } = params;
  const items = params.line_items ?? [];
  if (mode === "setup") {
    if (items.length > 0) throw badParam("line_items", "line_items cannot be used in setup mode.");
    if (params.submit_type) throw badParam("submit_type", "submit_type cannot be used in setup mode.");
    if (!params.currency) throw missingParam("currency");
  } else if (items.length === 0) throw missingParam("line_items");
  if (items.length > (mode === "subscription" ? 20 : 100))
    throw badParam(
      "line_items",
      `There can be at most ${mode === "subscription" ? 20 : 100} line items in ${mode} mode.`,
    );
  if (params.submit_type === "subscribe" && mode !== "subscription")
    throw badParam("submit_type", "submit_type=subscribe can be used in subscription mode only.");
  if (mode === "subscription" && params.submit_type && !["auto", "donate", "subscribe"].includes(params.submit_type))
    throw badParam("submit_type", `submit_type=${params.submit_type} cannot be used in subscription mode.`);
  if (params.payment_intent_data && mode !== "payment")
    throw badParam("payment_intent_data", "payment_intent_data can be used in payment mode only.");
  if (params.subscription_data && mode !== "subscription")
    throw badParam("subscription_data", "subscription_data can be used in subscription mode only.");
  if (params.setup_intent_data && mode !== "setup")
    throw badParam("setup_intent_data", "setup_intent_data can be used in setup mode only.");
  if (params.payment_method_collection && mode !== "subscription")
    throw badParam("payment_method_collection", "payment_method_collection can be used in subscription mode only.");
  if (params.shipping_options && mode !== "payment")
    throw badParam("shipping_options", "shipping_options can be used in payment mode only.");
  if ((params.shipping_options?.length ?? 0) > 5)
    throw badParam("shipping_options", "A Checkout Session has at most 5 shipping options.");
}

/** What the payment page offers: what the account takes, filtered by what was allowed or excluded. */
export function methodTypes(params: SessionParams): string[] {
  const { allowed_payment_method_types: allowed, excluded_payment_method_types: excluded } = params;
  if (allowed && excluded)
    throw badParam("excluded_payment_method_types", "Give either allowed_ or excluded_payment_method_types, not both.");
  const types = methodsOfAccount.filter((type) =>
    allowed ? (allowed as string[]).includes(type) : !(excluded as string[] | undefined)?.includes(type),
  );
  if (types.length === 0)
    throw badParam(
      "allowed_payment_method_types",
      "No payment method is left. This sandbox account takes card and bacs_debit.",
    );
  return types;
}
