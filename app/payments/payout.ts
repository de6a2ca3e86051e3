import { z } from "zod";
import { ukDay } from "#app/time/clock.ts";
import type { Tx } from "#db/client.ts";
import { pagesOf } from "./pages.ts";
import type { Payments } from "./payments.ts";
import { amount, idOf, moment } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const Payout = z
  .object({
    id: z.string(),
    object: z.literal("payout"),
    amount,
    currency: z.string(),
    livemode: z.boolean(),
    automatic: z.boolean(),
    status: z.enum(["pending", "in_transit", "paid", "failed", "canceled"]),
    arrival_date: moment,
    created: moment,
    balance_transaction: idOf.nullish(),
    failure_balance_transaction: idOf.nullish(),
  })
  .transform((row) => ({
    id: row.id,
    amountPence: row.amount,
    currency: row.currency.toUpperCase(),
    livemode: row.livemode,
    automatic: row.automatic,
    state: row.status,
    arrivesOn: ukDay(row.arrival_date),
    createdAt: row.created,
    /** The movements of Stripe's balance by which it left and, where the bank sent it back, came back. */
    movementIds: [row.balance_transaction, row.failure_balance_transaction].filter((id) => typeof id === "string"),
  }));

/** A transfer from Stripe to the bank, as Stripe has it now. */
export type SeenPayout = z.infer<typeof Payout>;

/** Asks Stripe for a payout; undefined where Stripe knows none. */
export async function findPayout(p: Payments, payoutId: string): Promise<SeenPayout | undefined> {
  try {
    return Payout.parse(await p.stripe.payouts.retrieve(payoutId));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Mirrors a payout onto our row; late news moves it nowhere it may not go. Returns our row's id. */
export async function mirrorPayout(tx: Tx, seen: SeenPayout): Promise<string> {
  const { id } = await tx
    .insertInto("payouts")
    .values({
      stripe_payout_id: seen.id,
      amount_pence: seen.amountPence,
      currency: seen.currency,
      state: seen.state,
      automatic: seen.automatic,
      arrives_on: seen.arrivesOn,
      created_at: seen.createdAt,
    })
    .onConflict((same) => same.column("stripe_payout_id").doUpdateSet({ arrives_on: seen.arrivesOn }))
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx
    .updateTable("payouts")
    .set({ state: seen.state })
    .where("id", "=", id)
    .where((e) =>
      e.exists(
        e
          .selectFrom("state_moves")
          .select("t")
          .where("subject", "=", "payout")
          .whereRef("f", "=", "payouts.state")
          .where("t", "=", seen.state),
      ),
    )
    .execute();
  return id;
}

/** The payouts made since a moment, newest first, a page at a time. */
export async function* listPayouts(p: Payments, since: Date): AsyncGenerator<SeenPayout[]> {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  for await (const page of pagesOf((turn) => p.stripe.payouts.list({ created, ...turn })))
    yield page.map((raw) => Payout.parse(raw));
}
