import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { badParam, cannot, missingParam } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { change, changed } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { Charge, Refund } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { recordMovement } from "./balance-transactions.ts";
import { testCards } from "./test-instruments.ts";
import { workingDaysAfter } from "./working-days.ts";

const fiveDays = 5;

function createRefund(world: World, params: Stripe.RefundCreateParams): Refund {
  const charge = chargeOf(world, params);
  const left = charge.amount - charge.amount_refunded;
  const amount = params.amount ?? left;
  const metadata = mergedMetadata({}, params.metadata);
  if (charge.status !== "succeeded")
    throw cannot(
      `The charge ${charge.id} is ${charge.status}, so there is nothing to refund.`,
      "charge_not_refundable",
      "charge",
    );
  if (openDispute(world, charge.id))
    throw cannot(`The charge ${charge.id} is disputed, so it cannot be refunded.`, "charge_disputed", "charge");
  if (left === 0)
    throw cannot(`The charge ${charge.id} has already been refunded.`, "charge_already_refunded", "charge");
  if (amount < 1) throw badParam("amount", "A refund must be at least 1p.", "parameter_invalid_integer");
  if (amount > left)
    throw cannot(
      `The refund of ${amount}p is more than the ${left}p that are left of the charge.`,
      undefined,
      "amount",
    );
  const card = charge.payment_method_details?.type === "card";
  const row = skeleton<Refund>("Refunds.Refund");
  row.id = newId(card ? "re_" : "pyr_");
  row.amount = amount;
  row.charge = charge.id;
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.customer = charge.customer;
  row.metadata = metadata;
  row.payment_intent = charge.payment_intent;
  row.payment_method = charge.payment_method;
  row.reason = params.reason ?? null;
  row.destination_details = card
    ? {
        card: { reference_status: "pending", reference_type: "acquirer_reference_number", type: "refund" },
        type: "card",
      }
    : { type: "bacs_debit" };
  const behaviour = testCards[world.store.get("instrument", charge.payment_method ?? "")?.number ?? ""];
  row.status = card && behaviour?.refund !== "pending" ? "succeeded" : "pending";
  row.balance_transaction = recordMovement(world, {
    type: card ? "refund" : "payment_refund",
    reportingCategory: "refund",
    amount: -amount,
    source: row.id,
    description: "REFUND FOR CHARGE",
    availableNow: true,
  }).id;
  world.store.put("refund", row);
  const before = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  setRefunded(world, charge, charge.amount_refunded + amount);
  world.emit("refund.created", row);
  world.emit("charge.refunded", charge, before);
  if (row.status === "succeeded" && row.destination_details?.card) {
    const previous = { destination_details: JSON.parse(JSON.stringify(row.destination_details)) as object };
    row.destination_details.card.reference = newId("", 23).toUpperCase();
    row.destination_details.card.reference_status = "available";
    world.store.put("refund", row);
    world.emit("refund.updated", row, previous);
  }
  if (row.status === "pending") world.schedule.at(workingDaysAfter(row.created, fiveDays), "refund_result", row.id);
  else if (behaviour?.refund === "fails")
    world.schedule.at(workingDaysAfter(row.created, fiveDays), "refund_failure", row.id);
  return row;
}

function chargeOf(world: World, params: Stripe.RefundCreateParams): Charge {
  if (params.payment_intent) {
    const intent = existing(world, "payment_intent", params.payment_intent, "payment_intent");
    const charge = world.store.get("charge", intent.latest_charge ?? "");
    if (!charge || intent.status === "requires_payment_method")
      throw cannot(`The payment intent ${intent.id} has no successful charge to refund.`, undefined, "payment_intent");
    if (params.charge && params.charge !== charge.id)
      throw badParam("charge", `The charge ${params.charge} does not belong to ${intent.id}.`);
    return charge;
  }
  if (!params.charge) throw missingParam("charge");
  return existing(world, "charge", params.charge, "charge");
}

function openDispute(world: World, charge: string): boolean {
  return world.store
    .table("dispute")
    .under("charge", charge)
    .some((row) => row.status !== "won");
}

function setRefunded(world: World, charge: Charge, pence: number): void {
  charge.amount_refunded = pence;
  charge.refunded = pence === charge.amount;
  world.store.put("charge", charge);
}

/** A pending refund has arrived. */
export function finishRefund(world: World, id: string): void {
  const refund = world.store.get("refund", id);
  if (refund?.status !== "pending") return;
  change(world, "refund", refund, "refund.updated", (row) => {
    row.status = "succeeded";
    if (row.destination_details?.card) row.destination_details.card.reference_status = "available";
  });
}

/** The bank could not accept a refund: the money comes back to our balance. */
export function failRefund(world: World, id: string): void {
  const refund = world.store.get("refund", id);
  if (!refund || refund.status === "failed" || refund.status === "canceled") return;
  giveBack(world, refund, "failed");
  refund.failure_reason = "unknown";
  world.store.put("refund", refund);
  world.emit("refund.failed", refund);
  world.emit("refund.updated", refund, { status: "succeeded" });
}

function giveBack(world: World, refund: Refund, status: "failed" | "canceled"): void {
  refund.failure_balance_transaction = recordMovement(world, {
    type: "payment_failure_refund",
    reportingCategory: "refund_failure",
    amount: refund.amount,
    source: refund.id,
    description: "REFUND FAILURE",
    availableNow: true,
  }).id;
  refund.status = status;
  world.store.put("refund", refund);
  const charge = world.store.get("charge", refund.charge ?? "");
  if (charge) setRefunded(world, charge, charge.amount_refunded - refund.amount);
}

export const refundHandlers: Handlers = {
  "Refunds.create": (world, { params }: Call<Stripe.RefundCreateParams>) => createRefund(world, params),
  "Refunds.retrieve": (world, { id }: Call<object>) => existing(world, "refund", id),
  "Refunds.list": (world, { params }: Call<Stripe.RefundListParams>) =>
    listPage(world, "refund", params, {
      url: "/v1/refunds",
      where: { charge: params.charge, payment_intent: params.payment_intent },
    }),
  "Refunds.update": (world, { id, params }: Call<Stripe.RefundUpdateParams>) =>
    changed(world, "refund", id, "refund.updated", (row) => {
      row.metadata = mergedMetadata(row.metadata ?? {}, params.metadata);
    }),
  "Refunds.cancel": (world, { id }: Call<object>) => {
    const refund = existing(world, "refund", id);
    if (refund.status !== "requires_action" && refund.status !== "pending")
      throw cannot(`A refund that is ${refund.status} cannot be canceled.`);
    world.schedule.cancel("refund_result", id);
    giveBack(world, refund, "canceled");
    world.emit("refund.updated", refund, { status: "pending" });
    return refund;
  },
};
