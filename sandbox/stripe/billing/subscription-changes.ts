import type Stripe from "stripe";
import { mergedMetadata } from "../http/metadata.ts";
import { badParam, cannot, missingParam } from "../http/refusal.ts";
import { inlinePrice } from "../objects/catalogue.ts";
import { change } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { InvoiceLine, Price, Subscription, SubscriptionItem } from "../wire.ts";
import type { World } from "../world.ts";
import { periodLine } from "./invoice-lines.ts";
import { buildInvoice, closeInvoice, openDraft } from "./invoices.ts";
import { nextBoundary } from "./periods.ts";
import { prorationLines } from "./prorations.ts";
import { finalizeAndCollect, takePendingLines } from "./renewals.ts";
import { buildItem, periodEnd, planRenewal, rhythmOf, setPrice, stopRenewals } from "./subscriptions.ts";

type UpdateParams = Stripe.SubscriptionUpdateParams;
type ItemParams = NonNullable<UpdateParams["items"]>[number];
type ItemChange = { item: SubscriptionItem | undefined; price: Price; quantity: number; remove: boolean };

/** Everything the update call can change, told in one event; a new interval is billed at once. */
export function updateSubscription(world: World, subscription: Subscription, params: UpdateParams): void {
  for (const name of ["trial_end", "discounts", "billing_cycle_anchor", "add_invoice_items"] as const)
    if (params[name] !== undefined) throw badParam(name, `This sandbox does not act out ${name} in an update.`);
  const changes = (params.items ?? []).map((item, at) => itemChange(world, subscription, item, `items[${at}]`));
  if (params.default_payment_method) {
    const method = existing(world, "payment_method", params.default_payment_method, "default_payment_method");
    if (method.customer !== subscription.customer)
      throw badParam(
        "default_payment_method",
        "The payment method must be attached to the subscription's customer first.",
      );
  }
  if (params.cancel_at && params.cancel_at_period_end)
    throw badParam("cancel_at", "Give either cancel_at or cancel_at_period_end, not both.");
  const prorations: InvoiceLine[] = [];
  let newRhythm = false;
  change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
    setPlainFields(world, row, params);
    setCancellation(world, row, params);
    const items = changes.map((given) => ({ given, live: row.items.data.find((item) => item.id === given.item?.id) }));
    for (const { given, live } of items) {
      const prorates = (params.proration_behavior ?? "create_prorations") !== "none";
      newRhythm ||= applyItem(world, row, given, live, prorates ? prorations : undefined);
    }
    if (newRhythm) restartPeriods(world, row);
  });
  world.schedule.cancel("collection_resumes", subscription.id);
  const resumes = subscription.pause_collection?.resumes_at;
  if (resumes) world.schedule.at(world.clock.fromSite(resumes), "collection_resumes", subscription.id);
  if (subscription.status !== "paused") planRenewal(world, subscription);
  const record = world.store.get("subscription_record", subscription.id);
  if (record && prorations.length > 0) {
    record.pendingLines.push(...prorations);
    world.store.put("subscription_record", record);
  }
  if (newRhythm || (params.proration_behavior === "always_invoice" && prorations.length > 0))
    billNow(world, subscription, newRhythm);
}

function setPlainFields(world: World, row: Subscription, params: UpdateParams): void {
  row.metadata = mergedMetadata(row.metadata, params.metadata);
  if (params.default_payment_method !== undefined) row.default_payment_method = params.default_payment_method || null;
  if (params.description !== undefined) row.description = params.description || null;
  if (params.cancellation_details !== undefined && row.cancellation_details) {
    const details = params.cancellation_details;
    if (details.comment !== undefined) row.cancellation_details.comment = details.comment || null;
    if (details.feedback !== undefined)
      row.cancellation_details.feedback = (details.feedback || null) as typeof row.cancellation_details.feedback;
  }
  if (params.pause_collection === undefined) return;
  const pause = params.pause_collection;
  if (pause && pause.resumes_at !== undefined && world.clock.fromSite(pause.resumes_at) <= world.clock.seconds())
    throw badParam("pause_collection[resumes_at]", "resumes_at must lie in the future.");
  row.pause_collection = pause ? { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null } : null;
}

function setCancellation(world: World, row: Subscription, params: UpdateParams): void {
  const now = world.clock.seconds();
  if (params.cancel_at_period_end === undefined && params.cancel_at === undefined) return;
  if (params.cancel_at_period_end) {
    row.cancel_at_period_end = true;
    row.cancel_at = periodEnd(row);
  } else if (params.cancel_at) {
    const day = typeof params.cancel_at === "number" ? params.cancel_at : periodEnd(row);
    if (day <= now) throw badParam("cancel_at", "cancel_at must lie in the future.");
    row.cancel_at_period_end = false;
    row.cancel_at = day;
  } else {
    row.cancel_at_period_end = false;
    row.cancel_at = null;
  }
  row.canceled_at = row.cancel_at === null ? null : now;
  if (row.cancellation_details)
    row.cancellation_details.reason = row.cancel_at === null ? null : "cancellation_requested";
}

/** Works out one changed item, refusing what cannot be, before anything is touched. */
function itemChange(world: World, subscription: Subscription, given: ItemParams, param: string): ItemChange {
  const item = given.id ? subscription.items.data.find((row) => row.id === given.id) : undefined;
  if (given.id && !item)
    throw badParam(`${param}[id]`, `The subscription has no item ${given.id}.`, "resource_missing");
  if (given.price_data && !given.price_data.product) throw missingParam(`${param}[price_data][product]`);
  const price = given.price_data
    ? inlinePrice(world, given.price_data as unknown as Parameters<typeof inlinePrice>[1], `${param}[price_data]`)
    : given.price
      ? existing(world, "price", given.price, `${param}[price]`)
      : item?.price;
  if (!price) throw missingParam(`${param}[price]`);
  if (!price.recurring) throw badParam(`${param}[price]`, `The price ${price.id} is not recurring.`);
  const quantity = given.quantity ?? item?.quantity ?? 1;
  if (quantity < 0) throw badParam(`${param}[quantity]`, "Invalid non-negative integer", "parameter_invalid_integer");
  if (given.deleted && subscription.items.data.length === 1)
    throw badParam(`${param}[deleted]`, "A subscription must keep at least one item. Cancel it instead.");
  return { item, price, quantity, remove: given.deleted ?? false };
}

/** Changes or adds one item. Returns whether the billing interval became another one. */
function applyItem(
  world: World,
  row: Subscription,
  given: ItemChange,
  live: SubscriptionItem | undefined,
  prorations: InvoiceLine[] | undefined,
): boolean {
  const anchor = world.store.get("subscription_record", row.id)?.anchor ?? row.billing_cycle_anchor;
  if (!live) {
    const now = world.clock.seconds();
    row.items.data.push(buildItem(world, row.id, given.price, given.quantity, now, {}, anchor));
    return false;
  }
  if (given.remove) {
    row.items.data = row.items.data.filter((item) => item !== live);
    world.store.delete("subscription_item", live.id);
    return false;
  }
  const before = { price: live.price, quantity: live.quantity ?? 1 };
  if (before.price.id === given.price.id && before.quantity === given.quantity) return false;
  const [was, is] = [rhythmOf(before.price), rhythmOf(given.price)];
  const rhythmChanged = was.interval !== is.interval || was.interval_count !== is.interval_count;
  if (prorations && row.status === "active") {
    const [credit, charge] = prorationLines(world, live, before, given);
    if (credit && credit.amount !== 0) prorations.push(credit);
    if (charge && charge.amount !== 0 && !rhythmChanged) prorations.push(charge);
  }
  setPrice(live, given.price);
  live.quantity = given.quantity;
  return rhythmChanged;
}

/** A new interval begins a new period today. */
function restartPeriods(world: World, row: Subscription): void {
  const now = world.clock.seconds();
  const record = world.store.get("subscription_record", row.id);
  if (record) {
    record.anchor = now;
    world.store.put("subscription_record", record);
  }
  row.billing_cycle_anchor = now;
  for (const item of row.items.data) {
    item.current_period_start = now;
    item.current_period_end = nextBoundary(now, now, rhythmOf(item.price));
  }
}

/** An invoice for what changed, taken at once; `wholePeriod`: with the new period's price on it. */
function billNow(world: World, subscription: Subscription, wholePeriod: boolean): void {
  const now = world.clock.seconds();
  const lines = takePendingLines(world, subscription.id);
  if (wholePeriod)
    for (const item of subscription.items.data)
      lines.push(
        periodLine(
          world,
          item,
          { start: item.current_period_start, end: item.current_period_end },
          subscription.metadata,
        ),
      );
  if (lines.length === 0) return;
  const invoice = buildInvoice(world, subscription, "subscription_update", lines, { start: now, end: now });
  change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
    row.latest_invoice = invoice.id;
  });
  openDraft(world, invoice, null);
  finalizeAndCollect(world, invoice);
}

/** No more invoices until it is resumed; needs flexible billing mode. */
export function pauseSubscription(world: World, subscription: Subscription): Subscription {
  if (subscription.billing_mode.type !== "flexible")
    throw cannot("Only a subscription in flexible billing mode can be paused.");
  if (subscription.status !== "active")
    throw cannot(`Only an active subscription can be paused; this one is ${subscription.status}.`);
  const before = { status: subscription.status };
  stopRenewals(world, subscription);
  subscription.status = "paused";
  subscription.status_details = {
    paused: { subscription: { type: "pause_requested" }, transitioned_at: world.clock.seconds(), type: "subscription" },
  };
  world.store.put("subscription", subscription);
  world.emit("customer.subscription.paused", subscription, before);
  return subscription;
}

/** Begins again: by default a new period today, with its invoice; with an unchanged anchor, at the next boundary. */
export function resumeSubscription(
  world: World,
  subscription: Subscription,
  params: Stripe.SubscriptionResumeParams,
): Subscription {
  if (subscription.status !== "paused")
    throw cannot(`Only a paused subscription can be resumed; this one is ${subscription.status}.`);
  const anchor = (params.billing_cycle_anchor as { type?: string } | undefined)?.type ?? "now";
  const now = world.clock.seconds();
  subscription.status = "active";
  delete subscription.status_details;
  if (anchor === "unchanged") {
    const record = world.store.get("subscription_record", subscription.id);
    for (const item of subscription.items.data) {
      const rhythm = rhythmOf(item.price);
      if (item.current_period_end > now) continue;
      item.current_period_end = nextBoundary(record?.anchor ?? subscription.billing_cycle_anchor, now, rhythm);
      item.current_period_start = now;
    }
  } else restartPeriods(world, subscription);
  world.store.put("subscription", subscription);
  world.emit("customer.subscription.resumed", subscription, { status: "paused" });
  planRenewal(world, subscription);
  if (anchor !== "unchanged") billNow(world, subscription, true);
  return subscription;
}

/** pause_collection has reached its resumes_at. */
export function resumeCollection(world: World, id: string): void {
  const subscription = world.store.get("subscription", id);
  if (!subscription?.pause_collection) return;
  change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
    row.pause_collection = null;
  });
}

/** 23 hours without a first payment. */
export function expireIncomplete(world: World, id: string): void {
  const subscription = world.store.get("subscription", id);
  if (subscription?.status !== "incomplete") return;
  stopRenewals(world, subscription);
  change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
    row.status = "incomplete_expired";
    row.ended_at = world.clock.seconds();
  });
  for (const invoice of world.store.table("invoice").under("subscription", id))
    if (invoice.status === "open") closeInvoice(world, invoice, "void");
}
