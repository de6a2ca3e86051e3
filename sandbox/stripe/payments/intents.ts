import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { mergedMetadata } from "../http/metadata.ts";
import { listPage } from "../http/paging.ts";
import { cannot } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { changed } from "../objects/changes.ts";
import { existing } from "../objects/existing.ts";
import type { PaymentIntent, PaymentMethod } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { startBacsDebit } from "./bacs.ts";
import { recordCharge, recordFailedCharge } from "./charges.ts";
import { mandateOf } from "./payment-methods.ts";
import { cardBehaviour, type Decline } from "./test-instruments.ts";

export type IntentDetails = {
  /** Pence. */
  amount: number;
  customer: string | null;
  metadata?: Record<string, string>;
  description?: string | null;
  receiptEmail?: string | null;
  statementDescriptor?: string | null;
  statementDescriptorSuffix?: string | null;
  setupFutureUsage?: "off_session" | "on_session" | null;
  methodTypes: string[];
  shipping?: PaymentIntent["shipping"];
};

/** A payment about to be attempted. */
export function createIntent(world: World, details: IntentDetails): PaymentIntent {
  const row = skeleton<PaymentIntent>("PaymentIntents.PaymentIntent");
  row.id = newId("pi_");
  row.amount = details.amount;
  row.amount_details = { tip: {} };
  row.client_secret = `${row.id}_secret_${newId("")}`;
  row.capture_method = "automatic_async";
  row.confirmation_method = "automatic";
  row.created = world.clock.seconds();
  row.currency = "gbp";
  row.customer = details.customer;
  row.description = details.description ?? null;
  row.metadata = details.metadata ?? {};
  row.payment_method_options = {};
  row.payment_method_types = details.methodTypes;
  row.receipt_email = details.receiptEmail ?? null;
  row.setup_future_usage = details.setupFutureUsage ?? null;
  row.shipping = details.shipping ?? null;
  row.statement_descriptor = details.statementDescriptor ?? null;
  row.statement_descriptor_suffix = details.statementDescriptorSuffix ?? null;
  row.status = "requires_payment_method";
  world.store.put("payment_intent", row);
  world.emit("payment_intent.created", row);
  return row;
}

export type Attempt =
  | { outcome: "succeeded" | "processing" | "needs_action" }
  | { outcome: "failed"; decline: Decline };

/**
 * Tries to take a payment with a method. `present`: the payer is at the screen, so 3-D Secure can be asked for.
 * The charge's balance transaction is attached by `settleCharge`, which the caller runs once all else is told.
 */
export function attemptPayment(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  how: { present: boolean; authenticated?: boolean },
): Attempt {
  intent.payment_method = method.id;
  const instrument = world.store.get("instrument", method.id);
  if (!instrument) throw cannot("This payment method was not made by the sandbox and cannot be charged.");
  if (instrument.kind === "bacs_debit") return startBacsDebit(world, intent, method);
  const behaviour = cardBehaviour(instrument.number);
  const asks = behaviour.threeDSecure === "always" || (behaviour.threeDSecure === "first" && how.present);
  if (asks && !how.authenticated) return askToAuthenticate(world, intent, how.present);
  if (behaviour.decline && (!behaviour.failsWhenCharged || intent.amount > 0))
    return failPayment(world, intent, method, behaviour.decline);
  succeed(world, intent, method);
  if (behaviour.afterwards)
    world.schedule.at(world.clock.seconds() + 60, behaviour.afterwards, intent.latest_charge ?? "");
  return { outcome: "succeeded" };
}

/** The payer failed or refused 3-D Secure. */
export function failAuthentication(world: World, intent: PaymentIntent): Attempt {
  const decline: Decline = {
    code: "payment_intent_authentication_failure",
    message: "We could not check that this card is yours. Try again, or use a different card.",
  };
  const method = world.store.get("payment_method", intent.payment_method ?? "");
  if (method) recordError(intent, decline, method, null);
  intent.next_action = null;
  intent.status = "requires_payment_method";
  world.store.put("payment_intent", intent);
  world.emit("payment_intent.payment_failed", intent);
  return { outcome: "failed", decline };
}

function askToAuthenticate(world: World, intent: PaymentIntent, present: boolean): Attempt {
  const method = world.store.get("payment_method", intent.payment_method ?? "");
  if (!present && method) {
    const decline: Decline = {
      code: "authentication_required",
      decline_code: "authentication_required",
      message: "Your bank wants you to confirm this payment.",
    };
    recordError(intent, decline, method, null);
  }
  intent.status = "requires_action";
  const url = `${world.publicUrl()}/_sandbox`;
  intent.next_action = { type: "redirect_to_url", redirect_to_url: { return_url: null, url } };
  world.store.put("payment_intent", intent);
  world.emit("payment_intent.requires_action", intent);
  return { outcome: "needs_action" };
}

/** Records a refused charge and leaves the intent open for another method. */
export function failPayment(world: World, intent: PaymentIntent, method: PaymentMethod, decline: Decline): Attempt {
  const charge = recordFailedCharge(world, intent, method, decline);
  recordError(intent, decline, method, charge.id);
  intent.latest_charge = charge.id;
  intent.next_action = null;
  intent.payment_method = null;
  intent.status = "requires_payment_method";
  world.store.put("payment_intent", intent);
  world.emit("charge.failed", charge);
  world.emit("payment_intent.payment_failed", intent);
  return { outcome: "failed", decline };
}

function recordError(intent: PaymentIntent, decline: Decline, method: PaymentMethod, charge: string | null): void {
  intent.last_payment_error = {
    ...(charge ? { charge } : {}),
    code: decline.code,
    ...(decline.decline_code ? { decline_code: decline.decline_code } : {}),
    message: decline.message,
    payment_method: JSON.parse(JSON.stringify(method)) as PaymentMethod,
    type: method.type === "card" ? "card_error" : "invalid_request_error",
  };
}

function succeed(world: World, intent: PaymentIntent, method: PaymentMethod): void {
  const charge = recordCharge(world, intent, method, "succeeded");
  finishIntent(world, intent, charge.id);
  world.emit("charge.succeeded", charge);
  world.emit("payment_intent.succeeded", intent);
}

/** Marks an intent as paid by a charge. */
export function finishIntent(world: World, intent: PaymentIntent, charge: string): void {
  intent.amount_received = intent.amount;
  intent.last_payment_error = null;
  intent.latest_charge = charge;
  intent.next_action = null;
  intent.processing = null;
  intent.status = "succeeded";
  world.store.put("payment_intent", intent);
}

export const paymentIntentHandlers: Handlers = {
  "PaymentIntents.retrieve": (world, { id }: Call<object>) => existing(world, "payment_intent", id),
  "PaymentIntents.list": (world, { params }: Call<Stripe.PaymentIntentListParams>) =>
    listPage(world, "payment_intent", params, { url: "/v1/payment_intents", where: { customer: params.customer } }),
  "PaymentIntents.update": (world, { id, params }: Call<Stripe.PaymentIntentUpdateParams>) =>
    changed(world, "payment_intent", id, null, (row) => {
      row.metadata = mergedMetadata(row.metadata, params.metadata);
      if (params.description !== undefined) row.description = params.description || null;
      if (params.receipt_email !== undefined) row.receipt_email = params.receipt_email || null;
    }),
  "PaymentIntents.cancel": (world, { id, params }: Call<Stripe.PaymentIntentCancelParams>) => {
    const intent = existing(world, "payment_intent", id);
    if (!["requires_payment_method", "requires_action", "requires_confirmation", "processing"].includes(intent.status))
      throw cannot(`A payment intent that is ${intent.status} cannot be canceled.`, "payment_intent_unexpected_state");
    if (mandateOf(world, intent.payment_method ?? "")) world.schedule.cancel("bacs_result", intent.id);
    intent.status = "canceled";
    intent.canceled_at = world.clock.seconds();
    intent.cancellation_reason = params.cancellation_reason ?? null;
    intent.next_action = null;
    world.store.put("payment_intent", intent);
    world.emit("payment_intent.canceled", intent);
    return intent;
  },
};
