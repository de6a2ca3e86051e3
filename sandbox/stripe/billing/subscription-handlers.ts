import type Stripe from "stripe";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage, pageOf } from "../http/paging.ts";
import { badParam, cannot, missingParam, noSuch } from "../http/refusal.ts";
import { inlinePrice } from "../objects/catalogue.ts";
import { change } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { Price, Subscription } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { isRunning } from "./collection.ts";
import { periodLine } from "./invoice-lines.ts";
import { buildInvoice, openDraft } from "./invoices.ts";
import { finalizeAndCollect } from "./renewals.ts";
import { pauseSubscription, resumeSubscription, updateSubscription } from "./subscription-changes.ts";
import { buildSubscription, endSubscription, planRenewal } from "./subscriptions.ts";

type CreateParams = Stripe.SubscriptionCreateParams;

/** A subscription made by a call instead of Checkout: charged at once to the customer's or the given method. */
function createSubscription(world: World, params: CreateParams): Subscription {
  const customer = existing(world, "customer", params.customer ?? "", "customer");
  const method = params.default_payment_method ?? customer.invoice_settings.default_payment_method;
  if (params.default_payment_method)
    existing(world, "payment_method", params.default_payment_method, "default_payment_method");
  for (const name of [
    "trial_end",
    "trial_period_days",
    "billing_cycle_anchor",
    "backdate_start_date",
    "discounts",
  ] as const)
    if (params[name] !== undefined) throw badParam(name, `This sandbox does not act out ${name}.`);
  if (!params.items || params.items.length === 0) throw missingParam("items");
  const items = params.items.map((item, at) => ({
    price: itemPrice(world, item, `items[${at}]`),
    quantity: item.quantity ?? 1,
    metadata: mergedMetadata({}, item.metadata),
  }));
  if (!method && params.payment_behavior !== "default_incomplete")
    throw cannot(
      "This customer has no payment method to charge. Save a default payment method first.",
      "resource_missing",
    );
  const subscription = buildSubscription(world, {
    customer: customer.id,
    items,
    defaultPaymentMethod: params.default_payment_method ?? null,
    description: params.description ?? null,
    metadata: mergedMetadata({}, params.metadata),
    billingMode: params.billing_mode?.type === "classic" ? "classic" : "flexible",
  });
  subscription.status = "incomplete";
  const now = world.clock.seconds();
  const lines = subscription.items.data.map((item) =>
    periodLine(world, item, { start: item.current_period_start, end: item.current_period_end }, subscription.metadata),
  );
  const invoice = buildInvoice(world, subscription, "subscription_create", lines, { start: now, end: now });
  subscription.latest_invoice = invoice.id;
  world.store.put("subscription", subscription);
  world.emit("customer.subscription.created", subscription);
  planRenewal(world, subscription);
  world.schedule.at(now + 23 * 3600, "subscription_incomplete", subscription.id);
  openDraft(world, invoice, null);
  finalizeAndCollect(world, invoice);
  return subscription;
}

function itemPrice(world: World, item: { price?: string; price_data?: object }, param: string): Price {
  const price = item.price_data
    ? inlinePrice(world, item.price_data as Parameters<typeof inlinePrice>[1], `${param}[price_data]`)
    : existing(world, "price", item.price ?? "", `${param}[price]`);
  if (!price.recurring) throw badParam(`${param}[price]`, `The price ${price.id} is not recurring.`);
  return price;
}

export const subscriptionHandlers: Handlers = {
  "Subscriptions.create": (world, { params }: Call<CreateParams>) => createSubscription(world, params),
  "Subscriptions.retrieve": (world, { id }: Call<object>) => existing(world, "subscription", id),
  "Subscriptions.list": (world, { params }: Call<Stripe.SubscriptionListParams>) => {
    const { status, customer, price, test_clock } = params;
    const exact = status && status !== "all" && status !== "ended" ? status : undefined;
    return listPage(world, "subscription", params, {
      url: "/v1/subscriptions",
      where: { customer, status: exact, test_clock },
      keep: (row) => {
        if (price && !row.items.data.some((item) => item.price.id === price)) return false;
        if (status === "ended") return row.status === "canceled" || row.status === "incomplete_expired";
        // Without a status, Stripe leaves out what has been canceled.
        return status !== undefined || row.status !== "canceled";
      },
    });
  },
  "Subscriptions.update": (world, { id, params }: Call<Stripe.SubscriptionUpdateParams>) => {
    const subscription = existing(world, "subscription", id);
    if (!isRunning(subscription) && subscription.status !== "incomplete")
      throw cannot(
        `The subscription ${id} is ${subscription.status} and can no longer be changed.`,
        "resource_missing",
      );
    updateSubscription(world, subscription, params);
    return subscription;
  },
  "Subscriptions.cancel": (world, { id, params }: Call<Stripe.SubscriptionCancelParams>) => {
    const subscription = existing(world, "subscription", id);
    if (!isRunning(subscription) && subscription.status !== "incomplete") throw noSuch("subscription", id);
    const details = params.cancellation_details;
    if (details)
      change(world, "subscription", subscription, null, (row) => {
        const known = row.cancellation_details ?? {
          comment: null,
          feedback: null,
          feedback_option: null,
          reason: null,
        };
        row.cancellation_details = {
          ...known,
          comment: details.comment || null,
          feedback: (details.feedback || null) as typeof known.feedback,
        };
      });
    endSubscription(world, subscription, "cancellation_requested");
    return subscription;
  },
  "Subscriptions.pause": (world, { id }: Call<Stripe.SubscriptionPauseParams>) =>
    pauseSubscription(world, existing(world, "subscription", id)),
  "Subscriptions.resume": (world, { id, params }: Call<Stripe.SubscriptionResumeParams>) =>
    resumeSubscription(world, existing(world, "subscription", id), params),
  "SubscriptionItems.retrieve": (world, { id }: Call<object>) => {
    const link = existing(world, "subscription_item", id);
    const item = world.store.get("subscription", link.subscription)?.items.data.find((row) => row.id === id);
    if (!item) throw noSuch("subscription_item", id);
    return item;
  },
  "SubscriptionItems.list": (world, { params }: Call<Stripe.SubscriptionItemListParams>) => {
    const subscription = existing(world, "subscription", params.subscription, "subscription");
    return pageOf(subscription.items.data, params, `/v1/subscription_items?subscription=${subscription.id}`);
  },
};
