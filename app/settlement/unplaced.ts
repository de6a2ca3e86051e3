import { sql } from "kysely";
import { formatPence, type Pence } from "#app/money/pence.ts";
import type { Reader } from "#db/client.ts";

const MOST = 20;

/** What waits for a person, a line each: money in suspense, news that was parked, and money that could not go back. */
export async function listUnplaced(db: Reader): Promise<string[]> {
  // from the entries of suspense, which are few: the other way round would ask every movement there ever was
  const suspense = await db
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_lines as l", "l.entry_id", "e.id")
    .innerJoin("balance_movements as m", "m.id", "e.movement_id")
    .select(["m.type", "m.source_id", sql<Pence>`sum(l.amount_pence)::bigint`.as("pence")])
    .where("e.movement_id", "is not", null)
    .where("l.account", "=", "stripe_clearing")
    .groupBy("m.id")
    .having(sql<boolean>`sum(l.amount_pence) <> 0`)
    .orderBy("m.created_at", "desc")
    .limit(MOST)
    .execute();
  const parked = await db
    .selectFrom("stripe_events")
    .select(["id", "type", "object_id", "reason"])
    .where("state", "=", "parked")
    .orderBy("received_at", "desc")
    .limit(MOST)
    .execute();
  const failed = await db
    .selectFrom("refunds")
    .innerJoin("payments", "payments.id", "refunds.payment_id")
    .select(["refunds.amount_pence", "refunds.failure", "payments.payment_intent_id"])
    .where("refunds.state", "=", "failed")
    .where("refunds.origin", "<>", "stripe")
    .where((e) =>
      // asked for again since, and sent: then it no longer waits
      e.not(
        e.exists(
          e
            .selectFrom("refunds as later")
            .select("later.id")
            .whereRef("later.payment_id", "=", "refunds.payment_id")
            .whereRef("later.created_at", ">", "refunds.created_at")
            .where("later.state", "in", ["requested", "pending", "succeeded"]),
        ),
      ),
    )
    .limit(MOST)
    .execute();
  return [
    ...suspense.map((row) => `  suspense: ${formatPence(row.pence)} by ${row.type} ${row.source_id ?? ""}`),
    ...parked.map((row) => `  parked: ${row.type} ${row.object_id ?? ""}: ${row.reason ?? ""}`),
    ...failed.map(
      (row) =>
        `  not sent back: ${formatPence(row.amount_pence)} of ${row.payment_intent_id ?? ""}: ${row.failure ?? "no reason given"}`,
    ),
  ];
}
