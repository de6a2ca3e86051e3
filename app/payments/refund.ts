import { z } from "zod";
import { sum } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import { pagesOf } from "./pages.ts";
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
    failure_reason: z.string().nullish(),
    balance_transaction: idOf.nullish(),
    failure_balance_transaction: idOf.nullish(),
  })
  .transform((refund) => ({
    id: refund.id,
    amountPence: refund.amount,
    createdAt: refund.created,
    currency: refund.currency.toUpperCase(),
    paymentIntentId: refund.payment_intent,
    /** Our row's id, where the refund was asked for by us. */
    ourId: refund.metadata?.refund,
    state: STATES[refund.status ?? "pending"] ?? "pending",
    failure: refund.failure_reason ?? undefined,
    /** The movements of Stripe's balance by which it left and, where it failed, came back. */
    movementIds: [refund.balance_transaction, refund.failure_balance_transaction].filter(
      (id) => typeof id === "string",
    ),
  }));

const STATES: Record<string, "pending" | "succeeded" | "failed" | "cancelled"> = {
  pending: "pending",
  requires_action: "pending",
  succeeded: "succeeded",
  failed: "failed",
  canceled: "cancelled",
};

export type SeenRefund = z.infer<typeof Refund>;

export function readRefund(raw: unknown): SeenRefund {
  return Refund.parse(raw);
}

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
  const refunds: SeenRefund[] = [];
  for await (const page of pagesOf((turn) => p.stripe.refunds.list({ payment_intent: paymentIntentId, ...turn })))
    refunds.push(...page.map((refund) => Refund.parse(refund)));
  return refunds;
}

/** Where a refund may still go: news that comes late never moves one back (state_moves says the same). */
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
    .select(["id", "role", "person_id", "amount_pence"])
    .where("payment_intent_id", "=", seen.paymentIntentId)
    .forUpdate()
    .executeTakeFirst();
  if (!payment) return undefined;
  const rows = await tx.selectFrom("refunds").selectAll().where("payment_id", "=", payment.id).execute();
  const known = rows.find((row) => row.stripe_refund_id === seen.id || (seen.ourId && row.id === seen.ourId));
  const before = rows.filter((row) => row.id !== known?.id && (row.state === "pending" || row.state === "succeeded"));
  const state = known && !MOVES[known.state]?.includes(seen.state) ? known.state : seen.state;
  const settled_at = state === "pending" ? null : seen.createdAt;
  const id = known?.id ?? (await addForeign(tx, payment.id, seen));
  const changed = !known || known.state !== state || known.stripe_refund_id === null;
  if (known && changed)
    await tx
      .updateTable("refunds")
      .set({ stripe_refund_id: seen.id, state, settled_at, failure: seen.failure ?? known.failure })
      .where("id", "=", known.id)
      .execute();
  return {
    payment,
    refund: { id, origin: known?.origin ?? ("stripe" as const), was: known?.state, state, changed },
    wentBefore: sum(...before.map((row) => row.amount_pence)),
  };
}

/**
 * A refund made in Stripe's dashboard. Where one of ours that is still to be sent leaves no room for it, the database
 * refuses it and this news is tried again: Stripe refuses ours in a moment, and then there is room.
 */
async function addForeign(tx: Tx, paymentId: string, seen: SeenRefund): Promise<string> {
  const { state } = seen;
  const { id } = await tx
    .insertInto("refunds")
    .values({
      payment_id: paymentId,
      request_key: `stripe:${seen.id}`,
      stripe_refund_id: seen.id,
      amount_pence: seen.amountPence,
      state,
      origin: "stripe",
      reason: "made at Stripe",
      failure: seen.failure ?? null,
      settled_at: state === "pending" ? null : seen.createdAt,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}
