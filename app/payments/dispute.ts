import { z } from "zod";
import { pence, sum } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import { pagesOf } from "./pages.ts";
import type { Payments } from "./payments.ts";
import { amount, idOf, moment } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

/** Stripe's words for where a dispute stands. One this version has never heard of is open: a person has to look. */
const STATES: Record<string, "inquiry" | "won" | "lost" | "closed"> = {
  warning_needs_response: "inquiry",
  warning_under_review: "inquiry",
  warning_closed: "closed",
  prevented: "closed",
  won: "won",
  lost: "lost",
};

const Dispute = z
  .object({
    id: z.string(),
    object: z.literal("dispute"),
    status: z.string(),
    amount,
    currency: z.string(),
    livemode: z.boolean(),
    reason: z.string(),
    created: moment,
    charge: idOf,
    payment_intent: idOf.nullable(),
    evidence_details: z.object({ due_by: moment.nullish() }),
    balance_transactions: z.array(z.object({ id: z.string(), amount, fee: amount, net: amount, created: moment })),
  })
  .transform((row) => ({
    id: row.id,
    state: STATES[row.status] ?? ("open" as const),
    amountPence: row.amount,
    currency: row.currency.toUpperCase(),
    livemode: row.livemode,
    reason: row.reason,
    openedAt: row.created,
    respondBy: row.evidence_details.due_by ?? null,
    paymentIntentId: row.payment_intent,
    /** What the dispute moved of our balance at Stripe, and what Stripe charged for it. */
    movements: row.balance_transactions.map((moved) => ({
      id: moved.id,
      amountPence: moved.amount,
      feePence: moved.fee,
      netPence: moved.net,
      at: moved.created,
    })),
  }));

/** A payer's complaint to the bank about one payment, as Stripe has it now. */
export type SeenDispute = z.infer<typeof Dispute>;

/** Asks Stripe for a dispute; undefined where Stripe knows none. */
export async function findDispute(p: Payments, disputeId: string): Promise<SeenDispute | undefined> {
  try {
    return Dispute.parse(await p.stripe.disputes.retrieve(disputeId));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const CLOSED = ["won", "lost", "closed"];

/**
 * Mirrors a dispute onto our row, and what it means onto its payment. Gives the payment, our row's id and the state it
 * was in before; undefined where the payment is not ours, or not recorded yet. Posting it is settlement's.
 */
export async function mirrorDispute(tx: Tx, seen: SeenDispute, now: Date) {
  if (!seen.paymentIntentId) return undefined;
  const payment = await tx
    .selectFrom("payments")
    .select(["id", "role", "person_id", "amount_pence", "state"])
    .where("payment_intent_id", "=", seen.paymentIntentId)
    .forUpdate()
    .executeTakeFirst();
  if (!payment) return undefined;
  const known = await tx.selectFrom("disputes").selectAll().where("stripe_dispute_id", "=", seen.id).executeTakeFirst();
  const closed_at = CLOSED.includes(seen.state) ? (known?.closed_at ?? now) : null;
  const facts = {
    state: seen.state,
    amount_pence: seen.amountPence,
    fee_pence: sum(pence(0), ...seen.movements.map((moved) => moved.feePence)),
    reason: seen.reason,
    respond_by: seen.respondBy,
    closed_at,
  };
  const changed = !known || known.state !== seen.state || known.fee_pence !== facts.fee_pence;
  const { id } = !changed
    ? known
    : known
      ? await tx.updateTable("disputes").set(facts).where("id", "=", known.id).returning("id").executeTakeFirstOrThrow()
      : await tx
          .insertInto("disputes")
          .values({
            ...facts,
            stripe_dispute_id: seen.id,
            payment_id: payment.id,
            opened_at: seen.openedAt,
          })
          .returning("id")
          .executeTakeFirstOrThrow();
  if (changed) await mirrorOntoPayment(tx, payment.id);
  return { payment, dispute: { id, was: known?.state, changed } };
}

/** A payment is disputed while any of its disputes is open; then lost where one was, then won. An inquiry is no dispute. */
async function mirrorOntoPayment(tx: Tx, paymentId: string): Promise<void> {
  const rows = await tx.selectFrom("disputes").select("state").where("payment_id", "=", paymentId).execute();
  const has = (state: string) => rows.some((row) => row.state === state);
  const state = has("open") ? "disputed" : has("lost") ? "lost" : has("won") ? "won" : "succeeded";
  await tx.updateTable("payments").set({ state }).where("id", "=", paymentId).where("state", "<>", state).execute();
}

/** The disputes opened since a moment, newest first, a page at a time. */
export async function* listDisputes(p: Payments, since: Date): AsyncGenerator<SeenDispute[]> {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  for await (const page of pagesOf((turn) => p.stripe.disputes.list({ created, ...turn })))
    yield page.map((raw) => Dispute.parse(raw));
}
