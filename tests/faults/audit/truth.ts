import type { Stage } from "../stage/stage.ts";

/** One payment that Stripe took for us, and what it was for. */
export type TruePayment = { intent: string; pence: number; invoice: string | undefined; session: string | undefined };
export type TrueRefund = { id: string; intent: string; pence: number; state: string };
export type TrueDispute = { id: string; intent: string; state: string };

/** What is so, whatever we have written down: Stripe's own lists of what belongs to our checkouts, and its balance. */
export type Truth = {
  payments: TruePayment[];
  refunds: TrueRefund[];
  disputes: TrueDispute[];
  /** Our checkouts whose page nobody paid and nobody can pay any more. */
  lapsed: string[];
  balancePence: number;
};

/** @param asked our checkouts, as the hand that asked for them remembers; what else is on the account is another's */
export async function readTruth(stage: Stage, asked: ReadonlySet<string>): Promise<Truth> {
  const { stripe } = stage.site;
  const payments: TruePayment[] = [];
  const lapsed: string[] = [];
  for await (const session of stripe.checkout.sessions.list({ limit: 100 })) {
    const ours = session.client_reference_id;
    if (ours === null || !asked.has(ours)) continue;
    if (session.status === "expired") lapsed.push(ours);
    if (session.mode !== "payment" || session.payment_status !== "paid") continue;
    payments.push({
      intent: String(session.payment_intent),
      pence: session.amount_total ?? 0,
      invoice: undefined,
      session: session.id,
    });
  }
  const intents = new Map<string, string>();
  for await (const one of stripe.invoicePayments.list({ limit: 100, status: "paid" }))
    intents.set(String(one.invoice), String(one.payment.payment_intent));
  for await (const invoice of stripe.invoices.list({ limit: 100, status: "paid" })) {
    const ours = invoice.parent?.subscription_details?.metadata?.checkout;
    if (!ours || !asked.has(ours) || invoice.amount_paid === 0) continue;
    payments.push({
      intent: intents.get(invoice.id ?? "") ?? "",
      pence: invoice.amount_paid,
      invoice: invoice.id,
      session: undefined,
    });
  }
  const known = new Set(payments.map(({ intent }) => intent));
  const refunds: TrueRefund[] = [];
  for await (const refund of stripe.refunds.list({ limit: 100 })) {
    const intent = String(refund.payment_intent);
    if (!known.has(intent)) continue;
    const state = refund.status === "canceled" ? "cancelled" : (refund.status ?? "pending");
    refunds.push({ id: refund.id, intent, pence: refund.amount, state });
  }
  const disputes: TrueDispute[] = [];
  for await (const dispute of stripe.disputes.list({ limit: 100 })) {
    const intent = String(dispute.payment_intent);
    if (!known.has(intent)) continue;
    disputes.push({ id: dispute.id, intent, state: STATES[dispute.status] ?? dispute.status });
  }
  const { availablePence, pendingPence } = stage.stripe.balance();
  return { payments, refunds, disputes, lapsed, balancePence: availablePence + pendingPence };
}

const STATES: Record<string, string> = { needs_response: "open", under_review: "open", won: "won", lost: "lost" };
