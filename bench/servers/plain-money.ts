import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";

// plain-money.ts DATABASE_URL CONNECTIONS ORDERS: writes the rows that our orders and their payments write, in the same
// transactions, with pg and prepared statements and nothing else: nothing is read, asked, priced, locked or checked. Prints
// how many orders a second were started, and how many were settled, as JSON.

const [url, connections, orders] = process.argv.slice(2);
type Order = { order: string; checkout: string; pamphlet: string; n: string };

const clients = await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    const client = new pg.Client({ connectionString: url, options: "-c timezone=UTC" });
    await client.connect();
    return client;
  }),
);
const { rows: pamphlets } = await (clients[0] as pg.Client).query<{ id: string }>(
  "select pamphlet_id as id from stock where on_hand > 1000 order by 1",
);
const names = new Map<string, string>();

/** Prepared once on each connection, under a name of its own. */
function run(client: pg.Client, text: string, values: unknown[] = []) {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return client.query({ name, text, values });
}

const JOB = `select graphile_worker.add_job($1, payload := $2::json, queue_name := $3, run_at := $4::timestamptz,
  max_attempts := $5, job_key := $6)`;

async function start(client: pg.Client, nth: number): Promise<Order> {
  const [order, checkout, key, now] = [randomUUID(), randomUUID(), randomUUID(), new Date()];
  const pamphlet = pamphlets[nth % pamphlets.length]?.id ?? "";
  const later = new Date(now.getTime() + 31 * 60_000);
  const n = `plain${randomBytes(8).toString("hex")}`;
  const [one, all] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  await run(
    client,
    "select hit_limits($1::bytea, $2::text[], $3::bytea[], $4::integer[], $5::integer[], $6::timestamptz)",
    [
      ...[randomBytes(32), ["checkouts", "checkouts", "checkouts-in-all"], [one, one, all]],
      ...[[60, 86_400, 60], [1e6, 1e6, 1e6], now],
    ],
  );
  await run(client, "begin");
  await run(
    client,
    `insert into orders (id, public_ref, postage_pence, donation_pence, total_pence, created_at, expires_at)
      values ($1, $2, 110, 0, 160, $3, $4)`,
    [order, n, now, later],
  );
  await run(client, "insert into order_lines (order_id, pamphlet_id, quantity, unit_pence) values ($1, $2, 1, 50)", [
    ...[order, pamphlet],
  ]);
  await run(client, "update stock set reserved = reserved + 1 where pamphlet_id = $1 and on_hand - reserved >= 1", [
    pamphlet,
  ]);
  await run(client, "insert into reservations (order_id, pamphlet_id, quantity) values ($1, $2, 1)", [order, pamphlet]);
  await run(
    client,
    `insert into checkouts (id, order_id, total_pence, idempotency_key, livemode, expires_at, created_at)
      values ($1, $2, 160, $3, false, $4, $5)`,
    [checkout, order, `checkout:${checkout}`, later, now],
  );
  await run(client, JOB, [
    "expire-checkout",
    JSON.stringify({ checkoutId: checkout }),
    null,
    later,
    8,
    `expire:${checkout}`,
  ]);
  await run(client, "insert into form_keys (key, route, result_ref) values ($1, 'basket', $2)", [key, checkout]);
  await run(client, "commit");
  await run(
    client,
    "update checkouts set session_id = $1, session_url = $2, state = 'open' where id = $3 and state = 'prepared'",
    [`cs_${n}`, `http://127.0.0.1/pay/cs_${n}`, checkout],
  );
  return { order, checkout, pamphlet, n };
}

async function settle(client: pg.Client, { order, checkout, pamphlet, n }: Order): Promise<void> {
  const [payment, person, letter, now, event] = [randomUUID(), randomUUID(), randomUUID(), new Date(), `evt_${n}`];
  await run(client, "begin");
  await run(
    client,
    `insert into stripe_events (id, type, api_version, livemode, created, object_id, object_kind)
      values ($1, 'checkout.session.completed', '2026-10-28.endive', false, $2, $3, 'checkout.session')`,
    [event, now, `cs_${n}`],
  );
  await run(client, JOB, ["settle-event", JSON.stringify({ eventId: event }), null, later(now), 8, event]);
  await run(client, "commit");
  await run(client, "begin");
  await run(client, "update checkouts set state = 'paid', session_url = null where id = $1", [checkout]);
  await run(client, "update reservations set state = 'sold' where order_id = $1 and state = 'held'", [order]);
  await run(client, "update stock set reserved = reserved - 1, on_hand = on_hand - 1 where pamphlet_id = $1", [
    pamphlet,
  ]);
  await run(
    client,
    "insert into stock_moves (pamphlet_id, quantity, reason, order_id, actor) values ($1, -1, 'sold', $2, 'settlement')",
    [pamphlet, order],
  );
  await run(client, "update orders set state = 'paid', paid_at = $1 where id = $2", [now, order]);
  await run(client, "insert into people (id) values ($1)", [person]);
  await run(
    client,
    `insert into contacts (person_id, email, full_name, address_line1, town, postcode, country)
      values ($1, $2, $3, '1 Example Street', 'London', 'E1 1AA', 'GB')`,
    [person, `${n}@reader.example`, `Reader ${n}`],
  );
  await run(
    client,
    `insert into payments (id, method, payment_intent_id, charge_id, checkout_id, order_id, person_id, amount_pence, role,
      state, received_at) values ($1, 'stripe', $2, $3, $4, $5, $6, 160, 'settles', 'succeeded', $7)`,
    [payment, `pi_${n}`, `ch_${n}`, checkout, order, person, now],
  );
  await run(
    client,
    "insert into payment_parts (payment_id, kind, amount_pence) values ($1, 'purchase', 50), ($1, 'postage', 110)",
    [payment],
  );
  const entry = "insert into ledger_entries (source_kind, source_id, happened_at) values ($1, $2, $3) returning id";
  const paid = await run(client, entry, ["payment", payment, now]);
  await run(
    client,
    `insert into ledger_lines (entry_id, line_no, account, amount_pence) values ($1, 1, 'stripe_clearing', 160),
      ($1, 2, 'sales_zero_rated', -50), ($1, 3, 'postage', -110)`,
    [paid.rows[0].id],
  );
  await run(client, "update payments set fee_pence = 22, balance_transaction_id = $1 where id = $2", [
    `txn_${n}`,
    payment,
  ]);
  const fee = await run(client, entry, ["fee", `txn_${n}`, now]);
  await run(
    client,
    `insert into ledger_lines (entry_id, line_no, account, amount_pence) values ($1, 1, 'stripe_fees', 22),
      ($1, 2, 'stripe_clearing', -22)`,
    [fee.rows[0].id],
  );
  await run(client, "update orders set person_id = $1 where id = $2", [person, order]);
  await run(
    client,
    `insert into delivery_addresses (order_id, full_name, line1, town, postcode, country)
      values ($1, $2, '1 Example Street', 'London', 'E1 1AA', 'GB')`,
    [order, `Reader ${n}`],
  );
  await run(client, "insert into outbox (id, letter, ref_id, dedupe_key) values ($1, 'order-receipt', $2, $3)", [
    ...[letter, order, `order-receipt:${order}`],
  ]);
  await run(client, JOB, ["send-letter", JSON.stringify({ outboxId: letter }), null, later(now), 12, null]);
  await run(client, "commit");
  await run(client, "update stripe_events set state = 'done', done_at = $1 where id = $2", [now, event]);
  await run(client, "delete from graphile_worker._private_jobs where key = $1", [event]);
}

/** Nobody works on these jobs: a worker that is started later would find them not due. */
const later = (now: Date) => new Date(now.getTime() + 24 * 3_600_000);

/** Does so many, a few at a time; gives how many a second. */
async function timed(count: number, work: (client: pg.Client, nth: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let next = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (next < count) await work(client, next++);
    }),
  );
  return count / ((performance.now() - began) / 1000);
}

const started: Order[] = [];
const startedPerSecond = await timed(Number(orders), async (client, nth) => {
  started.push(await start(client, nth));
});
const settledPerSecond = await timed(started.length, (client, nth) => settle(client, started[nth] as Order));
console.log(JSON.stringify({ startedPerSecond, settledPerSecond }));
for (const client of clients) await client.end();
