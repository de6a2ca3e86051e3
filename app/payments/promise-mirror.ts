import { saidBefore } from "./said-before.ts";
import type { SeenSubscription } from "./subscription.ts";

/** Where a promise stands in our own rows. */
type Known = { state: SeenSubscription["state"] | "duplicate"; mirrored_at: Date | null };

/**
 * What both kinds of promise copy from Stripe; undefined where this answer changes nothing. What is over stays over, and
 * an answer that is older than the one mirrored last is late (reliability.md, bug 13).
 */
export function mirrorOf(known: Known, seen: SeenSubscription) {
  if (known.state === "cancelled" || known.state === "duplicate") return undefined;
  if (known.mirrored_at && known.mirrored_at > seen.askedAt) return undefined;
  return {
    // nothing that was paid for once can be unpaid for from the start
    state: seen.state === "incomplete" ? known.state : seen.state,
    stripe_customer_id: seen.customerId,
    next_at: seen.nextAt,
    paused_until: seen.pausedUntil,
    ends_at: seen.endsAt,
    end_reason: seen.endReason,
    mirrored_at: seen.askedAt,
  };
}

/**
 * True where an answer says what is mirrored already, so that asking again changes no row. When it was asked is then not
 * noted either: the answer it would have to hold off would be put right by the next walk.
 */
export function isMirrored(known: Known, copied: NonNullable<ReturnType<typeof mirrorOf>>): boolean {
  const { mirrored_at: _, ...facts } = copied;
  return saidBefore(known, facts);
}
