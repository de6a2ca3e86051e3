import { sql } from "kysely";
import { minus, NOTHING, negative, type Pence, pence, sum } from "#app/money/pence.ts";
import { findBalance } from "#app/payments/balance.ts";
import { listMovements, type SeenMovement } from "#app/payments/movement.ts";
import type { Site } from "#app/site.ts";
import type { Reader } from "#db/client.ts";

/** One reason why Stripe and the journal differ, and by how much: Stripe's side less ours. */
export type Explanation = { what: string; count: number; pence: Pence };

/** Stripe's balance (available and pending) beside the journal's `stripe_clearing`, in pence. */
export type TieOut = {
  stripePence: Pence;
  ledgerPence: Pence;
  differencePence: Pence;
  explained: Explanation[];
  /** What of the difference nothing explains. Anything but nothing is a fault of ours. */
  unexplainedPence: Pence;
  /** What stands in suspense: at Stripe, and not placed. No difference, but a person should know. */
  suspensePence: Pence;
};

const ATTEMPTS = 3;

/**
 * Holds Stripe's balance against the journal and says what explains a difference. Changes nothing. While money moves,
 * the two cannot be read in one moment: where something stays unexplained, both are read again.
 * @param since how far back Stripe's list is read for what is not mirrored yet
 */
export async function tieOut(site: Site, since: Date): Promise<TieOut> {
  for (let attempt = 1; ; attempt++) {
    const stripePence = await findBalance(site);
    const unread = await listUnread(site, since);
    const told = await compare(site.db, stripePence, unread);
    if (told.unexplainedPence === NOTHING || attempt >= ATTEMPTS) return told;
  }
}

/** Movements that Stripe has booked and that are not mirrored here. */
async function listUnread(site: Site, since: Date): Promise<SeenMovement[]> {
  const unread: SeenMovement[] = [];
  for await (const page of listMovements(site, { since })) {
    const mine = page.filter((moved) => moved.currency === "GBP");
    const ids = mine.map((moved) => moved.id);
    const mirrored = await site.db
      .selectFrom("balance_movements")
      .select("id")
      .where("id", "in", [...ids, ""])
      .execute();
    const known = new Set(mirrored.map((row) => row.id));
    unread.push(...mine.filter((moved) => !known.has(moved.id)));
  }
  return unread;
}

async function compare(db: Reader, stripePence: Pence, unread: readonly SeenMovement[]): Promise<TieOut> {
  const posted = await Promise.all(unread.map((moved) => postedFor(db, moved)));
  const late = sum(NOTHING, ...unread.map((moved, i) => minus(moved.netPence, posted[i] ?? NOTHING)));
  const { rows } = await sql<{ ledger: Pence; suspense: Pence; unbooked: Pence; charges: number; unplaced: Pence }>`
    select
      (select coalesce(sum(amount_pence), 0)::bigint from ledger_lines where account = 'stripe_clearing') as ledger,
      (select coalesce(-sum(amount_pence), 0)::bigint from ledger_lines where account = 'suspense') as suspense,
      (select coalesce(sum(amount_pence), 0)::bigint from payments where method = 'stripe' and balance_transaction_id is null) as unbooked,
      (select count(*)::int from payments where method = 'stripe' and balance_transaction_id is null) as charges
  `.execute(db);
  const [books] = rows;
  if (!books) throw new Error("the journal did not answer");
  const differencePence = minus(stripePence, pence(books.ledger));
  const explained: Explanation[] = [
    {
      what: "recorded here, and not yet booked by Stripe",
      count: books.charges,
      pence: negative(pence(books.unbooked)),
    },
    { what: "booked by Stripe since the last walk through its lists", count: unread.length, pence: late },
  ].filter((one) => one.pence !== NOTHING);
  return {
    stripePence,
    ledgerPence: pence(books.ledger),
    differencePence,
    explained,
    unexplainedPence: minus(differencePence, sum(NOTHING, ...explained.map((one) => one.pence))),
    suspensePence: pence(books.suspense),
  };
}

async function postedFor(db: Reader, moved: SeenMovement): Promise<Pence> {
  const { rows } = await sql<{ posted: Pence }>`
    select posted_for_movement(${moved.id}, ${moved.type}, ${moved.source?.id ?? null}) as posted`.execute(db);
  return rows[0]?.posted ?? NOTHING;
}
