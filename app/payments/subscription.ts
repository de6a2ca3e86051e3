import { z } from "zod";
import { type Pence, sum, times } from "#app/money/pence.ts";
import type { Payments } from "./payments.ts";
import { amount, idOf, moment } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const Item = z.object({
  id: z.string(),
  quantity: z.number().int().nonnegative().optional(),
  current_period_end: moment,
  price: z.object({
    product: idOf,
    currency: z.string(),
    unit_amount: amount.nullable(),
    recurring: z.object({ interval: z.string(), interval_count: z.number().int() }).nullable(),
  }),
});

const Subscription = z.object({
  id: z.string(),
  object: z.literal("subscription"),
  status: z.string(),
  livemode: z.boolean(),
  customer: idOf,
  metadata: z.record(z.string(), z.string()),
  cancel_at: moment.nullable(),
  cancel_at_period_end: z.boolean(),
  ended_at: moment.nullable(),
  cancellation_details: z.object({ reason: z.string().nullable() }).nullable(),
  pause_collection: z.object({ resumes_at: moment.nullable() }).nullable(),
  items: z.object({ data: z.array(Item) }),
});

/** A subscription in Stripe's own words, for the calls that change it. */
export type RawSubscription = z.infer<typeof Subscription>;

/** Who or what ended it: somebody who asked (the payer or an officer), payments that failed, or a dispute. */
export type EndReason = "asked" | "unpaid" | "disputed" | "other";

/** Where one of our promises stands with Stripe. */
export type SeenSubscription = {
  id: string;
  /** `paused` in either of Stripe's two ways; a payment that failed before goes first. */
  state: "incomplete" | "active" | "past_due" | "paused" | "cancelled";
  livemode: boolean;
  customerId: string;
  checkoutId: string | undefined;
  /** What it takes a month; undefined where it does not take so many pounds sterling each month. */
  monthlyPence: Pence | undefined;
  /** The end of the running month, when the next payment is due; null where there is none to come. */
  nextAt: Date | null;
  /** When payments begin again by themselves; null where nothing says so. */
  pausedUntil: Date | null;
  /** Set where it is ending, by either of the two ways Stripe has of saying so, and where it has ended. */
  endsAt: Date | null;
  /** Set once it has ended. */
  endReason: EndReason | null;
  /** When Stripe was asked, by our clock: an answer older than one that is mirrored changes nothing. */
  askedAt: Date;
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

const REASONS: Record<string, EndReason> = {
  cancellation_requested: "asked",
  payment_failed: "unpaid",
  payment_disputed: "disputed",
};

/** Reads a subscription that Stripe was asked for at a moment. A status we have never heard of is a fault. */
export function readSubscription(raw: unknown, askedAt: Date): SeenSubscription {
  return seenOf(Subscription.parse(raw), askedAt);
}

function seenOf(seen: RawSubscription, askedAt: Date): SeenSubscription {
  const status = STATES[seen.status];
  if (!status) throw new Error("a subscription has a status this version does not know");
  const state = status === "active" && seen.pause_collection ? "paused" : status;
  const over = state === "cancelled";
  const periodEnd = seen.items.data[0]?.current_period_end ?? null;
  const ending = seen.cancel_at ?? (seen.cancel_at_period_end ? periodEnd : null);
  return {
    id: seen.id,
    state,
    livemode: seen.livemode,
    customerId: seen.customer,
    checkoutId: seen.metadata.checkout,
    monthlyPence: monthlyOf(seen),
    nextAt: over || ending ? null : periodEnd,
    pausedUntil: state === "paused" ? (seen.pause_collection?.resumes_at ?? null) : null,
    endsAt: over ? (seen.ended_at ?? ending) : ending,
    endReason: over ? endReasonOf(seen) : null,
    askedAt,
  };
}

function endReasonOf(seen: RawSubscription): EndReason {
  // its first payment never came, so Stripe let it lapse without giving a reason
  if (seen.status === "incomplete_expired") return "unpaid";
  return REASONS[seen.cancellation_details?.reason ?? ""] ?? "other";
}

function monthlyOf({ items }: RawSubscription): Pence | undefined {
  const sums: Pence[] = [];
  for (const { price, quantity = 1 } of items.data) {
    const monthly = price.recurring?.interval === "month" && price.recurring.interval_count === 1;
    if (!monthly || price.currency !== "gbp" || price.unit_amount === null) return undefined;
    sums.push(times(price.unit_amount, quantity));
  }
  const total = sum(...sums);
  return total > 0 ? total : undefined;
}

/** Asks Stripe for a subscription, in its own words; undefined where Stripe knows none. */
export async function fetchSubscription(p: Payments, subscriptionId: string): Promise<RawSubscription | undefined> {
  try {
    return Subscription.parse(await p.stripe.subscriptions.retrieve(subscriptionId));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Asks Stripe for a subscription; undefined where Stripe knows none. A status we have never heard of is a fault. */
export async function findSubscription(p: Payments, subscriptionId: string): Promise<SeenSubscription | undefined> {
  const askedAt = p.clock.now();
  const seen = await fetchSubscription(p, subscriptionId);
  return seen && seenOf(seen, askedAt);
}

/** Ends a subscription at once. Already gone counts as ended. */
export async function endSubscription(p: Payments, subscriptionId: string): Promise<void> {
  try {
    await p.stripe.subscriptions.cancel(subscriptionId);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
