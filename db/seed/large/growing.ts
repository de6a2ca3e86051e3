import type pg from "pg";

/** The tables that a house's business fills, year after year; all others stay as long as a person can type. */
export const GROWING = [
  "people",
  "contacts",
  "consents",
  "orders",
  "order_lines",
  "reservations",
  "stock_moves",
  "delivery_addresses",
  "donation_offers",
  "recurring_donations",
  "applications",
  "memberships",
  "checkouts",
  "payments",
  "payment_parts",
  "donations",
  "dues",
  "refunds",
  "stripe_events",
  "ledger_entries",
  "ledger_lines",
  "balance_movements",
  "payouts",
  "missed_instalments",
  "promise_changes",
  "standings",
  "ladder_steps_taken",
  "outbox",
  "form_keys",
  "questions",
  "typo_reports",
  "disputes",
  "regulated_donations",
  "audit_log",
] as const;

/**
 * Does work on the growing tables without their indexes, and makes these anew: many times quicker than to keep them
 * through millions of rows. Primary keys stay, and so does what foreign keys point to.
 */
export async function withoutIndexes(
  pool: pg.Pool,
  work: () => Promise<void>,
  onStep: (share: number) => void,
): Promise<void> {
  const { rows } = await pool.query<{ off: string; back: string }>(
    `select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as off,
       format('alter table %s add constraint %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid)) as back
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and k.contype in ('u', 'x')
       and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = k.conindid)
     union all
     select format('drop index %s', x.indexrelid::regclass), pg_get_indexdef(x.indexrelid)
     from pg_index x join pg_class c on c.oid = x.indrelid
     where c.relnamespace = 'public'::regnamespace and c.relname = any ($1)
       and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
     order by 1`,
    [GROWING],
  );
  for (const { off } of rows) await pool.query(off);
  await work();
  // neighbours in the list are of one table, and would wait for each other
  const waiting = rows.map(({ back }, i) => ({ back, turn: (i * 7) % rows.length })).sort((a, b) => a.turn - b.turn);
  let made = 0;
  const make = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await pool.query(next.back);
      onStep(++made / rows.length);
    }
  };
  await Promise.all([make(), make()]);
}
