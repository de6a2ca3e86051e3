import { skeleton } from "../contract/contract.ts";
import { newId } from "../ids.ts";
import { change } from "../objects/changes.ts";
import type { Price, Subscription, SubscriptionItem } from "../wire.ts";
import type { World } from "../world.ts";
import { nextBoundary } from "./periods.ts";

export type NewSubscription = {
  customer: string;
  items: { price: Price; quantity: number; metadata?: Record<string, string> }[];
  defaultPaymentMethod: string | null;
  description?: string | null;
  metadata?: Record<string, string>;
  billingMode: "classic" | "flexible";
};

/** A subscription whose first period begins now. Says nothing to anyone yet. */
export function buildSubscription(world: World, details: NewSubscription): Subscription {
  const now = world.clock.seconds();
  const row = skeleton<Subscription>("Subscriptions.Subscription");
  row.id = newId("sub_");
  row.billing_cycle_anchor = now;
  row.billing_mode =
    details.billingMode === "flexible"
      ? { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now }
      : { flexible: null, type: "classic" };
  row.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason: null };
  row.collection_method = "charge_automatically";
  row.created = now;
  row.currency = "gbp";
  row.customer = details.customer;
  row.default_payment_method = details.defaultPaymentMethod;
  row.default_tax_rates = [];
  row.description = details.description ?? null;
  row.invoice_settings = {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  };
  row.metadata = details.metadata ?? {};
  row.payment_settings = {
    payment_method_options: null,
    payment_method_types: null,
    save_default_payment_method: "off",
  };
  row.start_date = now;
  row.status = "active";
  row.trial_settings = { end_behavior: { billing_cycle_anchor: null, missing_payment_method: "create_invoice" } };
  row.items = {
    object: "list",
    data: details.items.map((item) => buildItem(world, row.id, item.price, item.quantity, now, item.metadata)),
    has_more: false,
    url: `/v1/subscription_items?subscription=${row.id}`,
  };
  world.store.put("subscription_record", { id: row.id, anchor: now, pendingLines: [] });
  return row;
}

/** An item whose period begins at `start` and ends at the next boundary counted from `anchor`. */
export function buildItem(
  world: World,
  subscription: string,
  price: Price,
  quantity: number,
  start: number,
  metadata: Record<string, string> = {},
  anchor: number = start,
): SubscriptionItem {
  const item = skeleton<SubscriptionItem>("SubscriptionItems.SubscriptionItem");
  item.id = newId("si_", 14);
  item.created = world.clock.seconds();
  item.metadata = metadata;
  item.quantity = quantity;
  item.subscription = subscription;
  item.current_period_start = start;
  item.current_period_end = nextBoundary(anchor, start, rhythmOf(price));
  setPrice(item, price);
  world.store.put("subscription_item", { id: item.id, subscription });
  return item;
}

export function setPrice(item: SubscriptionItem, price: Price): void {
  item.price = JSON.parse(JSON.stringify(price)) as SubscriptionItem["price"];
  const plan = skeleton<SubscriptionItem["plan"]>("Plans.Plan");
  item.plan = {
    ...plan,
    id: price.id,
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: "per_unit",
    created: price.created,
    currency: "gbp",
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    metadata: {},
    nickname: price.nickname,
    product: price.product,
    usage_type: "licensed",
  };
}

export function rhythmOf(price: Price): { interval: "day" | "week" | "month" | "year"; interval_count: number } {
  const interval = price.recurring?.interval ?? "month";
  return {
    interval: interval as "day" | "week" | "month" | "year",
    interval_count: price.recurring?.interval_count ?? 1,
  };
}

/** Plans what the end of the present period brings, and the notice a week before. */
export function planRenewal(world: World, subscription: Subscription): void {
  const end = periodEnd(subscription);
  world.schedule.at(end, "renewal", subscription.id);
  const notice = end - 7 * 86_400;
  if (notice > world.clock.seconds()) world.schedule.at(notice, "renewal_notice", subscription.id);
  if (subscription.cancel_at !== null && subscription.cancel_at < end)
    world.schedule.at(subscription.cancel_at, "cancellation", subscription.id);
  else world.schedule.cancel("cancellation", subscription.id);
}

export function periodEnd(subscription: Subscription): number {
  return subscription.items.data[0]?.current_period_end ?? subscription.billing_cycle_anchor;
}

export function stopRenewals(world: World, subscription: Subscription): void {
  for (const task of ["renewal", "renewal_notice", "cancellation", "subscription_incomplete", "collection_resumes"])
    world.schedule.cancel(task, subscription.id);
}

/** Ends a subscription at once. Its open and draft invoices are no longer chased. */
export function endSubscription(
  world: World,
  subscription: Subscription,
  reason: "cancellation_requested" | "payment_failed",
): void {
  const now = world.clock.seconds();
  stopRenewals(world, subscription);
  change(world, "subscription", subscription, null, (row) => {
    row.status = "canceled";
    row.canceled_at ??= now;
    row.ended_at = now;
    row.cancellation_details = {
      comment: row.cancellation_details?.comment ?? null,
      feedback: row.cancellation_details?.feedback ?? null,
      feedback_option: row.cancellation_details?.feedback_option ?? null,
      reason,
    };
  });
  for (const invoice of world.store.table("invoice").under("subscription", subscription.id))
    if (invoice.status === "open" || invoice.status === "draft") {
      invoice.auto_advance = false;
      invoice.automatically_finalizes_at = null;
      invoice.next_payment_attempt = null;
      world.store.put("invoice", invoice);
      for (const task of ["invoice_finalization", "invoice_retry", "invoice_give_up"])
        world.schedule.cancel(task, invoice.id);
    }
  world.emit("customer.subscription.deleted", subscription);
}
