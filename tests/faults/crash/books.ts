import { readFile } from "node:fs/promises";
import type { Stage } from "../stage/stage.ts";

/** What the site and Stripe hold at one moment, as numbers that can be taken from each other. */
export type Books = Record<string, number>;

const TABLES = [
  "applications",
  "checkouts",
  "contacts",
  "delivery_addresses",
  "donation_offers",
  "donations",
  "dues",
  "form_keys",
  "ledger_entries",
  "memberships",
  "order_lines",
  "orders",
  "outbox",
  "payment_parts",
  "payments",
  "people",
  "questions",
  "recurring_donations",
  "refunds",
  "regulated_donations",
  "reservations",
  "stock_moves",
];

const SUMS = {
  "copies on the shelf": "select sum(on_hand) from stock",
  "copies held": "select sum(reserved) from stock",
  "checkouts paid": "select count(*) from checkouts where state = 'paid'",
  "orders paid": "select count(*) from orders where state = 'paid'",
  "letters sent": "select count(*) from outbox where state = 'sent'",
  "events parked": "select count(*) from stripe_events where state = 'parked'",
  "events waiting": "select count(*) from stripe_events where state = 'received'",
  "jobs given up": "select count(*) from graphile_worker._private_jobs where attempts >= max_attempts",
};

/** Reads the books: rows of each table, each account of the journal, the stock, and what Stripe holds of us. */
export async function readBooks(stage: Stage): Promise<Books> {
  const { owner } = stage.database;
  const columns = [
    ...TABLES.map((table) => `(select count(*) from ${table})::int as "${table}"`),
    ...Object.entries(SUMS).map(([name, query]) => `coalesce((${query}), 0)::int as "${name}"`),
  ];
  const { rows } = await owner.query<Books>(`select ${columns.join(", ")}`);
  const accounts = await owner.query<{ account: string; pence: number }>(
    "select account, sum(amount_pence)::int as pence from ledger_lines group by account",
  );
  return {
    ...rows[0],
    ...Object.fromEntries(accounts.rows.map(({ account, pence }) => [`pence in ${account}`, pence])),
    ...(await readStripe(stage)),
  };
}

async function readStripe({ stripe, site }: Stage): Promise<Books> {
  const sessions = await all(site.stripe.checkout.sessions.list({ limit: 100 }));
  const refunds = await all(site.stripe.refunds.list({ limit: 100 }));
  const subscriptions = await all(site.stripe.subscriptions.list({ limit: 100 }));
  const { availablePence, pendingPence } = stripe.balance();
  return {
    "Checkout Sessions made": sessions.length,
    "Checkout Sessions paid": sessions.filter(({ status }) => status === "complete").length,
    "refunds at Stripe": refunds.length,
    "pence refunded at Stripe": refunds.reduce((sum, refund) => sum + refund.amount, 0),
    "subscriptions at Stripe": subscriptions.length,
    "pence at Stripe": availablePence + pendingPence,
  };
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

/** What there is more of in `after`, leaving out what did not change. */
export function difference(before: Books, after: Books): Books {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes = [...names].sort().map((name): [string, number] => [name, (after[name] ?? 0) - (before[name] ?? 0)]);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

const SELF_CHECK = new URL("../../../db/self_check.sql", import.meta.url);

/** What cannot be, in sentences: the self-check's rows, and the journal where it is not Stripe's balance. */
export async function findUnsound(stage: Stage): Promise<string[]> {
  const { rows } = await stage.database.owner.query(await readFile(SELF_CHECK, "utf8"));
  const faults = rows.map((row) => Object.values(row).join(": "));
  const books = await readBooks(stage);
  const clearing = books["pence in stripe_clearing"] ?? 0;
  if (clearing !== books["pence at Stripe"])
    faults.push(`the journal has ${clearing}p at Stripe, Stripe has ${books["pence at Stripe"]}p`);
  return faults;
}

/** Each letter of ours came at least once and at most twice, and the second time under the same Message-ID. */
export async function findWrongLetters({ database, mailbox }: Stage): Promise<string[]> {
  const { rows } = await database.owner.query<{ id: string; letter: string }>(
    "select id, letter from outbox where state = 'sent'",
  );
  const came = new Map<string, number>();
  for (const { messageId } of mailbox.messages())
    came.set(messageId ?? "none", (came.get(messageId ?? "none") ?? 0) + 1);
  const faults: string[] = [];
  for (const { id, letter } of rows) {
    const [own] = [...came.keys()].filter((messageId) => messageId.includes(id));
    const times = own ? (came.get(own) ?? 0) : 0;
    if (own) came.delete(own);
    if (times < 1 || times > 2) faults.push(`the letter ${letter} came ${times} times`);
  }
  for (const [messageId, times] of came) faults.push(`${times} letters ${messageId} are of no row of the outbox`);
  return faults;
}
