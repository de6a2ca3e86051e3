import { skeleton } from "../contract/contract.ts";
import { newId } from "../ids.ts";
import { change, differences } from "../objects/changes.ts";
import { createIntent } from "../payments/intents.ts";
import type { Invoice, InvoiceLine, InvoicePayment, PaymentIntent, PaymentMethod, Subscription } from "../wire.ts";
import type { World } from "../world.ts";
import type { Period } from "./invoice-lines.ts";

export type InvoiceReason = "subscription_create" | "subscription_cycle" | "subscription_update";

/** A new draft for a subscription. Says nothing to anyone yet. */
export function buildInvoice(
  world: World,
  subscription: Subscription,
  reason: InvoiceReason,
  lines: InvoiceLine[],
  period: Period,
): Invoice {
  const customer = world.store.get("customer", subscription.customer);
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const due = Math.max(total, 0);
  const row = skeleton<Invoice>("Invoices.Invoice");
  row.id = newId("in_");
  row.account_country = "GB";
  row.account_name = "Sandbox account";
  row.amount_due = due;
  row.amount_remaining = due;
  row.auto_advance = true;
  row.billing_reason = reason;
  row.collection_method = "charge_automatically";
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.customer = subscription.customer;
  row.customer_address = customer?.address ?? null;
  row.customer_email = customer?.email ?? null;
  row.customer_name = customer?.name ?? null;
  row.customer_phone = customer?.phone ?? null;
  row.customer_tax_exempt = "none";
  row.default_tax_rates = [];
  row.description = subscription.description;
  row.issuer = { type: "self" };
  for (const line of lines) line.invoice = row.id;
  row.lines = { object: "list", data: lines, has_more: false, url: `/v1/invoices/${row.id}/lines` };
  row.metadata = {};
  row.parent = {
    quote_details: null,
    subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
    type: "subscription_details",
  };
  row.payment_settings = { default_mandate: null, payment_method_options: null, payment_method_types: null };
  row.period_end = period.end;
  row.period_start = period.start;
  row.starting_balance = 0;
  row.status = "draft";
  row.status_transitions = { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null };
  row.subtotal = total;
  row.subtotal_excluding_tax = total;
  row.total = total;
  row.total_excluding_tax = total;
  row.total_taxes = [];
  row.webhooks_delivered_at = row.created;
  return row;
}

/** Stores a draft and tells of it. */
export function openDraft(world: World, invoice: Invoice, finalizesAt: number | null): void {
  invoice.automatically_finalizes_at = finalizesAt;
  world.store.put("invoice", invoice);
  world.store.put("invoice_record", { id: invoice.id, failures: 0 });
  if (finalizesAt !== null) world.schedule.at(finalizesAt, "invoice_finalization", invoice.id);
  world.emit("invoice.created", invoice);
}

/** Draft becomes open: it gets its number, address and, when money is due, the payment it waits for. */
export function finalizeInvoice(world: World, invoice: Invoice, paidBy?: PaymentIntent): void {
  const now = world.clock.seconds();
  const customer = world.store.get("customer", invoice.customer ?? "");
  world.schedule.cancel("invoice_finalization", invoice.id);
  invoice.automatically_finalizes_at = null;
  invoice.effective_at = now;
  invoice.hosted_invoice_url = `${world.publicUrl()}/invoice/${invoice.id}`;
  invoice.invoice_pdf = `${world.publicUrl()}/invoice/${invoice.id}`;
  invoice.ending_balance = 0;
  invoice.status = "open";
  invoice.status_transitions.finalized_at = now;
  if (customer) {
    const sequence = customer.next_invoice_sequence ?? 1;
    invoice.number = `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`;
    customer.next_invoice_sequence = sequence + 1;
    world.store.put("customer", customer);
  }
  world.store.put("invoice", invoice);
  if (invoice.amount_due > 0) {
    const intent = paidBy ?? intentFor(world, invoice);
    recordInvoicePayment(world, invoice, intent);
  }
  world.emit("invoice.finalized", invoice);
}

function intentFor(world: World, invoice: Invoice): PaymentIntent {
  return createIntent(world, {
    amount: invoice.amount_due,
    customer: invoice.customer,
    description: invoice.billing_reason === "subscription_create" ? "Subscription creation" : "Subscription update",
    setupFutureUsage: "off_session",
    methodTypes: ["card", "bacs_debit"],
  });
}

function recordInvoicePayment(world: World, invoice: Invoice, intent: PaymentIntent): InvoicePayment {
  const row = skeleton<InvoicePayment>("InvoicePayments.InvoicePayment");
  row.id = newId("inpay_");
  row.amount_requested = invoice.amount_due;
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.invoice = invoice.id;
  row.is_default = true;
  row.payment = { payment_intent: intent.id, type: "payment_intent" };
  row.status = "open";
  row.status_transitions = { canceled_at: null, paid_at: null };
  world.store.put("invoice_payment", row);
  return row;
}

/** The payment an open invoice waits for. */
export function paymentOf(
  world: World,
  invoice: Invoice,
): { record: InvoicePayment; intent: PaymentIntent } | undefined {
  for (const record of world.store.table("invoice_payment").under("invoice", invoice.id).reverse()) {
    const intent = world.store.get("payment_intent", record.payment.payment_intent ?? "");
    if (intent && record.status !== "canceled") return { record, intent };
  }
  return undefined;
}

/** The invoice a payment belongs to. */
export function invoiceOf(world: World, intent: string): Invoice | undefined {
  const record = world.store.table("invoice_payment").under("payment_intent", intent)[0];
  return record ? world.store.get("invoice", record.invoice) : undefined;
}

/** Money for an invoice has arrived (or none was due). The subscription behind it is well again. */
export function markInvoicePaid(world: World, invoice: Invoice): void {
  const now = world.clock.seconds();
  const payment = paymentOf(world, invoice);
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.attempted = true;
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  invoice.status = "paid";
  invoice.status_transitions.paid_at = now;
  world.store.put("invoice", invoice);
  world.schedule.cancel("invoice_retry", invoice.id);
  world.schedule.cancel("invoice_give_up", invoice.id);
  if (payment && invoice.amount_due > 0) {
    payment.record.amount_paid = invoice.amount_due;
    payment.record.status = "paid";
    payment.record.status_transitions.paid_at = now;
    world.store.put("invoice_payment", payment.record);
    world.emit("invoice_payment.paid", payment.record);
  }
  world.emit("invoice.paid", invoice);
  world.emit("invoice.payment_succeeded", invoice);
  const subscription = subscriptionOf(world, invoice);
  if (
    subscription &&
    ["past_due", "unpaid", "incomplete"].includes(subscription.status) &&
    !hasOlderDebt(world, subscription)
  ) {
    world.schedule.cancel("subscription_incomplete", subscription.id);
    change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
      row.status = "active";
    });
  }
}

function hasOlderDebt(world: World, subscription: Subscription): boolean {
  return world.store
    .table("invoice")
    .under("subscription", subscription.id)
    .some((row) => row.status === "open");
}

export function subscriptionOf(world: World, invoice: Invoice): Subscription | undefined {
  return world.store.get("subscription", invoice.parent?.subscription_details?.subscription ?? "");
}

/** An open or draft invoice is closed without money. */
export function closeInvoice(world: World, invoice: Invoice, status: "void" | "uncollectible"): void {
  const before = JSON.parse(JSON.stringify(invoice)) as Invoice;
  const now = world.clock.seconds();
  for (const task of ["invoice_retry", "invoice_give_up", "invoice_finalization"])
    world.schedule.cancel(task, invoice.id);
  invoice.automatically_finalizes_at = null;
  invoice.auto_advance = false;
  invoice.next_payment_attempt = null;
  invoice.status = status;
  if (status === "void") invoice.status_transitions.voided_at = now;
  else invoice.status_transitions.marked_uncollectible_at = now;
  const payment = paymentOf(world, invoice);
  if (payment && status === "void" && payment.intent.status !== "succeeded") {
    payment.record.status = "canceled";
    payment.record.status_transitions.canceled_at = now;
    world.store.put("invoice_payment", payment.record);
    payment.intent.status = "canceled";
    payment.intent.canceled_at = now;
    payment.intent.cancellation_reason = "void_invoice";
    world.store.put("payment_intent", payment.intent);
    world.emit("payment_intent.canceled", payment.intent);
  }
  world.store.put("invoice", invoice);
  const type = status === "void" ? "invoice.voided" : "invoice.marked_uncollectible";
  world.emit(type, invoice, differences(before, invoice));
}

/** What an invoice is charged to: its own method, the subscription's, or the customer's. */
export function methodFor(world: World, invoice: Invoice): PaymentMethod | undefined {
  const customer = world.store.get("customer", invoice.customer ?? "");
  const ids = [
    invoice.default_payment_method,
    subscriptionOf(world, invoice)?.default_payment_method,
    customer?.invoice_settings.default_payment_method,
  ];
  return ids.flatMap((id) => (id ? (world.store.get("payment_method", id) ?? []) : []))[0];
}
