import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage, pageOf, pageUrl } from "../http/paging.ts";
import { badParam, cannot } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { changed } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import { createShippingRate } from "../objects/shipping-rates.ts";
import { createSetupIntent } from "../payments/setup-intents.ts";
import type { CheckoutRecord } from "../store/records.ts";
import type { LineItem, Session } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { checkLeastAmount, createLineItems } from "./line-items.ts";
import { checkSession, methodTypes, type SessionParams } from "./session-rules.ts";

const fullDay = 24 * 60 * 60;

function createSession(world: World, params: SessionParams): Session {
  checkSession(world, params);
  const metadata = mergedMetadata({}, params.metadata);
  const customer = params.customer ? existing(world, "customer", params.customer, "customer") : undefined;
  const lines = createLineItems(world, params);
  const options = shippingOptions(world, params);
  const subtotal = lines.reduce((sum, line) => sum + line.amount_total, 0);
  const session = skeleton<Session>("Checkout.Sessions.Session");
  session.id = newId("cs_test_", 58);
  session.adaptive_pricing = params.mode === "payment" ? { enabled: params.adaptive_pricing?.enabled ?? true } : null;
  session.allow_promotion_codes = params.allow_promotion_codes ?? null;
  session.allowed_payment_method_types = params.allowed_payment_method_types ?? null;
  session.billing_address_collection = params.billing_address_collection ?? null;
  session.cancel_url = params.cancel_url ?? null;
  session.client_reference_id = params.client_reference_id ?? null;
  session.created = world.clock.seconds();
  session.currency = "gbp";
  session.custom_fields = (params.custom_fields ?? []).map(customField);
  session.custom_text = customText(params);
  session.customer = customer?.id ?? null;
  session.customer_creation =
    params.mode === "payment" && !customer ? (params.customer_creation ?? "if_required") : null;
  session.customer_email = params.customer_email ?? null;
  session.customer_details = knownDetails(params.customer_email ?? customer?.email, customer?.name);
  session.excluded_payment_method_types = params.excluded_payment_method_types as string[] | undefined;
  session.expires_at = params.expires_at ?? session.created + fullDay;
  session.invoice_creation = params.mode === "payment" ? { enabled: false, invoice_data: invoiceDataOff } : null;
  session.locale = params.locale ?? null;
  session.metadata = metadata;
  session.mode = params.mode ?? "payment";
  session.origin_context = params.origin_context ?? null;
  session.payment_method_collection =
    params.mode === "subscription" ? (params.payment_method_collection ?? "always") : "if_required";
  session.payment_method_options = {
    card: { request_three_d_secure: params.payment_method_options?.card?.request_three_d_secure ?? "automatic" },
  };
  session.payment_method_types = methodTypes(params);
  session.payment_status = params.mode === "setup" ? "no_payment_required" : "unpaid";
  session.phone_number_collection = { enabled: params.phone_number_collection?.enabled ?? false };
  session.shipping_address_collection = params.shipping_address_collection ?? null;
  session.shipping_options = options;
  session.status = "open";
  session.submit_type = params.submit_type ?? null;
  session.success_url = params.success_url ?? null;
  session.ui_mode = "hosted_page";
  session.url = `${world.publicUrl()}/pay/${session.id}`;
  setAmounts(session, subtotal, options[0]);
  if (params.mode === "payment") checkLeastAmount(session.amount_total ?? 0);
  if (params.mode === "setup") {
    session.amount_subtotal = null;
    session.amount_total = null;
    session.total_details = null;
    const intent = createSetupIntent(world, session, params.setup_intent_data?.description ?? null);
    intent.metadata = mergedMetadata({}, params.setup_intent_data?.metadata, "setup_intent_data[metadata]");
    session.setup_intent = intent.id;
  }
  world.store.put("checkout_record", recordOf(session, params, lines));
  world.store.put("checkout.session", session);
  world.schedule.at(world.clock.fromSite(session.expires_at), "session_expiry", session.id);
  return session;
}

const invoiceDataOff = {
  account_tax_ids: null,
  custom_fields: null,
  description: null,
  footer: null,
  issuer: null,
  metadata: {},
  rendering_options: null,
};

function recordOf(session: Session, params: SessionParams, lineItems: LineItem[]): CheckoutRecord {
  const intent = params.payment_intent_data;
  const subscription = params.subscription_data;
  if (intent?.capture_method === "manual")
    throw badParam("payment_intent_data[capture_method]", "This sandbox does not act out manual capture.");
  for (const name of ["trial_end", "trial_period_days", "billing_cycle_anchor", "billing_cycle_anchor_config"] as const)
    if (subscription?.[name] !== undefined)
      throw badParam(`subscription_data[${name}]`, `This sandbox does not act out ${name}.`);
  return {
    id: session.id,
    lineItems,
    payment_intent: null,
    paymentIntentData: {
      description: intent?.description,
      metadata: mergedMetadata({}, intent?.metadata, "payment_intent_data[metadata]"),
      receipt_email: intent?.receipt_email,
      statement_descriptor: intent?.statement_descriptor,
      statement_descriptor_suffix: intent?.statement_descriptor_suffix,
      setup_future_usage: intent?.setup_future_usage as "off_session" | "on_session" | undefined,
    },
    subscriptionData: {
      description: subscription?.description,
      metadata: mergedMetadata({}, subscription?.metadata, "subscription_data[metadata]"),
      billingMode: subscription?.billing_mode?.type === "classic" ? "classic" : "flexible",
    },
    customer: null,
    customerUpdate: {
      address: params.customer_update?.address === "auto",
      name: params.customer_update?.name === "auto",
    },
    pending: null,
  };
}

/** What is known of the payer before anything is typed. */
function knownDetails(email: string | null | undefined, name: string | null | undefined): Session["customer_details"] {
  if (!email) return null;
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: name ?? null,
    phone: null,
    tax_exempt: "none",
    tax_ids: null,
  };
}

/** Sets the totals for a choice of postage. */
export function setAmounts(
  session: Session,
  subtotal: number,
  option: Session["shipping_options"][number] | undefined,
): void {
  const postage = option?.shipping_amount ?? 0;
  session.amount_subtotal = subtotal;
  session.amount_total = subtotal + postage;
  session.total_details = { amount_discount: 0, amount_shipping: postage, amount_tax: 0 };
  session.shipping_cost = option
    ? { amount_subtotal: postage, amount_tax: 0, amount_total: postage, shipping_rate: option.shipping_rate }
    : null;
}

function shippingOptions(world: World, params: SessionParams): Session["shipping_options"] {
  return (params.shipping_options ?? []).map((given, at) => {
    const param = `shipping_options[${at}]`;
    if (Boolean(given.shipping_rate) === Boolean(given.shipping_rate_data))
      throw badParam(param, `Give either shipping_rate or shipping_rate_data in ${param}.`);
    const rate = given.shipping_rate_data
      ? createShippingRate(
          world,
          given.shipping_rate_data as Stripe.ShippingRateCreateParams,
          `${param}[shipping_rate_data]`,
        )
      : existing(world, "shipping_rate", given.shipping_rate ?? "", `${param}[shipping_rate]`);
    return { shipping_amount: rate.fixed_amount?.amount ?? 0, shipping_rate: rate.id };
  });
}

function customText(params: SessionParams): Session["custom_text"] {
  const text = params.custom_text;
  return {
    after_submit: text?.after_submit || null,
    shipping_address: text?.shipping_address || null,
    submit: text?.submit || null,
    terms_of_service_acceptance: text?.terms_of_service_acceptance || null,
  };
}

function customField(given: NonNullable<SessionParams["custom_fields"]>[number]): Session["custom_fields"][number] {
  const field = {
    key: given.key,
    label: { custom: given.label.custom, type: "custom" as const },
    optional: given.optional ?? false,
    type: given.type,
  };
  if (given.type === "dropdown")
    return {
      ...field,
      dropdown: {
        default_value: given.dropdown?.default_value ?? null,
        options: given.dropdown?.options ?? [],
        value: null,
      },
    };
  const bounds = {
    default_value: null,
    maximum_length: given[given.type as "text" | "numeric"]?.maximum_length ?? null,
    minimum_length: given[given.type as "text" | "numeric"]?.minimum_length ?? null,
    value: null,
  };
  return given.type === "numeric" ? { ...field, numeric: bounds } : { ...field, text: bounds };
}

/** Ends an open session: asked for, or by the clock. */
export function expireSession(world: World, session: Session): void {
  session.status = "expired";
  session.url = null;
  world.store.put("checkout.session", session);
  world.schedule.cancel("session_expiry", session.id);
  const intent = world.store.get(
    "payment_intent",
    world.store.get("checkout_record", session.id)?.payment_intent ?? "",
  );
  if (intent && intent.status !== "succeeded") {
    intent.status = "canceled";
    intent.canceled_at = world.clock.seconds();
    intent.cancellation_reason = "void_invoice";
    intent.next_action = null;
    world.store.put("payment_intent", intent);
    world.emit("payment_intent.canceled", intent);
  }
  world.emit("checkout.session.expired", session);
}

export const sessionHandlers: Handlers = {
  "Checkout.Sessions.create": (world, { params }: Call<SessionParams>) => createSession(world, params),
  "Checkout.Sessions.retrieve": (world, { id }: Call<object>) => existing(world, "checkout.session", id),
  "Checkout.Sessions.list": (world, { params }: Call<Stripe.Checkout.SessionListParams>) =>
    listPage(world, "checkout.session", params, {
      url: "/v1/checkout/sessions",
      where: {
        customer: params.customer,
        payment_intent: params.payment_intent,
        subscription: params.subscription,
        status: params.status,
        email: params.customer_details?.email,
      },
    }),
  "Checkout.Sessions.update": (world, { id, params }: Call<Stripe.Checkout.SessionUpdateParams>) => {
    for (const name of ["line_items", "shipping_options", "collected_information", "payment_intent_data"] as const)
      if (params[name] !== undefined)
        throw badParam(name, `This sandbox does not act out changing ${name} of a session.`);
    return changed(world, "checkout.session", id, null, (row) => {
      row.metadata = mergedMetadata(row.metadata ?? {}, params.metadata);
    });
  },
  "Checkout.Sessions.expire": (world, { id }: Call<object>) => {
    const session = existing(world, "checkout.session", id);
    if (session.status !== "open")
      throw cannot(`Only an open Checkout Session can be expired; this one is ${session.status}.`);
    expireSession(world, session);
    return session;
  },
  "Checkout.Sessions.listLineItems": (world, { id, params }: Call<Stripe.Checkout.SessionListLineItemsParams>) => {
    existing(world, "checkout.session", id);
    const lines = world.store.get("checkout_record", id)?.lineItems ?? [];
    return pageOf(lines, params, pageUrl("checkout", "sessions", id, "line_items"));
  },
};
