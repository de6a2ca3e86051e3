import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { newId } from "../ids.ts";
import { changed } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { bacsFee, cardFee, recordMovement } from "./balance-transactions.ts";
import { mandateOf } from "./payment-methods.ts";
import type { Decline } from "./test-instruments.ts";

const statementName = "PAMPHLETEER";

function blankCharge(world: World, intent: PaymentIntent, method: PaymentMethod): Charge {
  const row = skeleton<Charge>("Charges.Charge");
  row.id = newId(method.type === "card" ? "ch_" : "py_");
  row.amount = intent.amount;
  row.billing_details = { ...method.billing_details };
  row.calculated_statement_descriptor = [statementName, intent.statement_descriptor_suffix].filter(Boolean).join("* ");
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.customer = intent.customer;
  row.description = intent.description;
  row.fraud_details = {};
  row.metadata = { ...intent.metadata };
  row.outcome = null;
  row.payment_intent = intent.id;
  row.payment_method = method.id;
  row.payment_method_details = detailsOf(world, method, intent);
  row.receipt_email = intent.receipt_email;
  row.shipping = intent.shipping as Charge["shipping"];
  row.statement_descriptor = intent.statement_descriptor;
  row.statement_descriptor_suffix = intent.statement_descriptor_suffix;
  return row;
}

function detailsOf(world: World, method: PaymentMethod, intent: PaymentIntent): Charge["payment_method_details"] {
  if (method.bacs_debit)
    return {
      type: "bacs_debit",
      bacs_debit: { ...method.bacs_debit, mandate: mandateOf(world, method.id)?.id ?? null },
    };
  const card = method.card;
  return {
    type: "card",
    card: {
      ...skeleton<NonNullable<NonNullable<Charge["payment_method_details"]>["card"]>>(
        "Charges.Charge.PaymentMethodDetails.Card",
      ),
      amount_authorized: intent.amount,
      brand: card?.brand ?? null,
      checks: card?.checks ?? null,
      country: card?.country ?? null,
      exp_month: card?.exp_month ?? 1,
      exp_year: card?.exp_year ?? 2030,
      fingerprint: card?.fingerprint ?? null,
      funding: card?.funding ?? null,
      last4: card?.last4 ?? null,
      network: card?.brand ?? null,
    },
  };
}

/** A charge that took money, or (`pending`) will in a few days. Tells nobody yet. */
export function recordCharge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  status: "succeeded" | "pending",
): Charge {
  const row = blankCharge(world, intent, method);
  row.amount_captured = intent.amount;
  row.captured = true;
  row.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: "approved_by_network",
    reason: null,
    risk_level: "normal",
    risk_score: 12,
    seller_message: "Payment complete.",
    type: "authorized",
  };
  row.paid = status === "succeeded";
  row.receipt_url = `${world.publicUrl()}/_sandbox`;
  row.status = status;
  world.store.put("charge", row);
  return row;
}

/** A charge that was refused. Tells nobody yet. */
export function recordFailedCharge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline,
): Charge {
  const row = blankCharge(world, intent, method);
  markFailed(row, decline);
  world.store.put("charge", row);
  return row;
}

export function markFailed(row: Charge, decline: Decline): void {
  row.captured = false;
  row.failure_code = decline.code;
  row.failure_message = decline.message;
  row.outcome = {
    advice_code: "try_again_later",
    network_advice_code: null,
    network_decline_code: null,
    network_status: "declined_by_network",
    reason: decline.decline_code ?? decline.code,
    risk_level: "normal",
    risk_score: 12,
    seller_message: "The bank did not approve this payment.",
    type: "issuer_declined",
  };
  row.paid = false;
  row.status = "failed";
}

/** Books the money of a charge; told by charge.updated, since Stripe captures in the background. */
export function settleCharge(world: World, id: string | null): void {
  const charge = id === null ? undefined : world.store.get("charge", id);
  if (charge?.status !== "succeeded" || charge.balance_transaction) return;
  const card = charge.payment_method_details?.type === "card";
  const movement = recordMovement(world, {
    type: card ? "charge" : "payment",
    reportingCategory: "charge",
    amount: charge.amount,
    fee: card ? cardFee(charge.amount) : bacsFee(charge.amount),
    source: charge.id,
    description: charge.description,
  });
  charge.balance_transaction = movement.id;
  world.store.put("charge", charge);
  world.emit("charge.updated", charge, { balance_transaction: null });
}

export const chargeHandlers: Handlers = {
  "Charges.retrieve": (world, { id }: Call<object>) => existing(world, "charge", id),
  "Charges.list": (world, { params }: Call<Stripe.ChargeListParams>) =>
    listPage(world, "charge", params, {
      url: "/v1/charges",
      where: { customer: params.customer, payment_intent: params.payment_intent },
    }),
  "Charges.update": (world, { id, params }: Call<Stripe.ChargeUpdateParams>) =>
    changed(world, "charge", id, "charge.updated", (row) => {
      row.metadata = mergedMetadata(row.metadata, params.metadata);
      if (params.description !== undefined) row.description = params.description;
      if (params.receipt_email !== undefined) row.receipt_email = params.receipt_email;
    }),
};
