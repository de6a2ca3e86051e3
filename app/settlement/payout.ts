import { minus, NOTHING, type Pence, sum } from "#app/money/pence.ts";
import { findMirrored, findMovement, listMovements, recordMovement } from "#app/payments/movement.ts";
import { mirrorPayout, type SeenPayout } from "#app/payments/payout.ts";
import type { Site } from "#app/site.ts";
import { transact } from "#db/client.ts";
import { settleMovement } from "./movement.ts";
import { DONE, misfit, type Outcome, parked, type Settle } from "./outcome.ts";

/**
 * Books a payout, back as well where the bank sent it back, and opens it to the charges, fees, refunds and disputes it
 * is made of, each of them settled and in the journal. Stripe names these for automatic payouts only. They must add up
 * to it: where they do not, a person looks.
 */
export async function settlePayout(site: Site, settle: Settle, payout: SeenPayout): Promise<Outcome> {
  const wrong = misfit(payout, site.settings.stripe.livemode);
  if (wrong) return wrong;
  const id = await transact(site.db, (tx) => mirrorPayout(tx, payout));
  await bookTransfer(site, payout);
  if (!payout.automatic) return DONE;
  const { named_at } = await site.db
    .selectFrom("payouts")
    .select("named_at")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (named_at) return DONE;
  const total = await nameMovements(site, settle, payout.id, id);
  const lacking = minus(payout.amountPence, total);
  if (lacking !== NOTHING) return parked("what a payout is made of does not add up to it");
  await site.db
    .updateTable("payouts")
    .set({ named_at: site.clock.now() })
    .where("id", "=", id)
    .where("named_at", "is", null)
    .execute();
  return DONE;
}

async function bookTransfer(site: Site, { movementIds }: SeenPayout): Promise<void> {
  const mirrored = await findMirrored(site.db, movementIds);
  for (const id of movementIds) {
    if (mirrored.has(id)) continue;
    const moved = await findMovement(site, id);
    await transact(site.db, (tx) => recordMovement(tx, moved));
  }
}

/** Gives what the movements come to, without the transfer itself. */
async function nameMovements(site: Site, settle: Settle, payoutId: string, rowId: string): Promise<Pence> {
  let total: Pence = NOTHING;
  for await (const page of listMovements(site, { payoutId })) {
    total = sum(total, ...page.filter((moved) => moved.type !== "payout").map((moved) => moved.netPence));
    const mirrored = await findMirrored(
      site.db,
      page.map((moved) => moved.id),
    );
    await site.db
      .updateTable("balance_movements")
      .set({ payout_id: rowId })
      .where("id", "in", [...mirrored, ""])
      .where("payout_id", "is", null)
      .execute();
    for (const moved of page) if (!mirrored.has(moved.id)) await settleMovement(site, settle, moved, rowId);
  }
  return total;
}
