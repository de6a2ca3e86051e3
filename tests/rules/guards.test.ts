import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forgiveBrokenConnections } from "#db/client.ts";
import { createTestDatabase, expectSound, type TestDatabase } from "../support/database.ts";

/** Each guard of the schema, and an attempt to break it as the site's own role. */
let database: TestDatabase;
let app: pg.Pool;
let pamphlet: string;
let person: string;

const CHECK = "23514";
const UNIQUE = "23505";
const FORBIDDEN = "42501";
const OVERLAP = "23P01";

beforeAll(async () => {
  database = await createTestDatabase();
  app = new pg.Pool({ connectionString: database.appUrl, max: 4 });
  forgiveBrokenConnections(app);
  pamphlet = (await app.query("select pamphlet_id as id from stock where on_hand > 20 limit 1")).rows[0].id;
  person = (await app.query("insert into people default values returning id")).rows[0].id;
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

/** Runs statements in one transaction and gives the code they fail with, at the latest at its commit. */
async function attempt(...statements: string[]): Promise<string | undefined> {
  const client = await app.connect();
  try {
    await client.query("begin");
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
    return undefined;
  } catch (error) {
    await client.query("rollback");
    if (error instanceof pg.DatabaseError) return error.code;
    throw error;
  } finally {
    client.release();
  }
}

let n = 0;
const ids = () => ({ order: crypto.randomUUID(), payment: crypto.randomUUID(), ref: `P-${++n}` });

function orderSql(id: string, ref: string, total = 160): string[] {
  return [
    `insert into orders (id, public_ref, postage_pence, total_pence, expires_at) values ('${id}', '${ref}', 110, ${total}, now() + interval '31 min')`,
    `insert into order_lines values ('${id}', '${pamphlet}', 1, 50)`,
  ];
}

function paymentSql(
  id: string,
  over: { order?: string; intent?: string; amount?: number; role?: string } = {},
): string[] {
  const amount = over.amount ?? 500;
  return [
    `insert into payments (id, method, payment_intent_id, order_id, person_id, amount_pence, role, state, received_at)
     values ('${id}', 'stripe', '${over.intent ?? `pi_${id}`}', ${over.order ? `'${over.order}'` : "null"}, '${person}', ${amount}, '${over.role ?? "settles"}', 'succeeded', now())`,
    `insert into payment_parts values ('${id}', 'donation', ${amount})`,
  ];
}

describe("orders", () => {
  test("lines, postage and donation are the total, at commit", async () => {
    const { order, ref } = ids();
    expect(await attempt(...orderSql(order, ref, 161))).toBe(CHECK);
    expect(await attempt(...orderSql(order, ref))).toBeUndefined();
    expect(await attempt(`update order_lines set quantity = 2 where order_id = '${order}'`)).toBe(FORBIDDEN);
  });
  test("an order without lines is none", async () => {
    const { order, ref } = ids();
    expect(await attempt(orderSql(order, ref, 110)[0] ?? "")).toBe(CHECK);
  });
  test("a sum that was shown never moves", async () => {
    const { order, ref } = ids();
    await attempt(...orderSql(order, ref));
    expect(await attempt(`update orders set total_pence = 1 where id = '${order}'`)).toBe(CHECK);
    expect(await attempt(`update orders set postage_pence = 0 where id = '${order}'`)).toBe(CHECK);
  });
  test("only listed moves; the same state again is quiet", async () => {
    const { order, ref } = ids();
    await attempt(...orderSql(order, ref));
    expect(await attempt(`update orders set state = 'dispatched' where id = '${order}'`)).toBe(CHECK);
    expect(await attempt(`update orders set state = 'awaiting_payment' where id = '${order}'`)).toBeUndefined();
    expect(await attempt(`update orders set state = 'shipped' where id = '${order}'`)).toBe(CHECK);
  });
  test("a line takes 1 to 99 copies", async () => {
    for (const quantity of [0, -1, 100]) {
      const { order, ref } = ids();
      const [head = ""] = orderSql(order, ref, 110 + 50 * quantity);
      expect(await attempt(head, `insert into order_lines values ('${order}', '${pamphlet}', ${quantity}, 50)`)).toBe(
        CHECK,
      );
    }
  });
});

describe("stock", () => {
  test("never below nothing, never more reserved than there is", async () => {
    expect(await attempt(`update stock set on_hand = -1 where pamphlet_id = '${pamphlet}'`)).toBe(CHECK);
    expect(await attempt(`update stock set reserved = -1 where pamphlet_id = '${pamphlet}'`)).toBe(CHECK);
    expect(await attempt(`update stock set reserved = on_hand + 1 where pamphlet_id = '${pamphlet}'`)).toBe(CHECK);
  });
  test("its moves are only added to, and a sale is noted once", async () => {
    expect(await attempt("update stock_moves set quantity = 5")).toBe(FORBIDDEN);
    expect(await attempt("delete from stock_moves")).toBe(FORBIDDEN);
    await expect(database.owner.query("delete from stock_moves")).rejects.toThrow(/append-only/);
    const { order, ref } = ids();
    await attempt(...orderSql(order, ref));
    const sale = `insert into stock_moves (pamphlet_id, quantity, reason, order_id, actor) values ('${pamphlet}', -1, 'sold', '${order}', 'test')`;
    expect(await attempt(sale, sale)).toBe(UNIQUE);
  });
});

describe("money that came", () => {
  test("one payment intent is one payment", async () => {
    const a = ids();
    const b = ids();
    expect(
      await attempt(
        ...paymentSql(a.payment, { intent: "pi_one" }),
        `insert into ledger_entries (source_kind, source_id, happened_at) values ('payment', 'x', now())`,
      ),
    ).toBe(CHECK);
    expect(await attempt(...paymentSql(a.payment, { intent: "pi_one" }))).toBeUndefined();
    expect(await attempt(...paymentSql(b.payment, { intent: "pi_one" }))).toBe(UNIQUE);
  });
  test("an order is settled once; a second payment is kept apart", async () => {
    const { order, ref } = ids();
    await attempt(...orderSql(order, ref));
    expect(await attempt(...paymentSql(ids().payment, { order }))).toBeUndefined();
    expect(await attempt(...paymentSql(ids().payment, { order }))).toBe(UNIQUE);
    expect(await attempt(...paymentSql(ids().payment, { order, role: "duplicate" }))).toBeUndefined();
  });
  test("its parts are its sum, and it has some", async () => {
    const { payment } = ids();
    const [head = ""] = paymentSql(payment);
    expect(await attempt(head)).toBe(CHECK);
    expect(await attempt(head, `insert into payment_parts values ('${payment}', 'donation', 499)`)).toBe(CHECK);
  });
  test("what came does not change, and a fee is noted once", async () => {
    const { payment } = ids();
    await attempt(...paymentSql(payment));
    expect(await attempt(`update payments set amount_pence = 1 where id = '${payment}'`)).toBe(CHECK);
    expect(
      await attempt(
        `update payments set fee_pence = 28, balance_transaction_id = 'txn_${payment}' where id = '${payment}'`,
      ),
    ).toBeUndefined();
    expect(await attempt(`update payments set fee_pence = 29 where id = '${payment}'`)).toBe(CHECK);
  });
  test("money without a source, by an unknown way, or without its intent is refused", async () => {
    const { payment } = ids();
    const insert = (person_id: string, method: string, intent: string) =>
      `insert into payments (id, method, payment_intent_id, person_id, amount_pence, role, state, received_at) values ('${payment}', '${method}', ${intent}, ${person_id}, 500, 'settles', 'succeeded', now())`;
    expect(await attempt(insert("null", "cash", "null"))).toBe("23502");
    expect(await attempt(insert(`'${person}'`, "crypto", "null"))).toBe(CHECK);
    expect(await attempt(insert(`'${person}'`, "stripe", "null"))).toBe(CHECK);
    expect(await attempt(insert(`'${person}'`, "cash", "'pi_cash'"))).toBe(CHECK);
  });
});

describe("asking to pay", () => {
  const checkout = (columns: string, values: string) =>
    `insert into checkouts (total_pence, idempotency_key, livemode, expires_at${columns}) values (160, '${crypto.randomUUID()}', false, now()${values})`;
  test("is for exactly one thing", async () => {
    const { order, ref } = ids();
    await attempt(...orderSql(order, ref));
    expect(await attempt(checkout("", ""))).toBe(CHECK);
    const offer =
      "insert into donation_offers (id, amount_pence, wording) values ('00000000-0000-4000-8000-000000000001', 160, 'x')";
    expect(
      await attempt(
        offer,
        checkout(", order_id, donation_offer_id", `, '${order}', '00000000-0000-4000-8000-000000000001'`),
      ),
    ).toBe(CHECK);
  });
  test("an order is asked for once at a time, and the sum stays", async () => {
    const { order, ref } = ids();
    await attempt(...orderSql(order, ref), checkout(", order_id", `, '${order}'`));
    expect(await attempt(checkout(", order_id", `, '${order}'`))).toBe(UNIQUE);
    expect(await attempt(`update checkouts set total_pence = 100 where order_id = '${order}'`)).toBe(CHECK);
    expect(await attempt(`update checkouts set state = 'open' where order_id = '${order}'`)).toBe(CHECK);
    expect(
      await attempt(`update checkouts set state = 'open', session_id = 'cs_1' where order_id = '${order}'`),
    ).toBeUndefined();
    expect(await attempt(`update checkouts set session_id = 'cs_2' where order_id = '${order}'`)).toBe(CHECK);
  });
});

describe("refunds", () => {
  const refund = (payment: string, amount: number) =>
    `insert into refunds (payment_id, request_key, amount_pence, state, reason) values ('${payment}', '${crypto.randomUUID()}', ${amount}, 'requested', 'test')`;
  test("never exceed the payment, thirty at once neither", async () => {
    const { payment } = ids();
    await attempt(...paymentSql(payment, { amount: 1000 }));
    expect(await attempt(refund(payment, 1001))).toBe(CHECK);
    expect(await attempt(refund(payment, 0))).toBe(CHECK);
    const results = await Promise.all(Array.from({ length: 30 }, () => attempt(refund(payment, 300))));
    expect(results.filter((result) => result === undefined)).toHaveLength(3);
    expect(results.filter((result) => result !== undefined && result !== CHECK)).toEqual([]);
  });
});

describe("dues", () => {
  const dues = (payment: string, term: string) =>
    `insert into dues (payment_id, person_id, amount_pence, term, received_at) values ('${payment}', '${person}', 500, '${term}', now())`;
  test("the same day is never bought twice", async () => {
    const [a, b, c] = [ids().payment, ids().payment, ids().payment];
    await attempt(...paymentSql(a), ...paymentSql(b), ...paymentSql(c));
    expect(await attempt(dues(a, "[2026-01-01,2026-02-01)"))).toBeUndefined();
    expect(await attempt(dues(b, "[2026-01-31,2026-03-01)"))).toBe(OVERLAP);
    expect(await attempt(dues(b, "[2026-02-01,2026-03-01)"))).toBeUndefined();
    expect(await attempt(dues(c, "empty"))).toBe(CHECK);
    expect(await attempt(dues(c, "[2026-05-01,)"))).toBe(CHECK);
  });
});

describe("the journal", () => {
  const entry = (source: string, ...lines: [string, number][]) =>
    `with e as (insert into ledger_entries (source_kind, source_id, happened_at) values ('correction', '${source}', now()) returning id)
     insert into ledger_lines select e.id, row_number() over (), x.account, x.amount::bigint from e, (values ${lines.map(([a, p]) => `('${a}', ${p})`).join(", ")}) x(account, amount)`;
  test("entries balance, at commit", async () => {
    expect(await attempt(entry("a", ["bank", 100], ["dues", -99]))).toBe(CHECK);
    expect(await attempt(entry("a", ["bank", 100]))).toBe(CHECK);
    expect(
      await attempt(
        "insert into ledger_entries (source_kind, source_id, happened_at) values ('correction', 'b', now())",
      ),
    ).toBe(CHECK);
    expect(await attempt(entry("a", ["bank", 100], ["nowhere", -100]))).toBe("23503");
    expect(await attempt(entry("a", ["bank", 100], ["dues", -100]))).toBeUndefined();
  });
  test("the same fact is posted once", async () => {
    expect(await attempt(entry("twice", ["bank", 1], ["dues", -1]))).toBeUndefined();
    expect(await attempt(entry("twice", ["bank", 1], ["dues", -1]))).toBe(UNIQUE);
  });
  test.each(["ledger_lines", "ledger_entries"])("%s only grows, for the owner too", async (table) => {
    expect(await attempt(`delete from ${table}`)).toBe(FORBIDDEN);
    expect(await attempt(`update ${table} set ${table === "ledger_lines" ? "line_no = 1" : "source_id = 'x'"}`)).toBe(
      FORBIDDEN,
    );
    await expect(database.owner.query(`delete from ${table}`)).rejects.toThrow(/append-only/);
    await expect(database.owner.query(`truncate ${table} cascade`)).rejects.toThrow(/append-only/);
  });
});

describe("decisions and words", () => {
  test("a regulated donation is accepted by a person with a reason, never by a clock", async () => {
    const { payment } = ids();
    await attempt(...paymentSql(payment));
    const row = `insert into regulated_donations (payment_id, person_id, regulated_value_pence, received_on, deadline_on, state) values ('${payment}', '${person}', 60000, '2026-11-01', '2026-11-30'`;
    expect(await attempt(`${row}, 'accepted')`)).toBe(CHECK);
    expect(await attempt(`${row}, 'received')`)).toBeUndefined();
    expect(await attempt(`update regulated_donations set state = 'accepted' where payment_id = '${payment}'`)).toBe(
      CHECK,
    );
  });
  test("one person has one live membership", async () => {
    const apply = (id: string) =>
      `insert into applications (id, public_ref, person_id, dues_pence, agreed_wording, agreed_at) values ('${id}', 'J-${id}', '${person}', 500, 'x', now())`;
    const join = (id: string, sub: string) =>
      `insert into memberships (person_id, application_id, dues_pence, stripe_subscription_id, stripe_customer_id, state) values ('${person}', '${id}', 500, '${sub}', 'cus_1', 'active')`;
    const [a, b] = [crypto.randomUUID(), crypto.randomUUID()];
    expect(await attempt(apply(a), apply(b), join(a, "sub_a"))).toBeUndefined();
    expect(await attempt(join(b, "sub_b"))).toBe(UNIQUE);
    expect(await attempt(`update applications set state = 'accepted', submitted_at = now() where id = '${a}'`)).toBe(
      CHECK,
    );
  });
  test("a published edition stays as it was, and has its rights", async () => {
    await expect(database.owner.query("update editions set body_html = 'x'")).rejects.toThrow(/does not change/);
    await expect(database.owner.query("update pamphlets set imprint_checked = false")).rejects.toThrow(
      /check constraint/,
    );
    expect(await attempt("update editions set body_html = 'x'")).toBe(FORBIDDEN);
  });
  test("the site's role can make no table, and take nothing away", async () => {
    expect(await attempt("create table mine (x int)")).toBe(FORBIDDEN);
    expect(await attempt("drop table orders")).toBe(FORBIDDEN);
    for (const table of ["people", "payments", "orders", "donations", "dues", "outbox", "questions"]) {
      expect(await attempt(`delete from ${table}`)).toBe(FORBIDDEN);
    }
    expect(await attempt("update pamphlets set price_pence = 1")).toBe(FORBIDDEN);
    expect(await attempt("update figures set value = 1")).toBe(FORBIDDEN);
  });
});

test("the self-check finds what these attempts left behind, so it can find something", async () => {
  await expect(expectSound(database)).rejects.toThrow();
});
