import { readFile } from "node:fs/promises";
import type pg from "pg";
import type { Stage } from "../stage/stage.ts";
import type { Truth } from "./truth.ts";

/** What our books say, held against the truth. Each list names what is wrong; all are empty where all is well. */
export type Audit = {
  lost: string[];
  doubled: string[];
  letters: string[];
  stock: string[];
  selfCheck: string[];
  ledgerSum: number;
  clearingPence: number;
  /** Events that wait for a person, by their reason. */
  parked: Map<string, number>;
  lateOrders: number;
  doublePayments: number;
};

const LETTERS = new URL("./letters.sql", import.meta.url);
const SELF_CHECK = new URL("../../../db/self_check.sql", import.meta.url);

export async function audit(stage: Stage, truth: Truth, printed: ReadonlyMap<string, number>): Promise<Audit> {
  const db = stage.database.owner;
  const [ledger] = await ask<{ sum: number; clearing: number }>(
    db,
    `select coalesce(sum(amount_pence), 0)::int as sum,
       coalesce(sum(amount_pence) filter (where account = 'stripe_clearing'), 0)::int as clearing from ledger_lines`,
  );
  const parked = await ask<{ reason: string; n: number }>(
    db,
    "select reason, count(*)::int as n from stripe_events where state = 'parked' group by 1 order by 2 desc",
  );
  const [roles] = await ask<{ late: number; doubles: number }>(
    db,
    `select count(*) filter (where role = 'late')::int as late,
       count(*) filter (where role = 'duplicate')::int as doubles from payments`,
  );
  return {
    ...(await holdAgainst(db, truth)),
    letters: (await ask<{ what: string }>(db, await readFile(LETTERS, "utf8"))).map(({ what }) => what),
    stock: await countStock(db, truth, printed),
    selfCheck: await selfCheck(db),
    ledgerSum: ledger?.sum ?? 0,
    clearingPence: ledger?.clearing ?? 0,
    parked: new Map(parked.map(({ reason, n }) => [reason, n])),
    lateOrders: roles?.late ?? 0,
    doublePayments: roles?.doubles ?? 0,
  };
}

/** What db/self_check.sql finds: nothing, where all is well. */
export async function selfCheck(db: pg.Pool): Promise<string[]> {
  const rows = await ask<{ fault: string; what: string }>(db, await readFile(SELF_CHECK, "utf8"));
  return rows.map(({ fault, what }) => `${fault}: ${what}`);
}

type Row = { intent: string; pence: number; invoice: string | null; role: string; gifts: number; terms: number };

async function holdAgainst(db: pg.Pool, truth: Truth): Promise<{ lost: string[]; doubled: string[] }> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const payments = await ask<Row>(
    db,
    `select payment_intent_id as intent, amount_pence::int as pence, invoice_id as invoice, role,
       (select count(*)::int from donations d where d.payment_id = p.id) as gifts,
       (select count(*)::int from dues d where d.payment_id = p.id) as terms
     from payments p where method = 'stripe'`,
  );
  const ours = group(payments, ({ intent }) => intent);
  for (const { intent, pence, invoice, session } of truth.payments) {
    const [first, ...more] = ours.get(intent) ?? [];
    const name = `${invoice ?? session} (${intent}, ${pence}p)`;
    if (!first) lost.push(`no payment for ${name}`);
    else if (first.pence !== pence) lost.push(`${first.pence}p recorded for ${name}`);
    else if (invoice && first.invoice !== invoice) lost.push(`the payment of ${name} does not name its invoice`);
    else if (invoice && first.role === "settles" && first.gifts + first.terms === 0)
      lost.push(`neither a donation nor dues for ${name}`);
    if (first && first.gifts + first.terms > 1) doubled.push(`${first.gifts + first.terms} facts for ${name}`);
    if (more.length > 0) doubled.push(`${more.length + 1} payments for ${name}`);
    ours.delete(intent);
  }
  for (const intent of ours.keys()) doubled.push(`a payment that Stripe knows nothing of: ${intent}`);

  const refunds = group(
    await ask<{ id: string; pence: number; state: string; intent: string }>(
      db,
      `select coalesce(stripe_refund_id, request_key) as id, r.amount_pence::int as pence, r.state, payment_intent_id as intent
       from refunds r join payments p on p.id = r.payment_id`,
    ),
    ({ id }) => id,
  );
  for (const { id, pence, state, intent } of truth.refunds) {
    const [first, ...more] = refunds.get(id) ?? [];
    if (!first) lost.push(`refund ${id} of ${pence}p`);
    else if (first.pence !== pence || first.intent !== intent || first.state !== state)
      lost.push(`refund ${id} is ${state} with ${pence}p, and here ${first.state} with ${first.pence}p`);
    if (more.length > 0) doubled.push(`${more.length + 1} rows for refund ${id}`);
    refunds.delete(id);
  }
  // one of ours that Stripe refused, or was not asked for yet, is no money
  for (const [id, [row]] of refunds)
    if (row && !["requested", "failed", "cancelled"].includes(row.state))
      doubled.push(`a refund that Stripe knows nothing of: ${id}`);

  const disputes = group(
    await ask<{ id: string; state: string }>(db, "select stripe_dispute_id as id, state from disputes"),
    ({ id }) => id,
  );
  for (const { id, state } of truth.disputes) {
    const [first, ...more] = disputes.get(id) ?? [];
    if (!first) lost.push(`dispute ${id}`);
    else if (first.state !== state) lost.push(`dispute ${id} is ${state}, and here ${first.state}`);
    if (more.length > 0) doubled.push(`${more.length + 1} rows for dispute ${id}`);
    disputes.delete(id);
  }
  for (const id of disputes.keys()) doubled.push(`a dispute that Stripe knows nothing of: ${id}`);
  return { lost, doubled };
}

/** Every copy that was printed is on the shelf or sold to a paid order; nothing is held by what is over. */
async function countStock(db: pg.Pool, truth: Truth, printed: ReadonlyMap<string, number>): Promise<string[]> {
  const wrong: string[] = [];
  const shelf = await ask<{ slug: string; shelf: number; reserved: number; held: number; sold: number }>(
    db,
    `select slug, on_hand as shelf, reserved,
       coalesce((select sum(quantity) from reservations r where r.pamphlet_id = p.id and r.state = 'held'), 0)::int as held,
       coalesce((select sum(l.quantity) from order_lines l join payments y on y.order_id = l.order_id and y.role = 'settles'
                 where l.pamphlet_id = p.id), 0)::int as sold
     from pamphlets p join stock s on s.pamphlet_id = p.id`,
  );
  for (const { slug, shelf: left, reserved, held, sold } of shelf) {
    const all = printed.get(slug) ?? 0;
    if (left + sold !== all) wrong.push(`${slug}: ${left} on the shelf and ${sold} sold of ${all}`);
    if (reserved !== held) wrong.push(`${slug}: ${reserved} reserved and ${held} held`);
    if (left < 0 || reserved < 0) wrong.push(`${slug}: below nothing`);
  }
  const still = await ask<{ id: string }>(
    db,
    `select c.id from checkouts c join reservations r on r.order_id = c.order_id and r.state = 'held' where c.id = any($1)`,
    [truth.lapsed],
  );
  for (const { id } of still) wrong.push(`checkout ${id} lapsed at Stripe and its order still holds copies`);
  return wrong;
}

async function ask<R extends pg.QueryResultRow>(db: pg.Pool, query: string, values: unknown[] = []): Promise<R[]> {
  return (await db.query<R>(query, values)).rows;
}

function group<R>(rows: readonly R[], by: (row: R) => string): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  return groups;
}
