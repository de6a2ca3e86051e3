import { BOUNCED, type Picture, told, UNCERTAIN } from "./expected.ts";
import type { Real } from "./real.ts";
import type { Model } from "./truth.ts";

/** The house's own picture of itself, read from its tables and from Stripe's stand-in. */
export async function held(real: Real, model: Model): Promise<Picture> {
  const { availablePence, pendingPence } = real.stripe.balance();
  const ledger = await ask<{ account: string; pence: number }>(
    real,
    "select account, sum(amount_pence)::int as pence from ledger_lines group by 1 having sum(amount_pence) <> 0",
  );
  const stock = await ask<{ slug: string; on_hand: number; reserved: number }>(
    real,
    "select slug, on_hand, reserved from stock join pamphlets on id = pamphlet_id",
  );
  const name = namesOf(model);
  return {
    stripe: availablePence + pendingPence,
    ledger: Object.fromEntries(ledger.map(({ account, pence }) => [account, pence])),
    stock: Object.fromEntries(stock.map(({ slug, on_hand, reserved }) => [slug, `${on_hand} there, ${reserved} held`])),
    orders: byName(name.order, await ask<Named>(real, "select id::text, state as what from orders")),
    payments: byName(
      name.payment,
      (await readPayments(real)).map((one) => ({ id: one.intent, what: told(one) })),
    ),
    promises: byName(name.promise, await readPromises(real, model)),
    askings: byName(
      name.asking,
      (await ask<Named>(real, "select id::text, state as what from checkouts")).map(({ id, what }) => ({
        id,
        what: what === "processing" || what === "failed" ? UNCERTAIN : what,
      })),
    ),
    counts: await readCounts(real),
  };
}

type Named = { id: string; what: string };

function namesOf(model: Model) {
  return {
    order: new Map(model.orders.map((order) => [order.id, order.name])),
    payment: new Map(model.payments.map((payment) => [payment.intent, payment.name])),
    promise: new Map(model.subs.map((sub) => [sub.id, sub.name])),
    asking: new Map(model.asks.map((one) => [one.id, one.name])),
  };
}

/** What has no name is shown by its id: it should not be there. */
function byName(names: ReadonlyMap<string, string>, rows: readonly Named[]): Record<string, string> {
  return Object.fromEntries(rows.map(({ id, what }) => [names.get(id) ?? id, what]));
}

export type HeldPayment = {
  intent: string;
  pence: number;
  fee: number | null;
  role: string;
  state: string;
  refunds: string[];
  disputed: string[];
};

/** Every payment the house has recorded. */
export function readPayments(real: Real): Promise<HeldPayment[]> {
  return ask<HeldPayment>(
    real,
    `select payment_intent_id as intent, amount_pence::int as pence, fee_pence::int as fee, role, state,
       array(select amount_pence || ' ' || origin || ' ' || state from refunds r where r.payment_id = p.id) as refunds,
       array(select amount_pence::text from disputes d where d.payment_id = p.id) as disputed
     from payments p`,
  );
}

/** What the house makes of each monthly promise, by its subscription. */
export async function readPromises(real: Real, model: Model): Promise<Named[]> {
  const rows = await ask<Named>(
    real,
    `select stripe_subscription_id as id, state as what from memberships
     union all select stripe_subscription_id, state from recurring_donations where stripe_subscription_id is not null`,
  );
  const bounced = new Set(model.subs.filter((sub) => sub.bounced).map((sub) => sub.id));
  return rows.map(({ id, what }) => ({
    id,
    what: bounced.has(id) && (what === "past_due" || what === "cancelled") ? BOUNCED : what,
  }));
}

async function readCounts(real: Real): Promise<Record<string, number>> {
  const [counts] = await ask<Record<string, number>>(
    real,
    `select (select count(*)::int from donations) as donations, (select count(*)::int from dues) as dues,
       (select count(*)::int from dues where void) as "dues that buy no day",
       (select count(*)::int from regulated_donations) as regulated,
       (select count(*)::int from payouts where state = 'paid') as "payouts paid",
       (select count(*)::int from payouts where state = 'failed') as "payouts failed"`,
  );
  return counts ?? {};
}

async function ask<R extends object>(real: Real, query: string, values: unknown[] = []): Promise<R[]> {
  return (await real.database.owner.query<R>(query, values)).rows;
}
