import type Stripe from "stripe";
import { minus, NOTHING, type Pence, sum } from "#app/money/pence.ts";
import { addJob } from "#db/add-job.ts";
import type { Tx } from "#db/client.ts";
import { lockWord } from "#db/lock-word.ts";
import type { Payments } from "./payments.ts";
import { listRefunds, readRefund, type SeenRefund } from "./refund.ts";
import { isInUse, isSpentKey, refusalOf } from "./stripe-client.ts";

export type RefundAsk = {
  paymentId: string;
  amountPence: Pence;
  /** Names this one wish: asked again with the same key, the first refund is the answer. */
  key: string;
  /** An officer in the office, somebody at the house's own keyboard, or settlement itself. */
  origin: "officer" | "command" | "owed_back";
  /** In the house's own words; kept with the row, shown to officers, never sent to Stripe. */
  reason: string;
  /** The officer's person. */
  askedBy?: string;
};

/** What became of the wish. Refused: nothing was written, and `why` says what to do, for whoever asked. */
export type RefundAnswer =
  | { ok: true; refundId: string; again: boolean }
  | { ok: false; why: string; leftPence: Pence };

/**
 * Writes down that money of a payment is to go back, and queues the call: our row before Stripe's, so that a crash
 * between the two sends it once. What may go back is what came, less what went back or is on its way; the database
 * holds that as well.
 */
export async function requestRefund(tx: Tx, ask: RefundAsk): Promise<RefundAnswer> {
  await lockWord(tx, `refund:${ask.key}`);
  const first = await tx.selectFrom("refunds").selectAll().where("request_key", "=", ask.key).executeTakeFirst();
  const payment = await tx
    .selectFrom("payments")
    .select(["id", "amount_pence", "state", "method"])
    .where("id", "=", ask.paymentId)
    .forUpdate()
    .executeTakeFirst();
  if (!payment) return { ok: false, why: "There is no such payment.", leftPence: NOTHING };
  const gone = await tx
    .selectFrom("refunds")
    .select("amount_pence")
    .where("payment_id", "=", payment.id)
    .where("state", "in", ["requested", "pending", "succeeded"])
    .execute();
  const leftPence = minus(payment.amount_pence, sum(...gone.map((row) => row.amount_pence)));
  if (first) {
    const same = first.payment_id === payment.id && first.amount_pence === ask.amountPence;
    if (same) return { ok: true, refundId: first.id, again: true };
    return { ok: false, why: "This key stands for another refund. Nothing was sent back.", leftPence };
  }
  const why = refuse(payment, ask.amountPence, leftPence);
  if (why) return { ok: false, why, leftPence };
  const { id } = await tx
    .insertInto("refunds")
    .values({
      payment_id: payment.id,
      request_key: ask.key,
      amount_pence: ask.amountPence,
      state: "requested",
      origin: ask.origin,
      reason: ask.reason,
      asked_by: ask.askedBy ?? null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await addJob(tx, "send-refund", { refundId: id }, { key: `refund:${id}` });
  return { ok: true, refundId: id, again: false };
}

function refuse(payment: { state: string; method: string }, amount: Pence, left: Pence): string | undefined {
  if (payment.method !== "stripe") return "This money did not come by Stripe: send it back the way it came.";
  if (payment.state === "disputed" || payment.state === "lost")
    return "The payer’s bank has taken this money back, so it cannot be sent a second time. Answer the dispute at Stripe.";
  if (left === NOTHING) return "All of this payment has gone back, or is on its way.";
  if (amount < 1) return "Say how much is to go back: at least 1p.";
  if (amount > left) return "That is more than is left of this payment.";
  return undefined;
}

/** Keys are kept by Stripe for a day at least; past this, a call with the same key may be taken for a new one. */
const KEY_LIVES_MS = 23 * 3_600_000;

/**
 * Asks Stripe to send a refund of ours. Safe to call again: the key is the row's. Where the key may be forgotten or
 * stands for a failure, the refund is looked for among the payment's own first. Returns what Stripe has; `refused` with
 * Stripe's code where it will never send it; undefined where there is nothing to send, or somebody is sending it now. Throws on an outage: try again.
 */
export async function sendRefund(
  p: Payments,
  refundId: string,
): Promise<{ refund: SeenRefund } | { refused: string } | undefined> {
  const row = await p.db
    .selectFrom("refunds")
    .innerJoin("payments", "payments.id", "refunds.payment_id")
    .select(["refunds.id", "refunds.amount_pence", "refunds.state", "refunds.created_at", "payments.payment_intent_id"])
    .where("refunds.id", "=", refundId)
    .executeTakeFirst();
  if (row?.state !== "requested" || !row.payment_intent_id) return undefined;
  if (p.clock.now().getTime() - row.created_at.getTime() > KEY_LIVES_MS) {
    const sent = await searchRefund(p, row.payment_intent_id, row.id);
    if (sent) return { refund: sent };
  }
  const params: Stripe.RefundCreateParams = {
    payment_intent: row.payment_intent_id,
    amount: row.amount_pence,
    metadata: { refund: row.id },
  };
  try {
    const made = readRefund(await p.stripe.refunds.create(params, { idempotencyKey: `refund:${row.id}` }));
    if (made.ourId !== row.id || made.amountPence !== row.amount_pence)
      throw new Error("Stripe made a refund that is not the one asked for");
    return { refund: made };
  } catch (error) {
    if (isInUse(error)) return undefined; // somebody else asks in this moment, and books the answer
    const refused = refusalOf(error);
    if (!refused && !isSpentKey(error)) throw error;
    const sent = await searchRefund(p, row.payment_intent_id, row.id);
    if (sent) return { refund: sent };
    // a failure that Stripe keeps for this key is kept for a day: the next walk through its lists asks again
    if (!refused) throw error;
    return { refused };
  }
}

async function searchRefund(p: Payments, paymentIntentId: string, refundId: string): Promise<SeenRefund | undefined> {
  return (await listRefunds(p, paymentIntentId)).find((refund) => refund.ourId === refundId);
}

/** Closes a refund that Stripe will never send. Returns true where it was open: then a person has to be told. */
export async function failRefund(tx: Tx, refundId: string, code: string): Promise<boolean> {
  const failed = await tx
    .updateTable("refunds")
    .set({ state: "failed", failure: code })
    .where("id", "=", refundId)
    .where("state", "=", "requested")
    .returning("id")
    .executeTakeFirst();
  return failed !== undefined;
}
