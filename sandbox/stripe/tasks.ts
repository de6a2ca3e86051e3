import { giveUpOnInvoice, retryInvoice } from "./billing/collection.ts";
import { announceRenewal, cancelOnDay, finalizeDraft, renewSubscription } from "./billing/renewals.ts";
import { expireIncomplete, resumeCollection } from "./billing/subscription-changes.ts";
import { concludeBacsDebit, expireOnTime } from "./checkout/late-payments.ts";
import { answerMandate } from "./payments/bacs.ts";
import { openDispute, openEarlyFraudWarning } from "./payments/disputes.ts";
import { failRefund, finishRefund } from "./payments/refunds.ts";
import type { World } from "./world.ts";

/** What the clock can bring about, by the name it is scheduled under. */
export const tasks: Readonly<Record<string, (world: World, subject: string) => void>> = {
  bacs_mandate: answerMandate,
  bacs_result: concludeBacsDebit,
  cancellation: cancelOnDay,
  collection_resumes: resumeCollection,
  dispute: (world, charge) => {
    const row = world.store.get("charge", charge);
    if (row && !row.disputed && row.amount_refunded < row.amount) openDispute(world, charge);
  },
  early_fraud_warning: (world, charge) => {
    openEarlyFraudWarning(world, charge);
  },
  idempotency_pruning: (world, key) => world.store.delete("idempotency", key),
  invoice_finalization: finalizeDraft,
  invoice_give_up: giveUpOnInvoice,
  invoice_retry: retryInvoice,
  refund_failure: failRefund,
  refund_result: finishRefund,
  renewal: renewSubscription,
  renewal_notice: announceRenewal,
  session_expiry: expireOnTime,
  subscription_incomplete: expireIncomplete,
};
