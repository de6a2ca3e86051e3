import { change } from "../objects/changes.ts";
import { attachMethod } from "../payments/payment-methods.ts";
import { createSetupIntent, failSetup, finishSetup } from "../payments/setup-intents.ts";
import { cardBehaviour, type Decline } from "../payments/test-instruments.ts";
import type { Customer, PaymentMethod } from "../wire.ts";
import type { World } from "../world.ts";
import { isRunning } from "./collection.ts";

/** What came of saving a method: refused by the bank, or the bank asks first. */
export type Saved = { outcome: "saved" } | { outcome: "needs_action" } | { outcome: "declined"; decline: Decline };

/** Saves a method with a customer and makes it the one that all their subscriptions are charged to. */
export function saveMethod(
  world: World,
  customer: Customer,
  method: PaymentMethod,
  how: { authenticated?: boolean } = {},
): Saved {
  const instrument = world.store.get("instrument", method.id);
  const behaviour = instrument?.kind === "card" ? cardBehaviour(instrument.number) : undefined;
  if (behaviour?.threeDSecure && !how.authenticated) return { outcome: "needs_action" };
  const intent = createSetupIntent(world, { customer: customer.id, payment_method_types: [method.type] }, null);
  if (behaviour?.decline && !behaviour.failsWhenCharged) {
    failSetup(world, intent, method, behaviour.decline);
    return { outcome: "declined", decline: behaviour.decline };
  }
  attachMethod(world, method, customer.id);
  finishSetup(world, intent, method, customer.id);
  chargeAllTo(world, customer, method);
  return { outcome: "saved" };
}

/** Makes a saved method the default of a customer and of every subscription that runs. */
export function chargeAllTo(world: World, customer: Customer, method: PaymentMethod): void {
  change(world, "customer", customer, "customer.updated", (row) => {
    row.invoice_settings.default_payment_method = method.id;
  });
  for (const subscription of world.store.table("subscription").under("customer", customer.id))
    if (isRunning(subscription))
      change(world, "subscription", subscription, "customer.subscription.updated", (row) => {
        row.default_payment_method = method.id;
      });
}
