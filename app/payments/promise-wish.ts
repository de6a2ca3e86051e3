import type Stripe from "stripe";
import type { Pence } from "#app/money/pence.ts";
import type { Payments } from "./payments.ts";
import { isMissing, isSpentKey } from "./stripe-client.ts";
import { fetchSubscription, type RawSubscription } from "./subscription.ts";

/**
 * What somebody may ask to change about a monthly promise. `end` is at once, `end_later` when the running month is
 * over, `keep` takes that back. A pause voids what falls due before `until`; null: until somebody says otherwise.
 */
export type Wish =
  | { kind: "end" }
  | { kind: "end_later" }
  | { kind: "keep" }
  | { kind: "pause"; until: Date | null }
  | { kind: "resume" }
  | { kind: "amount"; pence: Pence };

/** The promise asks for more than one thing a month: which of them should change, only a person can say. */
export class NeedsAPerson extends Error {}

/**
 * Tells Stripe what is wished. Every wish says how things should stand and not by how much to change them, so telling it
 * twice does no harm. `key` comes from our row, so a call that is repeated is one call. Whether it came true has to be
 * fetched: here is no answer. What is over already is left as it is.
 */
export async function tellStripe(p: Payments, subscriptionId: string, wish: Wish, key: string): Promise<void> {
  const live = await fetchSubscription(p, subscriptionId);
  if (!live || live.status === "canceled" || live.status === "incomplete_expired") return;
  const call = callFor(p, live, wish);
  if (!call) return;
  try {
    await call({ idempotencyKey: key });
  } catch (error) {
    if (isMissing(error)) return; // it ended in this moment
    // Stripe keeps a failure for this key and would answer it for a day
    if (!isSpentKey(error)) throw error;
    await call({});
  }
}

type Call = (options: { idempotencyKey?: string }) => Promise<unknown>;

function callFor({ stripe }: Payments, live: RawSubscription, wish: Wish): Call | undefined {
  const update =
    (params: Stripe.SubscriptionUpdateParams): Call =>
    (options) =>
      stripe.subscriptions.update(live.id, params, options);
  switch (wish.kind) {
    case "end":
      return () => stripe.subscriptions.cancel(live.id);
    case "end_later":
      return live.cancel_at_period_end ? undefined : update({ cancel_at_period_end: true });
    case "keep":
      // Stripe's own pages set a day instead of the flag
      if (live.cancel_at_period_end) return update({ cancel_at_period_end: false });
      return live.cancel_at ? update({ cancel_at: "" }) : undefined;
    case "pause":
      // a payment that is open would be tried all the same
      if (live.status !== "active") return undefined;
      return update({
        pause_collection: {
          behavior: "void",
          ...(wish.until ? { resumes_at: Math.floor(wish.until.getTime() / 1000) } : {}),
        },
      });
    case "resume":
      if (live.status !== "paused") return update({ pause_collection: "" });
      return (options) =>
        stripe.subscriptions.resume(
          live.id,
          // on its usual day, and nothing for the days between
          { billing_cycle_anchor: { type: "unchanged" }, proration_behavior: "none" },
          options,
        );
    case "amount":
      return update({ items: [newPrice(live, wish.pence)], proration_behavior: "none" });
  }
}

function newPrice(live: RawSubscription, unitPence: Pence): Stripe.SubscriptionUpdateParams.Item {
  const [item, ...more] = live.items.data;
  if (!item || more.length > 0) throw new NeedsAPerson("a promise asks for more than one thing a month");
  return {
    id: item.id,
    quantity: 1,
    price_data: {
      currency: "gbp",
      product: item.price.product,
      recurring: { interval: "month" },
      unit_amount: unitPence,
    },
  };
}
