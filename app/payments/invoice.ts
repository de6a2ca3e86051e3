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
  amount_paid: amount,
  parent: z
    .object({
      subscription_details: z
        .object({ subscription: idOf, metadata: z.record(z.string(), z.string()).nullable() })
        .nullable(),
    })
    .nullable(),
  lines: z.object({ data: z.array(z.object({ period: z.object({ start: moment, end: moment }) })) }),
});

const InvoicePayment = z.object({
  object: z.literal("invoice_payment"),
  status: z.string(),
  payment: z.object({ payment_intent: idOf.nullish() }),
  invoice: idOf,
});

/** One demand of a subscription, as Stripe has it now. */
export type SeenInvoice = {
  id: string;
  paid: boolean;
  currency: string;
  livemode: boolean;
  amountPence: z.infer<typeof amount>;
  subscriptionId: string;
  /** Ours, carried in the subscription's metadata: the order of events then does not matter. */
  checkoutId: string | undefined;
  paymentIntentId: string | undefined;
  period: { start: Date; end: Date } | undefined;
};

/** Asks Stripe for an invoice of a subscription; undefined for any other invoice and for one Stripe does not know. */
export async function findInvoice(p: Payments, invoiceId: string): Promise<SeenInvoice | undefined> {
  const invoice = await p.stripe.invoices
    .retrieve(invoiceId)
    .then((raw) => Invoice.parse(raw))
    .catch((error) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  const details = invoice?.parent?.subscription_details;
  if (!invoice || !details) return undefined;
  const payments = await p.stripe.invoicePayments.list({ invoice: invoice.id, limit: 100 });
  const paid = payments.data.map((raw) => InvoicePayment.parse(raw)).find((payment) => payment.status === "paid");
  return {
    id: invoice.id,
    paid: invoice.status === "paid" && invoice.amount_paid > 0,
    currency: invoice.currency.toUpperCase(),
    livemode: invoice.livemode,
    amountPence: invoice.amount_paid,
    subscriptionId: details.subscription,
    checkoutId: details.metadata?.checkout,
    paymentIntentId: paid?.payment.payment_intent ?? undefined,
    period: invoice.lines.data[0]?.period,
  };
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
