import { findIntentOfCharge } from "#app/payments/charge.ts";
import { endCheckout } from "#app/payments/checkout.ts";
import { findDispute, type SeenDispute } from "#app/payments/dispute.ts";
import { findInvoice, findInvoiceOfIntent } from "#app/payments/invoice.ts";
import { findPayout } from "#app/payments/payout.ts";
import { findRefund, listRefunds, type SeenRefund } from "#app/payments/refund.ts";
import { findSession, findSessionOf } from "#app/payments/session.ts";
import { findSubscription } from "#app/payments/subscription.ts";
import type { Site } from "#app/site.ts";
import { receiveDispute } from "./settlement/dispute.ts";
import { settleInvoice, settleSubscription } from "./settlement/instalment.ts";
import { DONE, IGNORED_NOT_OURS, type Outcome, type StripeRef } from "./settlement/outcome.ts";
import { settlePayout } from "./settlement/payout.ts";
import { receiveRefund } from "./settlement/refund.ts";
import { failUnmade, noteLateFee, settleSession } from "./settlement/session.ts";

/**
 * Arrived money meets its purpose. The worker, reconcile and the thank-you page all come here, any number of times and
 * at once: what was settled before stays as it is. Throws where Stripe or the database is out of reach; try again then.
 */
export async function settle(site: Site, about: StripeRef): Promise<Outcome> {
  switch (about.kind) {
    case "checkout.session": {
      const session = await findSession(site, about.id);
      return session ? settleSession(site, session) : IGNORED_NOT_OURS;
    }
    case "invoice": {
      const invoice = await findInvoice(site, about.id);
      return invoice ? settleInvoice(site, invoice) : IGNORED_NOT_OURS;
    }
    case "subscription": {
      const subscription = await findSubscription(site, about.id);
      return subscription ? settleSubscription(site, subscription) : IGNORED_NOT_OURS;
    }
    case "charge": {
      const charge = await findIntentOfCharge(site, about.id);
      if (!charge) return IGNORED_NOT_OURS;
      const outcome = await settleIntent(site, charge.paymentIntentId);
      return outcome.state === "done" && charge.refunded ? settleRefundsOf(site, charge.paymentIntentId) : outcome;
    }
    case "payment_intent":
      return settleIntent(site, about.id);
    case "refund": {
      const refund = await findRefund(site, about.id);
      return refund ? settleRefund(site, refund) : IGNORED_NOT_OURS;
    }
    case "dispute": {
      const dispute = await findDispute(site, about.id);
      return dispute ? settleDispute(site, dispute) : IGNORED_NOT_OURS;
    }
    case "payout": {
      const payout = await findPayout(site, about.id);
      return payout ? settlePayout(site, settle, payout) : IGNORED_NOT_OURS;
    }
    default:
      return { state: "ignored", reason: `nothing here depends on a ${about.kind}` };
  }
}

/** What came by a payment intent belongs to an invoice of a subscription, or to a Checkout Session. */
async function settleIntent(site: Site, paymentIntentId: string): Promise<Outcome> {
  if (await noteLateFee(site, paymentIntentId)) return DONE;
  const invoiceId = await findInvoiceOfIntent(site, paymentIntentId);
  if (invoiceId) return settle(site, { kind: "invoice", id: invoiceId });
  const session = await findSessionOf(site, { payment_intent: paymentIntentId });
  return session ? settleSession(site, session) : IGNORED_NOT_OURS;
}

/** News of a refund may come before news of its payment: then the payment is settled first. */
async function settleRefund(site: Site, refund: SeenRefund): Promise<Outcome> {
  const received = await receiveRefund(site, refund);
  if (received) return received;
  if (!refund.paymentIntentId) return IGNORED_NOT_OURS;
  const outcome = await settleIntent(site, refund.paymentIntentId);
  return (outcome.state === "done" && (await receiveRefund(site, refund))) || outcome;
}

/** The same for a dispute. */
async function settleDispute(site: Site, dispute: SeenDispute): Promise<Outcome> {
  const received = await receiveDispute(site, dispute);
  if (received) return received;
  if (!dispute.paymentIntentId) return IGNORED_NOT_OURS;
  const outcome = await settleIntent(site, dispute.paymentIntentId);
  return (outcome.state === "done" && (await receiveDispute(site, dispute))) || outcome;
}

/** Every refund of a payment. Where one of them waits for a person, so does this news. */
async function settleRefundsOf(site: Site, paymentIntentId: string): Promise<Outcome> {
  let outcome = DONE;
  for (const refund of await listRefunds(site, paymentIntentId)) {
    const one = await settleRefund(site, refund);
    if (one.state === "parked") outcome = one;
  }
  return outcome;
}

/** Asks Stripe once what became of a checkout of ours: for the page a payer comes back to. */
export async function settleCheckout(site: Site, checkoutId: string): Promise<void> {
  const checkout = await site.db
    .selectFrom("checkouts")
    .select(["session_id", "state"])
    .where("id", "=", checkoutId)
    .executeTakeFirst();
  if (!checkout?.session_id || checkout.state === "paid") return;
  await settle(site, { kind: "checkout.session", id: checkout.session_id });
}

/**
 * Ends a checkout that nobody will pay any more: its time is up, or the basket changed. Stripe is asked first, and
 * only what Stripe says has ended gives its stock back.
 */
export async function abandonCheckout(site: Site, checkoutId: string): Promise<void> {
  const checkout = await site.db
    .selectFrom("checkouts")
    .select("state")
    .where("id", "=", checkoutId)
    .executeTakeFirst();
  if (!checkout || checkout.state === "paid" || checkout.state === "expired" || checkout.state === "failed") return;
  const session = await endCheckout(site, checkoutId);
  if (session) {
    await settleSession(site, session);
    return;
  }
  await failUnmade(site, checkoutId);
}
