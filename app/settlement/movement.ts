import { recordMovement, type SeenMovement } from "#app/payments/movement.ts";
import type { Site } from "#app/site.ts";
import { transact } from "#db/client.ts";
import type { Settle, StripeRef } from "./outcome.ts";

/** What a movement of Stripe's balance is about, where that is something to settle. */
function aboutOf({ source, type }: SeenMovement): StripeRef | undefined {
  switch (source?.kind) {
    case "charge":
      return source.paymentIntentId
        ? { kind: "payment_intent", id: source.paymentIntentId }
        : { kind: "charge", id: source.id };
    case "refund":
    case "dispute":
      return { kind: source.kind, id: source.id };
    // sent back by the bank, perhaps long after it left: the payout itself says so as well
    case "payout":
      return type === "payout" ? undefined : { kind: "payout", id: source.id };
    default:
      return undefined;
  }
}

/**
 * Settles what a movement is about, whoever missed the news of it, and then mirrors the movement: what is still not
 * explained is put in suspense. Money in another currency is no money of ours. Returns true where it was new.
 */
export async function settleMovement(
  site: Site,
  settle: Settle,
  seen: SeenMovement,
  payoutId?: string,
): Promise<boolean> {
  if (seen.currency !== "GBP") return false;
  const about = aboutOf(seen);
  if (about) await settle(site, about);
  return transact(site.db, (tx) => recordMovement(tx, seen, payoutId));
}
