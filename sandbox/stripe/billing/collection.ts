import { change } from "../objects/changes.ts";
import { settleCharge } from "../payments/charges.ts";
import { type Attempt, attemptPayment } from "../payments/intents.ts";
import type { Invoice, PaymentMethod, Subscription } from "../wire.ts";
import type { World } from "../world.ts";
import { markInvoicePaid, methodFor, paymentOf, subscriptionOf } from "./invoices.ts";
import { endSubscription } from "./subscriptions.ts";

const day = 86_400;
/** Days between automatic attempts after a failed one. */
const retryDays = [3, 5, 7];
/** Refusals that trying again cannot cure. */
const hardFailures = ["debit_not_authorized", "authentication_required", "no_payment_method", "expired_card"];

/**
 * Tries to take what an open invoice asks for. `present`: the customer is at the hosted page; otherwise the clock asks.
 * An `authenticated` attempt has 3-D Secure behind it.
 */
export function collectInvoice(
  world: World,
  invoice: Invoice,
  how: { present: boolean; authenticated?: boolean; method?: PaymentMethod },
): Attempt {
  const none: Attempt = {
    outcome: "failed",
    decline: { code: "no_payment_method", message: "There is no payment method to charge for this invoice." },
  };
  const payment = paymentOf(world, invoice);
  const method = how.method ?? methodFor(world, invoice);
  invoice.attempted = true;
  if (!payment || !method) {
    if (!how.present) invoiceFailed(world, invoice, none, false);
    return none;
  }
  if (payment.intent.status === "processing") return { outcome: "processing" };
  const attempt = attemptPayment(world, payment.intent, method, how);
  if (attempt.outcome === "succeeded") {
    invoice.attempt_count += 1;
    markInvoicePaid(world, invoice);
    settleCharge(world, payment.intent.latest_charge);
  } else if (attempt.outcome === "processing") {
    invoice.attempt_count += 1;
    world.store.put("invoice", invoice);
  } else if (attempt.outcome === "failed") invoiceFailed(world, invoice, attempt, how.present);
  else if (!how.present) {
    world.emit("invoice.payment_action_required", invoice);
    const decline = {
      code: "authentication_required",
      message: "The bank wants the customer to confirm this payment.",
    };
    invoiceFailed(world, invoice, { outcome: "failed", decline }, false);
  }
  return attempt;
}

/** A payment for an invoice has failed: counts it, tells, and plans the next attempt. */
export function invoiceFailed(world: World, invoice: Invoice, attempt: Attempt, present: boolean): void {
  const now = world.clock.seconds();
  const record = world.store.get("invoice_record", invoice.id) ?? { id: invoice.id, failures: 0 };
  const code = attempt.outcome === "failed" ? attempt.decline.code : "";
  invoice.attempt_count += 1;
  const subscription = subscriptionOf(world, invoice);
  // A first payment that fails leaves the subscription incomplete; it is not tried again by itself.
  if (!present && subscription?.status !== "incomplete") {
    const wait = hardFailures.includes(code) ? undefined : retryDays[record.failures];
    record.failures += 1;
    invoice.next_payment_attempt = wait === undefined ? null : now + wait * day;
    world.store.put("invoice_record", record);
    if (invoice.next_payment_attempt) world.schedule.at(invoice.next_payment_attempt, "invoice_retry", invoice.id);
    else if (record.failures > retryDays.length) world.schedule.at(now, "invoice_give_up", invoice.id);
    else if (!world.store.get("job", `invoice_give_up:${invoice.id}`))
      world.schedule.at(now + 15 * day, "invoice_give_up", invoice.id);
  }
  world.store.put("invoice", invoice);
  world.emit("invoice.payment_failed", invoice);
  if (subscription?.status === "active")
    change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
      row.status = "past_due";
    });
}

/** A planned further attempt. */
export function retryInvoice(world: World, id: string): void {
  const invoice = world.store.get("invoice", id);
  if (invoice?.status !== "open" || invoice.auto_advance === false) return;
  collectInvoice(world, invoice, { present: false });
}

/** All attempts have failed: what the account's settings say happens to the subscription. */
export function giveUpOnInvoice(world: World, id: string): void {
  const invoice = world.store.get("invoice", id);
  if (invoice?.status !== "open") return;
  invoice.next_payment_attempt = null;
  invoice.auto_advance = false;
  world.store.put("invoice", invoice);
  const subscription = subscriptionOf(world, invoice);
  if (!subscription || !isRunning(subscription)) return;
  if (world.dunningEnd === "cancel") endSubscription(world, subscription, "payment_failed");
  else if (world.dunningEnd === "unpaid")
    change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
      row.status = "unpaid";
    });
}

export function isRunning(subscription: Subscription): boolean {
  return ["active", "past_due", "unpaid", "trialing", "paused"].includes(subscription.status);
}
