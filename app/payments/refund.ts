import { z } from "zod";
import { sum } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import type { Payments } from "./payments.ts";
import { amount, idOf, moment } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const Refund = z
  .object({
    id: z.string(),
    object: z.literal("refund"),
    amount,
    created: moment,
    currency: z.string(),
    status: z.string().nullable(),
    payment_intent: idOf.nullable(),
    metadata: z.record(z.string(), z.string()).nullable(),
  })
  .transform((refund) => ({
    id: refund.id,
    amountPence: refund.amount,
    createdAt: refund.created,
    currency: refund.currency.toUpperCase(),
    paymentIntentId: refund.payment_intent,
    ourId: refund.metadata?.refund,
    state: STATES[refund.status ?? "pending"] ?? "pending",
  }));

const STATES: Record<string, "pending" | "succeeded" | "failed" | "cancelled"> = {
  pending: "pending",
  requires_action: "pending",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "cancelled",
};

export type SeenRefund = z.infer<typeof Refund>;

/** Asks Stripe for a refund as it is now; undefined where Stripe knows none. */
export async function findRefund(p: Payments, refundId: string): Promise<SeenRefund | undefined> {
  try {
    return Refund.parse(await p.stripe.refunds.retrieve(refundId));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Every refund of one payment, as Stripe has them now. */
export async function listRefunds(p: Payments, paymentIntentId: string): Promise<SeenRefund[]> {
  const list = await p.stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 });
  return list.data.map((refund) => Refund.parse(refund));
}

/** Where a refund may still go: news that comes late never moves one back. */
const MOVES: Record<string, readonly string[]> = {
  requested: ["pending", "succeeded", "failed", "cancelled"],
  pending: ["pending", "succeeded", "failed", "cancelled"],
  succeeded: ["succeeded", "failed"],
  failed: ["failed"],
  cancelled: ["cancelled"],
};

/**
 * Mirrors a refund onto our row, ours or one made in Stripe's dashboard. Gives the payment it belongs to, with what had
 * gone back of it before; undefined where the payment is not ours, or not recorded yet. Posting it is settlement's.
 */
export async function mirrorRefund(tx: Tx, seen: SeenRefund) {
  if (!seen.paymentIntentId) return undefined;
  const payment = await tx
    .selectFrom("payments")
    .select(["id", "role"])
    .where("payment_intent_id", "=", seen.paymentIntentId)
    .forUpdate()
    .executeTakeFirst();
  if (!payment) return undefined;
  const rows = await tx.selectFrom("refunds").selectAll().where("payment_id", "=", payment.id).execute();
  const known = rows.find((row) => row.stripe_refund_id === seen.id || (seen.ourId && row.request_key === seen.ourId));
  const before = rows.filter((row) => row.id !== known?.id && (row.state === "pending" || row.state === "succeeded"));
  const state = known && !MOVES[known.state]?.includes(seen.state) ? known.state : seen.state;
  const settled_at = state === "pending" ? null : seen.createdAt;
  if (known) {
    await tx
      .updateTable("refunds")
      .set({ stripe_refund_id: seen.id, state, settled_at })
      .where("id", "=", known.id)
      .execute();
  } else {
    await tx
      .insertInto("refunds")
      .values({
        payment_id: payment.id,
        request_key: `stripe:${seen.id}`,
        stripe_refund_id: seen.id,
        amount_pence: seen.amountPence,
        state,
        reason: "made at Stripe",
        settled_at,
      })
      .execute();
  }
  return { payment, state, wentBefore: sum(...before.map((row) => row.amount_pence)) };
}
