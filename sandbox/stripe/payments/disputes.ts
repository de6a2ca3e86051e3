import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { cannot } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { changed } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { BalanceTransaction, Dispute, EarlyFraudWarning } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { recordMovement } from "./balance-transactions.ts";

const day = 86_400;
/** Pence; kept whether the dispute is won or lost. */
const disputeFee = 2000;

/** A payer has gone to the bank about a charge: the money and a fee leave our balance at once. */
export function openDispute(world: World, chargeId: string, reason: Dispute["reason"] = "fraudulent"): Dispute {
  const charge = existing(world, "charge", chargeId, "charge");
  if (charge.status !== "succeeded")
    throw cannot(`The charge ${charge.id} is ${charge.status} and cannot be disputed.`);
  if (charge.disputed) throw cannot(`The charge ${charge.id} is disputed already.`);
  const bacs = charge.payment_method_details?.type === "bacs_debit";
  const row = skeleton<Dispute>("Disputes.Dispute");
  row.id = newId("dp_");
  row.amount = charge.amount - charge.amount_refunded;
  row.charge = charge.id;
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.evidence_details.due_by = row.created + 7 * day;
  row.evidence_details.enhanced_eligibility = {};
  row.evidence_details.submission_method = "not_submitted";
  row.metadata = {};
  row.payment_intent = charge.payment_intent;
  const brand = charge.payment_method_details?.card?.brand ?? "visa";
  row.payment_method_details = bacs
    ? { type: "bacs_debit" }
    : { type: "card", card: { brand, case_type: "chargeback", network: brand, network_reason_code: "10.4" } };
  row.reason = bacs ? "debit_not_authorized" : reason;
  // The Direct Debit Guarantee leaves nothing to contest.
  row.status = bacs ? "lost" : "needs_response";
  const previous = { disputed: false };
  charge.disputed = true;
  world.store.put("charge", charge);
  const movement = recordMovement(world, {
    type: "adjustment",
    reportingCategory: "dispute",
    amount: -row.amount,
    fee: disputeFee,
    source: row.id,
    description: `Chargeback withdrawal for ${charge.id}`,
    availableNow: true,
  });
  row.balance_transactions = [copyOf(movement)];
  world.store.put("dispute", row);
  world.emit("charge.dispute.created", row);
  world.emit("charge.updated", charge, previous);
  world.emit("charge.dispute.funds_withdrawn", row);
  if (bacs) world.emit("charge.dispute.closed", row);
  return row;
}

function copyOf(movement: BalanceTransaction): BalanceTransaction {
  return JSON.parse(JSON.stringify(movement)) as BalanceTransaction;
}

/** The bank has decided. A win brings the money back, not the fee. */
export function closeDispute(world: World, id: string, outcome: "won" | "lost"): Dispute {
  const dispute = existing(world, "dispute", id);
  if (dispute.status === "won" || dispute.status === "lost")
    throw cannot(`The dispute ${id} is closed: ${dispute.status}.`);
  world.schedule.cancel("dispute_deadline", id);
  dispute.status = outcome;
  if (outcome === "won") {
    const movement = recordMovement(world, {
      type: "adjustment",
      reportingCategory: "dispute_reversal",
      amount: dispute.amount,
      source: dispute.id,
      description: `Chargeback reversal for ${dispute.charge}`,
      availableNow: true,
    });
    dispute.balance_transactions = [...dispute.balance_transactions, copyOf(movement)];
  }
  world.store.put("dispute", dispute);
  world.emit("charge.dispute.closed", dispute);
  if (outcome === "won") world.emit("charge.dispute.funds_reinstated", dispute);
  return dispute;
}

/** Stripe has heard from a card network that a charge may be fraud. */
export function openEarlyFraudWarning(world: World, chargeId: string): EarlyFraudWarning {
  const charge = existing(world, "charge", chargeId, "charge");
  const row = skeleton<EarlyFraudWarning>("Radar.EarlyFraudWarnings.EarlyFraudWarning");
  row.id = newId("issfr_");
  row.actionable = true;
  row.charge = charge.id;
  row.created = world.clock.seconds();
  row.fraud_type = "made_with_stolen_card";
  if (charge.payment_intent) row.payment_intent = charge.payment_intent;
  world.store.put("radar.early_fraud_warning", row);
  world.emit("radar.early_fraud_warning.created", row);
  return row;
}

export const disputeHandlers: Handlers = {
  "Disputes.retrieve": (world, { id }: Call<object>) => existing(world, "dispute", id),
  "Disputes.list": (world, { params }: Call<Stripe.DisputeListParams>) =>
    listPage(world, "dispute", params, {
      url: "/v1/disputes",
      where: { charge: params.charge, payment_intent: params.payment_intent },
    }),
  "Disputes.update": (world, { id, params }: Call<Stripe.DisputeUpdateParams>) => {
    const dispute = existing(world, "dispute", id);
    if (params.evidence && dispute.status !== "needs_response")
      throw cannot(`Evidence can be given only while a response is needed; this dispute is ${dispute.status}.`);
    return changed(world, "dispute", id, "charge.dispute.updated", (row) => {
      row.metadata = mergedMetadata(row.metadata, params.metadata);
      for (const [name, text] of Object.entries(params.evidence ?? {}))
        if (typeof text === "string") (row.evidence as unknown as Record<string, string | null>)[name] = text || null;
      if (!params.evidence) return;
      row.evidence_details.has_evidence = true;
      // Evidence is sent to the bank at once unless submit is false, as Stripe does.
      if (params.submit === false) return;
      row.evidence_details.submission_count += 1;
      row.evidence_details.submission_method = "manual";
      row.status = "under_review";
    });
  },
  "Disputes.close": (world, { id }: Call<object>) => closeDispute(world, id, "lost"),
  "Radar.EarlyFraudWarnings.retrieve": (world, { id }: Call<object>) =>
    existing(world, "radar.early_fraud_warning", id),
  "Radar.EarlyFraudWarnings.list": (world, { params }: Call<Stripe.Radar.EarlyFraudWarningListParams>) =>
    listPage(world, "radar.early_fraud_warning", params, {
      url: "/v1/radar/early_fraud_warnings",
      where: { charge: params.charge, payment_intent: params.payment_intent },
    }),
};
