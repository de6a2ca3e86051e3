import { sql } from "kysely";
import { negative, type Pence } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";

export type Account =
  | "stripe_clearing"
  | "bank"
  | "sales_zero_rated"
  | "sales_standard"
  | "postage"
  | "dues"
  | "donations_unchecked"
  | "donations_accepted"
  | "stripe_fees"
  | "owed_back"
  | "refunds_out"
  | "disputes"
  | "suspense";

export type Entry = {
  /** The one fact this entry tells; posting it again changes nothing. */
  source: [
    kind: "payment" | "fee" | "refund" | "dispute" | "payout" | "acceptance" | "correction" | "suspense",
    id: string,
  ];
  /** The movement of Stripe's balance that money in suspense came by; for no other entry. */
  movementId?: string;
  happenedAt: Date;
  /** Debit positive, credit negative, in pence. Lines of nothing are left out; the rest must sum to zero. */
  lines: [account: Account, amount: Pence][];
};

/**
 * Posts an entry to the journal. Returns false where this fact was posted before. The database refuses an entry that
 * does not balance when the transaction commits.
 */
export async function recordEntry(tx: Tx, entry: Entry): Promise<boolean> {
  const [kind, id] = entry.source;
  const lines = entry.lines.filter(([, amount]) => amount !== 0);
  if (lines.length === 0) throw new Error("an entry of nothing is none");
  const line = sql<{ account: Account; amount: Pence; nth: number }>`unnest(
    ${lines.map(([account]) => account)}::text[], ${lines.map(([, amount]) => amount)}::bigint[]
  ) with ordinality`.as<"line">(sql`line (account, amount, nth)`);
  const posted = await tx
    .with("entry", (row) =>
      row
        .insertInto("ledger_entries")
        .values({
          source_kind: kind,
          source_id: id,
          happened_at: entry.happenedAt,
          movement_id: entry.movementId ?? null,
        })
        .onConflict((same) => same.columns(["source_kind", "source_id"]).doNothing())
        .returning("id"),
    )
    .insertInto("ledger_lines")
    .columns(["entry_id", "line_no", "account", "amount_pence"])
    .expression((row) =>
      row.selectFrom(["entry", line]).select(["entry.id", "line.nth", "line.account", "line.amount"]),
    )
    .executeTakeFirst();
  return posted.numInsertedOrUpdatedRows !== 0n;
}

/**
 * Posts the opposite of an entry that is there, under a source of its own. Nothing where it was never posted. Returns
 * true where it was posted now.
 */
export async function reverseEntry(
  tx: Tx,
  of: Entry["source"],
  as: Entry["source"],
  happenedAt: Date,
): Promise<boolean> {
  const lines = await tx
    .selectFrom("ledger_entries")
    .innerJoin("ledger_lines", "ledger_lines.entry_id", "ledger_entries.id")
    .select(["account", "amount_pence"])
    .where("source_kind", "=", of[0])
    .where("source_id", "=", of[1])
    .orderBy("line_no")
    .execute();
  if (lines.length === 0) return false;
  return recordEntry(tx, {
    source: as,
    happenedAt,
    lines: lines.map((line) => [line.account as Account, negative(line.amount_pence)]),
  });
}
