import { minus, NOTHING, negative, type Pence, sum } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import { lockWord } from "#db/lock-word.ts";
import { recordEntry } from "./journal.ts";

/**
 * Sees to it that the journal says of one movement of Stripe's balance exactly what Stripe says. What our facts do not
 * explain (another product's sale, a payment parked for a person) stands in `suspense`; once a fact explains it, that
 * is taken back. Call it after posting such a fact, and when the movement is first seen: whoever comes second finds the
 * other's work, because both wait for the same lock. Nothing while Stripe's list has not been read that far.
 */
export async function placeMovement(tx: Tx, movementId: string): Promise<void> {
  await lockWord(tx, `movement:${movementId}`);
  const told = await tx
    .selectFrom("movement_postings")
    .select(["net_pence", "posted_pence", "suspense_pence", "created_at"])
    .where("movement_id", "=", movementId)
    .executeTakeFirst();
  if (!told?.created_at) return;
  const { net_pence: net, posted_pence: posted, suspense_pence: held } = told;
  const missing: Pence = minus(net ?? NOTHING, sum(posted ?? NOTHING, held ?? NOTHING));
  if (missing === NOTHING) return;
  const before = await tx
    .selectFrom("ledger_entries")
    .select((e) => e.fn.countAll<number>().as("times"))
    .where("movement_id", "=", movementId)
    .executeTakeFirstOrThrow();
  await recordEntry(tx, {
    source: ["suspense", `${movementId}:${before.times + 1}`],
    movementId,
    happenedAt: told.created_at,
    lines: [
      ["stripe_clearing", missing],
      ["suspense", negative(missing)],
    ],
  });
}
