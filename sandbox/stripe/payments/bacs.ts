import type { Mandate, PaymentIntent, PaymentMethod } from "../wire.ts";
import type { World } from "../world.ts";
import { markFailed, recordCharge } from "./charges.ts";
import { type Attempt, failPayment, finishIntent } from "./intents.ts";
import { createMandate, mandateOf } from "./payment-methods.ts";
import { type AccountBehaviour, type Decline, testAccounts } from "./test-instruments.ts";
import { workingDaysAfter } from "./working-days.ts";

const usualWorkingDays = 4;

/** Starts a Direct Debit: the charge is pending for days, then succeeds or fails by itself. */
export function startBacsDebit(world: World, intent: PaymentIntent, method: PaymentMethod): Attempt {
  let mandate = mandateOf(world, method.id);
  if (mandate?.status === "inactive")
    return failPayment(world, intent, method, {
      code: "debit_not_authorized",
      message: "The bank no longer allows debits from this account.",
    });
  if (!mandate) {
    mandate = createMandate(world, method);
    world.schedule.at(world.clock.seconds() + 60, "bacs_mandate", mandate.id);
  }
  const due = workingDaysAfter(world.clock.seconds(), behaviourOf(world, method).workingDays ?? usualWorkingDays);
  const charge = recordCharge(world, intent, method, "pending");
  if (charge.payment_method_details?.bacs_debit)
    charge.payment_method_details.bacs_debit.expected_debit_date = new Date(due * 1000).toISOString().slice(0, 10);
  intent.latest_charge = charge.id;
  intent.status = "processing";
  world.store.put("charge", charge);
  world.store.put("payment_intent", intent);
  world.emit("charge.pending", charge);
  world.emit("payment_intent.processing", intent);
  world.schedule.at(due, "bacs_result", intent.id);
  return { outcome: "processing" };
}

function behaviourOf(world: World, method: PaymentMethod): AccountBehaviour {
  return testAccounts[world.store.get("instrument", method.id)?.number ?? ""] ?? { says: "succeeds" };
}

/** The bank has answered about a new instruction. */
export function answerMandate(world: World, id: string): void {
  const mandate = world.store.get("mandate", id);
  const method = world.store.get("payment_method", mandate?.payment_method ?? "");
  if (!mandate || !method || mandate.status !== "pending") return;
  if (behaviourOf(world, method).mandateRefused) endMandate(world, mandate, "refused", null);
  else setMandate(world, mandate, "active", "accepted", null);
}

function endMandate(
  world: World,
  mandate: Mandate,
  network: "refused" | "revoked",
  reason: "debit_not_authorized" | null,
): void {
  setMandate(world, mandate, "inactive", network, reason);
}

function setMandate(
  world: World,
  mandate: Mandate,
  status: "active" | "inactive",
  network: "accepted" | "refused" | "revoked",
  reason: "debit_not_authorized" | null,
): void {
  const previous = { status: mandate.status };
  mandate.status = status;
  const details = mandate.payment_method_details.bacs_debit;
  if (details) {
    details.network_status = network;
    details.revocation_reason = reason;
  }
  world.store.put("mandate", mandate);
  world.emit("mandate.updated", mandate, previous);
}

/**
 * The day of collection. Returns what came of it, for the session or invoice behind the payment; undefined when the
 * payment is no longer waiting.
 */
export function collectBacsDebit(world: World, intentId: string): Attempt | undefined {
  const intent = world.store.get("payment_intent", intentId);
  const charge = world.store.get("charge", intent?.latest_charge ?? "");
  const method = world.store.get("payment_method", intent?.payment_method ?? "");
  if (intent?.status !== "processing" || !charge || !method) return undefined;
  const behaviour = behaviourOf(world, method);
  const mandate = mandateOf(world, method.id);
  const refused: Decline = { code: "debit_not_authorized", message: "The bank refused the Direct Debit instruction." };
  const failure = behaviour.failure ?? (mandate?.status === "inactive" ? refused : undefined);
  if (!failure) {
    charge.paid = true;
    charge.status = "succeeded";
    world.store.put("charge", charge);
    finishIntent(world, intent, charge.id);
    world.emit("charge.succeeded", charge);
    world.emit("payment_intent.succeeded", intent);
    if (behaviour.disputedAfterwards) world.schedule.at(world.clock.seconds() + 86_400, "dispute", charge.id);
    return { outcome: "succeeded" };
  }
  markFailed(charge, failure);
  world.store.put("charge", charge);
  intent.status = "requires_payment_method";
  intent.last_payment_error = {
    charge: charge.id,
    code: failure.code,
    message: failure.message,
    payment_method: JSON.parse(JSON.stringify(method)) as PaymentMethod,
    type: "invalid_request_error",
  };
  intent.payment_method = null;
  world.store.put("payment_intent", intent);
  world.emit("charge.failed", charge);
  world.emit("payment_intent.payment_failed", intent);
  if (behaviour.failure?.mandateEnds && mandate) endMandate(world, mandate, "revoked", "debit_not_authorized");
  return { outcome: "failed", decline: failure };
}
