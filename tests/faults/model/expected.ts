import { DISPUTE_FEE } from "./means.ts";
import {
  balanceOf,
  heldOf,
  isGone,
  isRegulated,
  leftOf,
  type Model,
  type Payment,
  type Sub,
  standingOf,
  stockOf,
  total,
} from "./truth.ts";

/** What a house and its books look like, by names that both sides know. */
export type Picture = {
  stripe: number;
  ledger: Record<string, number>;
  stock: Record<string, string>;
  orders: Record<string, string>;
  payments: Record<string, string>;
  promises: Record<string, string>;
  askings: Record<string, string>;
  counts: Record<string, number>;
};

/** The picture that the house has to give once it knows all that happened. */
export function expected(model: Model): Picture {
  return {
    stripe: balanceOf(model),
    ledger: ledgerOf(model),
    stock: Object.fromEntries(
      [...model.goods.keys()].map((slug) => {
        const { onHand, reserved } = stockOf(model, slug);
        return [slug, `${onHand} there, ${reserved} held`];
      }),
    ),
    orders: Object.fromEntries(model.orders.map((order) => [order.name, standingOf(model, order)])),
    payments: Object.fromEntries(model.payments.map((payment) => [payment.name, describe(payment)])),
    promises: Object.fromEntries(model.subs.map((sub) => [sub.name, promiseOf(sub)])),
    askings: Object.fromEntries(model.asks.map((ask) => [ask.name, askingOf(model, ask)])),
    counts: countsOf(model),
  };
}

/** Each account of the journal, added up from what happened and not from entries. Those at nothing are left out. */
function ledgerOf(model: Model): Record<string, number> {
  const { payments } = model;
  const kept = payments.filter((payment) => payment.role === "settles");
  const owed = payments.filter((payment) => payment.role !== "settles");
  const held = kept.filter(isRegulated);
  const free = kept.filter((payment) => !isRegulated(payment));
  const of = (some: readonly Payment[], part: (payment: Payment) => number) => total(some.map(part));
  const back = (payment: Payment) => total(payment.refunds.filter(isGone).map((refund) => refund.pence));
  const books: Record<string, number> = {
    stripe_clearing: balanceOf(model),
    bank: total(model.payouts.filter((one) => one.state === "paid").map((one) => one.pence)),
    sales_zero_rated: -of(kept, ({ ask }) => ask.order?.goods ?? 0),
    postage: -of(kept, ({ ask }) => ask.order?.postage ?? 0),
    dues: -of(free, ({ ask, pence }) => (ask.kind === "join" ? pence : 0)),
    donations_accepted: -of(free, ({ ask, pence }) =>
      ask.kind === "join" ? 0 : ask.order ? ask.order.donation : pence,
    ),
    donations_unchecked: -of(held, leftOf),
    owed_back: of(owed, (payment) => heldOf(payment) - leftOf(payment)),
    refunds_out: of(free, back),
    disputes: of(kept, heldOf),
    stripe_fees: of(payments, (payment) => payment.fee + (payment.dispute ? DISPUTE_FEE : 0)),
    suspense: -model.foreign,
  };
  return Object.fromEntries(Object.entries(books).filter(([, pence]) => pence !== 0));
}

function describe(payment: Payment): string {
  const { pence, fee, role, dispute } = payment;
  const state = !dispute ? "succeeded" : dispute.state === "open" ? "disputed" : dispute.state;
  const refunds = payment.refunds.map(
    (one) => `${one.pence} ${one.origin} ${one.state === "refused" ? "failed" : one.state}`,
  );
  return told({ pence, fee, role: role ?? "?", state, refunds, disputed: dispute ? [`${dispute.pence}`] : [] });
}

/** A payment in one line. */
export function told(payment: {
  pence: number;
  fee: number | null;
  role: string;
  state: string;
  refunds: string[];
  disputed: string[];
}): string {
  const { pence, fee, role, state, refunds, disputed } = payment;
  const gone = [...refunds].sort().map((one) => `, back ${one}`);
  return `${pence} less ${fee}, ${role}, ${state}${gone.join("")}${disputed.map((one) => `, disputed ${one}`).join("")}`;
}

/** A debit that bounced is tried again and given up by a calendar of Stripe's own: either is right. */
export const BOUNCED = "behind or over";

function promiseOf(sub: Sub): string {
  if (sub.ask.kind === "join" && sub.role === "duplicate") return "duplicate";
  if (sub.bounced) return BOUNCED;
  return sub.ended ? "cancelled" : "active";
}

/** Of a first debit that is on its way or bounced, the page may say several things: only what is certain is compared. */
export const UNCERTAIN = "not paid";

function askingOf(model: Model, ask: Model["asks"][number]): string {
  if (model.payments.some((payment) => payment.ask === ask)) return "paid";
  return ask.state === "complete" ? UNCERTAIN : ask.state;
}

function countsOf(model: Model): Record<string, number> {
  const kept = model.payments.filter((payment) => payment.role === "settles");
  const dues = kept.filter(({ ask }) => ask.kind === "join");
  return {
    donations: kept.filter(({ ask }) => (ask.order ? ask.order.donation > 0 : ask.kind !== "join")).length,
    dues: dues.length,
    "dues that buy no day": dues.filter((payment) => leftOf(payment) <= heldOf(payment)).length,
    regulated: kept.filter(isRegulated).length,
    "payouts paid": model.payouts.filter(({ state }) => state === "paid").length,
    "payouts failed": model.payouts.filter(({ state }) => state === "failed").length,
  };
}
