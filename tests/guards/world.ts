import { fresh, NOW, STANDING } from "./rows/standing.ts";
import type { Row, Scene } from "./scene.ts";

/** Books in which a little of everything happened, every guard in force: what the self-check must find nothing in. */
export type World = Record<
  "held" | "order" | "bought" | "offer" | "gift" | "donation" | "month" | "dues" | "back" | "twice" | "payout" | "lost",
  string
>;

const CREDIT: Record<string, string> = {
  purchase: "sales_zero_rated",
  postage: "postage",
  donation: "donations_accepted",
  dues: "dues",
  owed_back: "owed_back",
};
const FEE = 20;

export async function makeWorld(s: Scene): Promise<World> {
  const held = await order(s);
  await s.insert("checkouts", { order_id: held });
  const sold = await order(s, { donation_pence: 100, total_pence: 260 });
  const bought = await buy(s, sold);
  const offer = await s.insert("donation_offers");
  const gift = await give(s, { checkout_id: await askedFor(s, { donation_offer_id: offer.id }) }, offer.id);
  const { month, dues } = await join(s);
  const back = await sendBack(s, (await give(s)).payment);
  const twice = await pay(s, { owed_back: 500 }, { role: "duplicate" });
  await s.insert("refunds", { payment_id: twice, amount_pence: 500 });
  const lost = await dispute(s, (await give(s)).payment);
  const payout = await payOut(s, gift.payment);
  await s.insert("stripe_events");
  for (const started_at of ["2026-11-02T12:00:00Z", "2026-11-02T12:10:00Z"])
    await s.insert("reconcile_runs", { started_at, finished_at: started_at, ...EVEN });
  for (const object of ["one", "two", "three"]) await s.insert("audit_log", { object });
  const ids = { held, order: sold, bought, offer: offer.id, gift: gift.payment, donation: gift.donation };
  const more = { month, dues, back, twice, payout, lost };
  return Object.fromEntries(Object.entries({ ...ids, ...more }).map(([name, id]) => [name, String(id)])) as World;
}

const EVEN = { stripe_pence: 0, ledger_pence: 0, difference_pence: 0, unexplained_pence: 0 };

/** An entry in the journal; accounts with what is debited (positive) or credited, in pence. */
export async function book(s: Scene, kind: string, source: unknown, lines: Record<string, number>): Promise<void> {
  const { id } = await s.insert("ledger_entries", { source_kind: kind, source_id: source });
  let line_no = 0;
  for (const [account, amount_pence] of Object.entries(lines))
    await s.insert("ledger_lines", { entry_id: id, line_no: ++line_no, account, amount_pence });
}

async function moved(s: Scene, over: Row): Promise<void> {
  await s.insert("balance_movements", over);
}

/** Money by Stripe, booked, with its fee and the movement it came by. Gives the payment's id. */
async function pay(s: Scene, parts: Record<string, number>, over: Row = {}): Promise<unknown> {
  const amount = Object.values(parts).reduce((a, b) => a + b, 0);
  const { id } = await s.insert("payments", { amount_pence: amount, ...over });
  for (const [kind, amount_pence] of Object.entries(parts))
    await s.insert("payment_parts", { payment_id: id, kind, amount_pence });
  const credits = Object.entries(parts).map(([kind, pence]) => [CREDIT[kind] ?? kind, -pence]);
  await book(s, "payment", id, { stripe_clearing: amount, ...Object.fromEntries(credits) });
  const txn = fresh("txn");
  await s.change("payments", { id }, { fee_pence: FEE, balance_transaction_id: txn });
  await book(s, "fee", txn, { stripe_fees: FEE, stripe_clearing: -FEE });
  await moved(s, { id: txn, amount_pence: amount, fee_pence: FEE, net_pence: amount - FEE });
  return id;
}

async function order(s: Scene, over: Row = {}): Promise<unknown> {
  const { id } = await s.add("orders", over);
  await s.insert("reservations", { order_id: id });
  await s.sql("update stock set reserved = reserved + 1 where pamphlet_id = $1", STANDING.pamphlet);
  return id;
}

async function buy(s: Scene, id: unknown): Promise<unknown> {
  const checkout_id = await askedFor(s, { order_id: id, total_pence: 260 });
  const payment = await pay(s, { purchase: 50, postage: 110, donation: 100 }, { order_id: id, checkout_id });
  await s.insert("donations", { payment_id: payment, order_id: id, amount_pence: 100 });
  await s.change("orders", { id }, { state: "paid", paid_at: NOW });
  await s.change("reservations", { order_id: id }, { state: "sold" });
  const copies = "update stock set reserved = reserved - 1, on_hand = on_hand - 1 where pamphlet_id = $1";
  await s.sql(copies, STANDING.pamphlet);
  await s.insert("stock_moves", { order_id: id, reason: "sold", quantity: -1 });
  await s.insert("outbox", { letter: "order-receipt", ref_id: id });
  return payment;
}

/** A checkout that was paid, long enough ago. Gives its id. */
async function askedFor(s: Scene, purpose: Row): Promise<unknown> {
  const total_pence = purpose.total_pence ?? 500;
  const { id } = await s.insert("checkouts", { ...purpose, total_pence, created_at: NOW });
  await s.change("checkouts", { id }, { state: "paid", session_id: fresh("cs") });
  return id;
}

async function give(s: Scene, over: Row = {}, donation_offer_id: unknown = null) {
  const payment = await pay(s, { donation: 500 }, over);
  const { id } = await s.insert("donations", { payment_id: payment, donation_offer_id });
  await s.insert("outbox", { letter: "donation-receipt", ref_id: id });
  return { payment, donation: id };
}

async function join(s: Scene) {
  const { id: membership_id, person_id, application_id } = await s.insert("memberships");
  const invoice_id = fresh("in");
  const month = await pay(s, { dues: 500 }, { person_id, invoice_id });
  const { id } = await s.insert("dues", { payment_id: month, membership_id, person_id, invoice_id });
  await s.insert("outbox", { letter: "application-received", ref_id: application_id });
  await s.insert("missed_instalments", { membership_id, invoice_id, state: "paid" });
  return { month, dues: id };
}

async function sendBack(s: Scene, payment_id: unknown): Promise<unknown> {
  const re = fresh("re");
  const refund = { payment_id, origin: "stripe", state: "succeeded", stripe_refund_id: re, amount_pence: 200 };
  const { id } = await s.insert("refunds", refund);
  await book(s, "refund", re, { refunds_out: 200, stripe_clearing: -200 });
  await moved(s, {
    id: fresh("txn"),
    type: "refund",
    source_id: re,
    amount_pence: -200,
    fee_pence: 0,
    net_pence: -200,
  });
  return id;
}

async function dispute(s: Scene, payment_id: unknown): Promise<unknown> {
  await s.insert("disputes", { payment_id });
  await s.change("payments", { id: payment_id }, { state: "disputed" });
  const txn = fresh("txn");
  await book(s, "dispute", txn, { disputes: 500, stripe_fees: FEE, stripe_clearing: -500 - FEE });
  await moved(s, { id: txn, type: "adjustment", amount_pence: -500, fee_pence: FEE, net_pence: -500 - FEE });
  return payment_id;
}

async function payOut(s: Scene, payment: unknown): Promise<unknown> {
  const { id } = await s.insert("payouts", { amount_pence: 480 });
  await s.sql(
    "update balance_movements set payout_id = $1 where id = (select balance_transaction_id from payments where id = $2)",
    id,
    payment,
  );
  await s.change("payouts", { id }, { named_at: NOW, state: "paid" });
  const txn = fresh("txn");
  await book(s, "payout", txn, { bank: 480, stripe_clearing: -480 });
  await moved(s, { id: txn, type: "payout", payout_id: id, amount_pence: -480, fee_pence: 0, net_pence: -480 });
  return id;
}
