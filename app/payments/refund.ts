import { z } from "zod";
import { recordEntry } from "#app/ledger/journal.ts";
import { negative } from "#app/money/pence.ts";
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

/**
 * Mirrors a refund, ours or one made in Stripe's dashboard, and books the money when it has left. One that failed
 * after it left is booked back. Returns false where the payment is not ours.
 */
export async function receiveRefund(tx: Tx, seen: SeenRefund): Promise<boolean> {
  if (!seen.paymentIntentId) return false;
  const payment = await tx
    .selectFrom("payments")
    .select(["id", "role"])
    .where("payment_intent_id", "=", seen.paymentIntentId)
    .forUpdate()
    .executeTakeFirst();
  if (!payment) return false;
  const known = await tx
    .selectFrom("refunds")
    .select(["id", "state"])
    .where((e) =>
      e.or([e("stripe_refund_id", "=", seen.id), ...(seen.ourId ? [e("request_key", "=", seen.ourId)] : [])]),
    )
    .executeTakeFirst();
  const settledAt = seen.state === "pending" ? null : seen.createdAt;
  if (known) {
    await tx
      .updateTable("refunds")
      .set({ stripe_refund_id: seen.id, state: seen.state, settled_at: settledAt })
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
        state: seen.state,
        reason: "made at Stripe",
        settled_at: settledAt,
      })
      .execute();
  }
  const out = payment.role === "settles" ? "refunds_out" : "owed_back";
  const went = { source: ["refund", seen.id] as ["refund", string], happenedAt: seen.createdAt };
  const left = await tx
    .selectFrom("ledger_entries")
    .select("id")
    .where("source_kind", "=", "refund")
    .where("source_id", "=", seen.id)
    .executeTakeFirst();
  if (seen.state === "succeeded" || seen.state === "pending") {
    await recordEntry(tx, {
      ...went,
      lines: [
        [out, seen.amountPence],
        ["stripe_clearing", negative(seen.amountPence)],
      ],
    });
  } else if (left) {
    await recordEntry(tx, {
      source: ["refund", `${seen.id}:came-back`],
      happenedAt: seen.createdAt,
      lines: [
        ["stripe_clearing", seen.amountPence],
        [out, negative(seen.amountPence)],
      ],
    });
  }
  return true;
}
