import { invoiceFailed } from "../billing/collection.ts";
import { invoiceOf, markInvoicePaid } from "../billing/invoices.ts";
import { collectBacsDebit } from "../payments/bacs.ts";
import { settleCharge } from "../payments/charges.ts";
import type { World } from "../world.ts";
import { expireSession } from "./sessions.ts";

/** A Direct Debit's day has come: its outcome reaches the invoice and the Checkout Session behind it. */
export function concludeBacsDebit(world: World, intentId: string): void {
  const attempt = collectBacsDebit(world, intentId);
  if (!attempt) return;
  const succeeded = attempt.outcome === "succeeded";
  const invoice = invoiceOf(world, intentId);
  if (invoice?.status === "open") {
    if (succeeded) markInvoicePaid(world, invoice);
    else {
      invoice.attempt_count = Math.max(invoice.attempt_count - 1, 0);
      invoiceFailed(world, invoice, attempt, false);
    }
  }
  const record = world.store.table("checkout_record").under("payment_intent", intentId)[0];
  const session = world.store.get("checkout.session", record?.id ?? "");
  if (session?.payment_status === "unpaid" && session.status === "complete") {
    if (succeeded) {
      session.payment_status = "paid";
      world.store.put("checkout.session", session);
    }
    world.emit(`checkout.session.async_payment_${succeeded ? "succeeded" : "failed"}`, session);
  }
  if (succeeded) settleCharge(world, world.store.get("payment_intent", intentId)?.latest_charge ?? null);
}

/** An open session has reached its end. */
export function expireOnTime(world: World, id: string): void {
  const session = world.store.get("checkout.session", id);
  if (session?.status === "open") expireSession(world, session);
}
