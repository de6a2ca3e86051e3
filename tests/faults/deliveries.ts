import type { Delivery, StripeSandbox } from "#sandbox/stripe/stripe-sandbox.ts";
import type { Chances } from "./dice.ts";

/** What became of Stripe's news on its way. */
export type DeliveryCount = {
  /** Attempts that reached the site and were answered. */
  answered: number;
  /** Answered with 200. */
  accepted: number;
  /** Accepted again though the same event had been accepted before. */
  duplicates: number;
  dropped: number;
  /** Nobody there, cut off, or our 503. */
  failed: number;
  /** Answers that are neither 2xx nor 503, which Stripe is never to hear. */
  odd: number;
};

/** Counts deliveries as they happen: the stand-in's own log forgets the oldest. */
export function countDeliveries(stripe: StripeSandbox): { stop(): DeliveryCount } {
  const seen = new WeakSet<Delivery>();
  const events = new Set<string>();
  const count: DeliveryCount = { answered: 0, accepted: 0, duplicates: 0, dropped: 0, failed: 0, odd: 0 };
  const look = () => {
    for (const delivery of stripe.deliveries()) {
      if (seen.has(delivery)) continue;
      seen.add(delivery);
      if (delivery.faults.includes("drop")) {
        count.dropped += 1;
        continue;
      }
      const { status } = delivery;
      if (status !== null) count.answered += 1;
      if (status === 200) {
        count.accepted += 1;
        if (events.has(delivery.event)) count.duplicates += 1;
        events.add(delivery.event);
      } else {
        count.failed += 1;
        if (status !== null && status !== 503) count.odd += 1;
      }
    }
  };
  const timer = setInterval(look, 1_000);
  return {
    stop() {
      clearInterval(timer);
      look();
      return count;
    },
  };
}

/** News comes late, out of order, more than once, under a second id, or not at all. */
export function shuffleNews(stripe: StripeSandbox, chances: Chances): void {
  stripe.chaos.seed = chances.whole(1, 1_000_000);
  Object.assign(stripe.chaos.webhooks, {
    duplicateRate: 0.5,
    secondIdRate: 0.1,
    reorderMs: 1_500,
    dropRate: 0.05,
  });
}

export function calmNews(stripe: StripeSandbox): void {
  Object.assign(stripe.chaos.webhooks, { duplicateRate: 0, secondIdRate: 0, reorderMs: 0, dropRate: 0 });
}
