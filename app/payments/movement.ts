import { z } from "zod";
import { type Entry, recordEntry } from "#app/ledger/journal.ts";
import { placeMovement } from "#app/ledger/movements.ts";
import { NOTHING, negative } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import { lockWord } from "#db/lock-word.ts";
import { pagesOf } from "./pages.ts";
import type { Payments } from "./payments.ts";
import { amount, idOf, moment } from "./seen.ts";

const Movement = z
  .object({
    id: z.string(),
    object: z.literal("balance_transaction"),
    type: z.string(),
    reporting_category: z.string(),
    amount,
    fee: amount,
    net: amount,
    currency: z.string(),
    created: moment,
    source: z
      .union([z.string(), z.object({ id: z.string(), object: z.string(), payment_intent: idOf.nullish() })])
      .nullable(),
  })
  .transform((row) => ({
    id: row.id,
    type: row.type,
    category: row.reporting_category,
    amountPence: row.amount,
    feePence: row.fee,
    netPence: row.net,
    currency: row.currency.toUpperCase(),
    createdAt: row.created,
    source:
      row.source === null || typeof row.source === "string"
        ? row.source === null
          ? undefined
          : { id: row.source, kind: undefined, paymentIntentId: undefined }
        : { id: row.source.id, kind: row.source.object, paymentIntentId: row.source.payment_intent ?? undefined },
  }));

/** One line of Stripe's own account of us: what moved our balance there, and for what. */
export type SeenMovement = z.infer<typeof Movement>;

/** Stripe's account of us since a moment, or all of one payout, newest first, a page at a time. */
export async function* listMovements(
  p: Payments,
  of: { since: Date } | { payoutId: string },
): AsyncGenerator<SeenMovement[]> {
  const filter = "since" in of ? { created: { gte: Math.floor(of.since.getTime() / 1000) } } : { payout: of.payoutId };
  for await (const page of pagesOf((turn) =>
    p.stripe.balanceTransactions.list({ ...filter, ...turn, expand: ["data.source"] }),
  )) {
    yield page.map((raw) => Movement.parse(raw));
  }
}

/** Asks Stripe for one line of its account. */
export async function findMovement(p: Payments, movementId: string): Promise<SeenMovement> {
  return Movement.parse(await p.stripe.balanceTransactions.retrieve(movementId, { expand: ["source"] }));
}

/** Stripe's charges to us that belong to no payment: its monthly bill and the like. */
const FEES = ["stripe_fee", "stripe_fx_fee", "tax_fee"];
/** Money on its way between Stripe and the bank, and what came back of it. */
const TRANSFERS = ["payout", "payout_failure", "payout_cancel"];

/**
 * Mirrors one movement and sees to it that the journal says the same. Its facts should have been settled before: what
 * no fact explains is put in suspense. Returns true where it was new. `payoutId` is our row of the payout it left by.
 */
export async function recordMovement(tx: Tx, seen: SeenMovement, payoutId?: string): Promise<boolean> {
  await lockWord(tx, `movement:${seen.id}`);
  const known = await tx
    .selectFrom("balance_movements")
    .select("payout_id")
    .where("id", "=", seen.id)
    .executeTakeFirst();
  if (!known) await addMovement(tx, seen, payoutId);
  else if (payoutId && !known.payout_id)
    await tx.updateTable("balance_movements").set({ payout_id: payoutId }).where("id", "=", seen.id).execute();
  await placeMovement(tx, seen.id);
  return !known;
}

async function addMovement(tx: Tx, seen: SeenMovement, payoutId: string | undefined): Promise<void> {
  await tx
    .insertInto("balance_movements")
    .values({
      id: seen.id,
      type: seen.type,
      reporting_category: seen.category,
      source_id: seen.source?.id ?? null,
      source_kind: seen.source?.kind ?? null,
      amount_pence: seen.amountPence,
      fee_pence: seen.feePence,
      net_pence: seen.netPence,
      currency: seen.currency,
      created_at: seen.createdAt,
      payout_id: payoutId ?? null,
    })
    .execute();
  const lines = linesOf(seen);
  if (!lines || seen.netPence === NOTHING) return;
  await recordEntry(tx, {
    source: [FEES.includes(seen.type) ? "fee" : "payout", seen.id],
    happenedAt: seen.createdAt,
    lines: [...lines, ["stripe_clearing", seen.netPence]],
  });
}

/** What a movement that is a fact of its own is booked against; undefined for one that some other fact explains. */
function linesOf(seen: SeenMovement): Entry["lines"] | undefined {
  if (FEES.includes(seen.type)) return [["stripe_fees", negative(seen.netPence)]];
  if (!TRANSFERS.includes(seen.type)) return undefined;
  return [
    ["bank", negative(seen.amountPence)],
    ["stripe_fees", seen.feePence], // a transfer that was asked for at once costs something
  ];
}

/** Which of these movements are mirrored already, in full: nothing is left to do for them. */
export async function findMirrored(tx: Pick<Tx, "selectFrom">, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom("movement_postings")
    .select("movement_id")
    .where("movement_id", "in", [...ids])
    .whereRef("net_pence", "=", "posted_pence")
    .where("suspense_pence", "=", NOTHING)
    .execute();
  return new Set(rows.map((row) => row.movement_id ?? ""));
}
