import { change } from "../objects/changes.ts";
import type { Invoice, InvoiceLine, Subscription } from "../wire.ts";
import type { World } from "../world.ts";
import { collectInvoice, isRunning } from "./collection.ts";
import { periodLine } from "./invoice-lines.ts";
import { buildInvoice, closeInvoice, finalizeInvoice, markInvoicePaid, openDraft } from "./invoices.ts";
import { nextBoundary } from "./periods.ts";
import { endSubscription, planRenewal, rhythmOf } from "./subscriptions.ts";

const draftSeconds = 3600;

/** A period has ended: the subscription ends with it, or a new period and its invoice begin. */
export function renewSubscription(world: World, id: string): void {
  const subscription = world.store.get("subscription", id);
  if (!subscription || !isRunning(subscription) || subscription.status === "paused") return;
  const now = world.clock.seconds();
  if (subscription.cancel_at_period_end || (subscription.cancel_at !== null && subscription.cancel_at <= now)) {
    endSubscription(world, subscription, "cancellation_requested");
    return;
  }
  const record = world.store.get("subscription_record", id);
  const invoice = { id: "" };
  change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
    for (const item of row.items.data) {
      item.current_period_start = item.current_period_end;
      const rhythm = rhythmOf(item.price);
      item.current_period_end = nextBoundary(
        record?.anchor ?? row.billing_cycle_anchor,
        item.current_period_end,
        rhythm,
      );
    }
    const draft = renewalInvoice(world, row, takePendingLines(world, id));
    invoice.id = draft.id;
    row.latest_invoice = draft.id;
    world.store.put("invoice", draft);
  });
  planRenewal(world, subscription);
  const draft = world.store.get("invoice", invoice.id);
  if (draft) beginCollection(world, subscription, draft);
}

function renewalInvoice(world: World, subscription: Subscription, pending: InvoiceLine[]): Invoice {
  const [first] = subscription.items.data;
  const period = { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 };
  const lines = subscription.items.data.map((item) =>
    periodLine(world, item, { start: item.current_period_start, end: item.current_period_end }, subscription.metadata),
  );
  // An invoice names the period it was made at the end of; its lines name the period they pay for.
  const invoicePeriod = { start: period.start, end: period.start };
  return buildInvoice(world, subscription, "subscription_cycle", [...pending, ...lines], invoicePeriod);
}

export function takePendingLines(world: World, id: string): InvoiceLine[] {
  const record = world.store.get("subscription_record", id);
  if (!record || record.pendingLines.length === 0) return [];
  const lines = record.pendingLines;
  record.pendingLines = [];
  world.store.put("subscription_record", record);
  return lines;
}

/** A renewal's draft waits an hour, or goes the way that pause_collection says. */
function beginCollection(world: World, subscription: Subscription, draft: Invoice): void {
  const pause = subscription.pause_collection;
  if (subscription.status === "unpaid") {
    // Stripe goes on making invoices for an unpaid subscription, as drafts that nobody collects.
    draft.auto_advance = false;
    openDraft(world, draft, null);
    return;
  }
  if (!pause) {
    openDraft(world, draft, world.clock.seconds() + draftSeconds);
    return;
  }
  draft.auto_advance = false;
  openDraft(world, draft, null);
  if (pause.behavior === "keep_as_draft") return;
  finalizeInvoice(world, draft);
  closeInvoice(world, draft, pause.behavior === "void" ? "void" : "uncollectible");
}

/** The draft's hour is over. */
export function finalizeDraft(world: World, id: string): void {
  const invoice = world.store.get("invoice", id);
  if (invoice?.status !== "draft") return;
  finalizeAndCollect(world, invoice);
}

/** Finalises a draft and takes the money at once. */
export function finalizeAndCollect(world: World, invoice: Invoice): void {
  finalizeInvoice(world, invoice);
  if (invoice.amount_due === 0) markInvoicePaid(world, invoice);
  else collectInvoice(world, invoice, { present: false });
}

/** A week before a renewal: an invoice with no id, since there is none yet. */
export function announceRenewal(world: World, id: string): void {
  const subscription = world.store.get("subscription", id);
  if (!subscription || !["active", "past_due"].includes(subscription.status)) return;
  if (subscription.cancel_at_period_end || subscription.cancel_at !== null || subscription.pause_collection) return;
  const preview = upcomingInvoice(world, subscription) as Partial<Invoice> & { object: string };
  delete preview.id;
  world.emit("invoice.upcoming", preview);
}

/** What the next renewal would ask for. */
export function upcomingInvoice(world: World, subscription: Subscription): Invoice {
  const anchor = world.store.get("subscription_record", subscription.id)?.anchor ?? subscription.billing_cycle_anchor;
  const pending = world.store.get("subscription_record", subscription.id)?.pendingLines ?? [];
  const lines = subscription.items.data.map((item) => {
    const start = item.current_period_end;
    const end = nextBoundary(anchor, start, rhythmOf(item.price));
    return periodLine(world, item, { start, end }, subscription.metadata);
  });
  const [first] = subscription.items.data;
  const period = { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 };
  const copies = JSON.parse(JSON.stringify(pending)) as InvoiceLine[];
  const preview = buildInvoice(world, subscription, "subscription_cycle", [...copies, ...lines], period);
  preview.billing_reason = "upcoming";
  preview.next_payment_attempt = (first?.current_period_end ?? 0) + draftSeconds;
  return preview;
}

/** A cancellation planned for a day within the period. */
export function cancelOnDay(world: World, id: string): void {
  const subscription = world.store.get("subscription", id);
  if (!subscription || !isRunning(subscription)) return;
  if (subscription.cancel_at !== null && subscription.cancel_at <= world.clock.seconds())
    endSubscription(world, subscription, "cancellation_requested");
}
