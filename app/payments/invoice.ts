import { z } from "zod";
import type { Payments } from "./payments.ts";
import { amount, idOf, moment } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const Invoice = z.object({
  id: z.string(),
  object: z.literal("invoice"),
  status: z.string().nullable(),
  currency: z.string(),
  livemode: z.boolean(),
  created: moment,
  amount_due: amount,
  amount_paid: amount,
  attempt_count: z.number().int(),
  next_payment_attempt: moment.nullable(),
  hosted_invoice_url: z.string().nullish(),
  parent: z
    .object({
      subscription_details: z
        .object({ subscription: idOf, metadata: z.record(z.string(), z.string()).nullable() })
        .nullable(),
    })
    .nullable(),
  lines: z.object({ data: z.array(z.object({ period: z.object({ start: moment, end: moment }) })) }),
});
type Invoice = z.infer<typeof Invoice>;

const InvoicePayment = z.object({
  object: z.literal("invoice_payment"),
  status: z.string(),
  payment: z.object({ payment_intent: idOf.nullish() }),
  invoice: idOf,
});

const Attempt = z.object({
  object: z.literal("payment_intent"),
  status: z.string(),
  last_payment_error: z
    .object({
      code: z.string().nullish(),
      decline_code: z.string().nullish(),
      payment_method: z.object({ type: z.string() }).nullish(),
    })
    .nullable(),
});
type Attempt = z.infer<typeof Attempt>;

/** How paying one demand has failed so far. */
export type Missed = {
  tries: number;
  /** The bank wants the payer to confirm the payment. */
  needsAction: boolean;
  /** Null where Stripe does not try again by itself. */
  nextTryAt: Date | null;
  method: "card" | "direct debit" | "other";
  /** Stripe's reason: the bank's own where it gave one. */
  failureCode: string | null;
};

/** One demand of a subscription, as Stripe has it now. */
export type SeenInvoice = {
  id: string;
  paid: boolean;
  currency: string;
  livemode: boolean;
  /** What came. */
  amountPence: z.infer<typeof amount>;
  /** What it asks for. */
  askedPence: z.infer<typeof amount>;
  createdAt: Date;
  subscriptionId: string;
  /** Ours, carried in the subscription's metadata: the order of events then does not matter. */
  checkoutId: string | undefined;
  paymentIntentId: string | undefined;
  period: { start: Date; end: Date } | undefined;
  /** Nothing more is collected for it, and no money of ours came: void, written off, or marked as paid elsewhere. */
  closed: boolean;
  /** A bank is collecting it at this moment; with Direct Debit for days. */
  onItsWay: boolean;
  /** Set where it was tried and has failed. */
  missed: Missed | undefined;
  /** When Stripe was asked, by our clock. */
  askedAt: Date;
};

/** Asks Stripe for an invoice of a subscription; undefined for any other invoice and for one Stripe does not know. */
export async function findInvoice(p: Payments, invoiceId: string): Promise<SeenInvoice | undefined> {
  const askedAt = p.clock.now();
  const invoice = await fetchInvoice(p, invoiceId);
  const details = invoice?.parent?.subscription_details;
  if (!invoice || !details) return undefined;
  const payments = await p.stripe.invoicePayments.list({ invoice: invoice.id, limit: 100 });
  const known = payments.data.map((raw) => InvoicePayment.parse(raw));
  const paid = invoice.status === "paid" && invoice.amount_paid > 0;
  const waiting = known.find((payment) => payment.status === "open")?.payment.payment_intent;
  const attempt = !paid && waiting ? Attempt.parse(await p.stripe.paymentIntents.retrieve(waiting)) : undefined;
  const onItsWay = attempt?.status === "processing" || attempt?.status === "succeeded";
  return {
    id: invoice.id,
    paid,
    currency: invoice.currency.toUpperCase(),
    livemode: invoice.livemode,
    amountPence: invoice.amount_paid,
    askedPence: invoice.amount_due,
    createdAt: invoice.created,
    subscriptionId: details.subscription,
    checkoutId: details.metadata?.checkout,
    paymentIntentId: known.find((payment) => payment.status === "paid")?.payment.payment_intent ?? undefined,
    period: invoice.lines.data[0]?.period,
    closed: invoice.status === "void" || invoice.status === "uncollectible" || (invoice.status === "paid" && !paid),
    onItsWay,
    missed: onItsWay ? undefined : missOf(invoice, attempt),
    askedAt,
  };
}

/** Undefined where nobody has tried yet: a renewal waits an hour as a draft, and one in a pause is voided untried. */
function missOf(invoice: Invoice, attempt: Attempt | undefined): Missed | undefined {
  if (invoice.status === "draft" || invoice.status === "paid") return undefined;
  const error = attempt?.last_payment_error;
  const asks = attempt?.status === "requires_action";
  if (invoice.attempt_count === 0 && !asks && !error) return undefined;
  const code = error?.decline_code ?? error?.code ?? null;
  const type = error?.payment_method?.type;
  return {
    tries: invoice.attempt_count,
    needsAction: asks || code === "authentication_required",
    nextTryAt: invoice.next_payment_attempt,
    method: type === "bacs_debit" ? "direct debit" : type === "card" || asks ? "card" : "other",
    failureCode: code,
  };
}

async function fetchInvoice(p: Payments, invoiceId: string): Promise<Invoice | undefined> {
  try {
    return Invoice.parse(await p.stripe.invoices.retrieve(invoiceId));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Stripe's own page on which an open invoice is paid; undefined where there is nothing to pay on it now. Asked for when
 * the button is pressed, and kept nowhere.
 */
export async function findInvoicePage(p: Payments, invoiceId: string): Promise<string | undefined> {
  const invoice = await fetchInvoice(p, invoiceId);
  return invoice?.status === "open" ? (invoice.hosted_invoice_url ?? undefined) : undefined;
}

/** The invoice that a payment intent paid, if it paid one. */
export async function findInvoiceOfIntent(p: Payments, paymentIntentId: string): Promise<string | undefined> {
  const list = await p.stripe.invoicePayments.list({
    payment: { type: "payment_intent", payment_intent: paymentIntentId },
    limit: 1,
  });
  const [first] = list.data;
  return first ? InvoicePayment.parse(first).invoice : undefined;
}
