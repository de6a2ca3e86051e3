import { z } from "zod";
import type { Payments } from "./payments.ts";
import { idOf, moment } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const Subscription = z.object({
  id: z.string(),
  object: z.literal("subscription"),
  status: z.string(),
  livemode: z.boolean(),
  customer: idOf,
  metadata: z.record(z.string(), z.string()),
  cancel_at: moment.nullable(),
  cancel_at_period_end: z.boolean(),
  items: z.object({ data: z.array(z.object({ current_period_end: moment })) }),
});

/** Where one of our promises stands with Stripe. */
export type SeenSubscription = {
  id: string;
  state: "incomplete" | "active" | "past_due" | "paused" | "cancelled";
  livemode: boolean;
  customerId: string;
  checkoutId: string | undefined;
  /** Set where it is ending: by either of the two ways Stripe has of saying so. */
  endsAt: Date | null;
};

const STATES: Record<string, SeenSubscription["state"]> = {
  incomplete: "incomplete",
  incomplete_expired: "cancelled",
  trialing: "active",
  active: "active",
  past_due: "past_due",
  unpaid: "past_due",
  paused: "paused",
  canceled: "cancelled",
};

/** Asks Stripe for a subscription; undefined where Stripe knows none. A status we have never heard of is a fault. */
export async function findSubscription(p: Payments, subscriptionId: string): Promise<SeenSubscription | undefined> {
  const seen = await p.stripe.subscriptions
    .retrieve(subscriptionId)
    .then((raw) => Subscription.parse(raw))
    .catch((error) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  if (!seen) return undefined;
  const state = STATES[seen.status];
  if (!state) throw new Error("a subscription has a status this version does not know");
  return {
    id: seen.id,
    state,
    livemode: seen.livemode,
    customerId: seen.customer,
    checkoutId: seen.metadata.checkout,
    endsAt: seen.cancel_at ?? (seen.cancel_at_period_end ? (seen.items.data[0]?.current_period_end ?? null) : null),
  };
}

/** Ends a subscription at once. Already gone counts as ended. */
export async function endSubscription(p: Payments, subscriptionId: string): Promise<void> {
  try {
    await p.stripe.subscriptions.cancel(subscriptionId);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
