import type Stripe from "stripe";
import { listPage, pageOf, pageUrl } from "../http/paging.ts";
import { badParam, cannot, missingParam, Refusal } from "../http/refusal.ts";
import { existing } from "../objects/existing.ts";
import type { Invoice, Subscription } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { collectInvoice } from "./collection.ts";
import { closeInvoice, finalizeInvoice, markInvoicePaid } from "./invoices.ts";
import { prorationLines } from "./prorations.ts";
import { upcomingInvoice } from "./renewals.ts";
import { setPrice } from "./subscriptions.ts";

function openInvoice(world: World, id: string, verb: string): Invoice {
  const invoice = existing(world, "invoice", id);
  if (invoice.status === "paid") throw cannot("Invoice is already paid", "invoice_already_paid");
  if (invoice.status !== "open" && invoice.status !== "uncollectible")
    throw cannot(`An invoice that is ${invoice.status} cannot be ${verb}.`, "invoice_not_open");
  return invoice;
}

function payInvoice(world: World, id: string, params: Stripe.InvoicePayParams): Invoice {
  const draft = existing(world, "invoice", id);
  if (draft.status === "draft") finalizeInvoice(world, draft);
  const invoice = openInvoice(world, id, "paid");
  const method = params.payment_method
    ? existing(world, "payment_method", params.payment_method, "payment_method")
    : undefined;
  if (method && method.customer !== invoice.customer)
    throw badParam("payment_method", "The payment method must be attached to the invoice's customer first.");
  if (params.paid_out_of_band || invoice.amount_due === 0) {
    markInvoicePaid(world, invoice);
    return invoice;
  }
  const attempt = collectInvoice(world, invoice, { present: params.off_session === false, method });
  if (attempt.outcome !== "failed" && attempt.outcome !== "needs_action") return invoice;
  const decline =
    attempt.outcome === "failed"
      ? attempt.decline
      : {
          code: "invoice_payment_intent_requires_action",
          message: "The bank wants the customer to confirm this payment.",
        };
  throw new Refusal(402, { type: "card_error", ...decline });
}

/** What an update would cost: the next invoice, with the change tried on a copy. */
function preview(world: World, params: Stripe.InvoiceCreatePreviewParams): Invoice {
  if (!params.subscription) throw missingParam("subscription");
  const live = existing(world, "subscription", params.subscription, "subscription");
  const copy = JSON.parse(JSON.stringify(live)) as Subscription;
  const details = params.subscription_details;
  const extra: Invoice["lines"]["data"] = [];
  for (const [at, given] of (details?.items ?? []).entries()) {
    const item = copy.items.data.find((row) => row.id === given.id);
    if (!item) throw badParam(`subscription_details[items][${at}][id]`, "A preview can change existing items only.");
    const before = { price: item.price, quantity: item.quantity ?? 1 };
    const price = given.price
      ? existing(world, "price", given.price, `subscription_details[items][${at}][price]`)
      : before.price;
    const after = { price, quantity: given.quantity ?? before.quantity };
    if ((details?.proration_behavior ?? "create_prorations") !== "none")
      extra.push(...prorationLines(world, item, before, after).filter((line) => line.amount !== 0));
    setPrice(item, price);
    item.quantity = after.quantity;
  }
  const invoice = upcomingInvoice(world, copy);
  for (const line of extra) line.invoice = invoice.id;
  invoice.id = invoice.id.replace("in_", "upcoming_in_");
  invoice.lines.data = [...extra, ...invoice.lines.data];
  const total = invoice.lines.data.reduce((sum, line) => sum + line.amount, 0);
  Object.assign(invoice, { subtotal: total, subtotal_excluding_tax: total, total, total_excluding_tax: total });
  invoice.amount_due = Math.max(total, 0);
  invoice.amount_remaining = invoice.amount_due;
  return invoice;
}

export const invoiceHandlers: Handlers = {
  "Invoices.retrieve": (world, { id }: Call<object>) => existing(world, "invoice", id),
  "Invoices.list": (world, { params }: Call<Stripe.InvoiceListParams>) =>
    listPage(world, "invoice", params, {
      url: "/v1/invoices",
      where: { customer: params.customer, subscription: params.subscription, status: params.status },
    }),
  "Invoices.pay": (world, { id, params }: Call<Stripe.InvoicePayParams>) => payInvoice(world, id, params),
  "Invoices.voidInvoice": (world, { id }: Call<object>) => {
    const invoice = openInvoice(world, id, "voided");
    closeInvoice(world, invoice, "void");
    return invoice;
  },
  "Invoices.markUncollectible": (world, { id }: Call<object>) => {
    const invoice = openInvoice(world, id, "marked uncollectible");
    closeInvoice(world, invoice, "uncollectible");
    return invoice;
  },
  "Invoices.finalizeInvoice": (world, { id }: Call<object>) => {
    const invoice = existing(world, "invoice", id);
    if (invoice.status !== "draft")
      throw cannot(`An invoice that is ${invoice.status} cannot be finalized.`, "invoice_not_editable");
    finalizeInvoice(world, invoice);
    if (invoice.amount_due === 0) markInvoicePaid(world, invoice);
    return invoice;
  },
  "Invoices.createPreview": (world, { params }: Call<Stripe.InvoiceCreatePreviewParams>) => preview(world, params),
  "Invoices.listLineItems": (world, { id, params }: Call<Stripe.InvoiceListLineItemsParams>) =>
    pageOf(existing(world, "invoice", id).lines.data, params, pageUrl("invoices", id, "lines")),
  "InvoicePayments.retrieve": (world, { id }: Call<object>) => existing(world, "invoice_payment", id),
  "InvoicePayments.list": (world, { params }: Call<Stripe.InvoicePaymentListParams>) => {
    const payment = params.payment;
    if (payment && payment.type !== "payment_intent")
      throw badParam("payment[type]", "The sandbox knows payments of the type payment_intent only.");
    return listPage(world, "invoice_payment", params, {
      url: "/v1/invoice_payments",
      where: { invoice: params.invoice, payment_intent: payment?.payment_intent },
      keep: (row) => !params.status || row.status === params.status,
    });
  },
};
