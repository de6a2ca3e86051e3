import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { listPage } from "../http/paging.ts";
import { newId } from "../ids.ts";
import { existing } from "../objects/existing.ts";
import type { PaymentMethod, Session, SetupIntent } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { createMandate, mandateOf } from "./payment-methods.ts";
import type { Decline } from "./test-instruments.ts";

/** A method about to be saved without a payment. */
export function createSetupIntent(
  world: World,
  from: Pick<Session, "customer" | "payment_method_types">,
  description: string | null,
): SetupIntent {
  const row = skeleton<SetupIntent>("SetupIntents.SetupIntent");
  row.id = newId("seti_");
  row.client_secret = `${row.id}_secret_${newId("")}`;
  row.created = world.clock.seconds();
  row.customer = from.customer;
  row.description = description;
  row.metadata = {};
  row.payment_method_options = {};
  row.payment_method_types = from.payment_method_types;
  row.status = "requires_payment_method";
  row.usage = "off_session";
  world.store.put("setup_intent", row);
  world.emit("setup_intent.created", row);
  return row;
}

/** The method is saved; a Bacs account gets its mandate. */
export function finishSetup(world: World, intent: SetupIntent, method: PaymentMethod, customer: string | null): void {
  intent.customer = customer;
  intent.last_setup_error = null;
  intent.next_action = null;
  intent.payment_method = method.id;
  intent.status = "succeeded";
  if (method.type === "bacs_debit") {
    const mandate = mandateOf(world, method.id) ?? createMandate(world, method);
    intent.mandate = mandate.id;
    world.schedule.at(world.clock.seconds() + 60, "bacs_mandate", mandate.id);
  }
  world.store.put("setup_intent", intent);
  world.emit("setup_intent.succeeded", intent);
}

export function failSetup(world: World, intent: SetupIntent, method: PaymentMethod, decline: Decline): void {
  intent.last_setup_error = {
    code: decline.code,
    ...(decline.decline_code ? { decline_code: decline.decline_code } : {}),
    message: decline.message,
    payment_method: JSON.parse(JSON.stringify(method)) as PaymentMethod,
    type: "card_error",
  };
  intent.next_action = null;
  intent.status = "requires_payment_method";
  world.store.put("setup_intent", intent);
  world.emit("setup_intent.setup_failed", intent);
}

export const setupIntentHandlers: Handlers = {
  "SetupIntents.retrieve": (world, { id }: Call<object>) => existing(world, "setup_intent", id),
  "SetupIntents.list": (world, { params }: Call<Stripe.SetupIntentListParams>) =>
    listPage(world, "setup_intent", params, {
      url: "/v1/setup_intents",
      where: { customer: params.customer, payment_method: params.payment_method },
    }),
};
