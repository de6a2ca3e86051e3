import { DISPUTE_FEE, feeOf, type Means } from "./means.ts";
import { DAY, HOUR, monthsAfter, workingDaysAfter } from "./time.ts";
import { type Ask, isGone, leftOf, type Model, type Payment, type Refund, type Sub, total } from "./truth.ts";

/** What Stripe and the banks do, told in the model. Whoever calls this does the same at Stripe's stand-in. */

const REFUND_DAYS = 5;
const CLEARING_DAYS = 3;

function later(model: Model, at: number, happen: () => void): void {
  model.agenda.push({ at, turn: model.turns++, happen });
}

/** Time passes, and what falls due happens in its turn. */
export function passTo(model: Model, to: number): void {
  for (;;) {
    const [next] = model.agenda.filter((due) => due.at <= to).sort((a, b) => a.at - b.at || a.turn - b.turn);
    if (!next) break;
    model.agenda.splice(model.agenda.indexOf(next), 1);
    model.now = Math.max(model.now, next.at);
    next.happen();
  }
  model.now = to;
}

function move(model: Model, net: number, ready = model.now): void {
  model.moves.push({ net, ready, out: false });
}

/** A page is open until its time is up. */
export function open(model: Model, ask: Ask, until: number): void {
  model.asks.push(ask);
  later(model, until, () => {
    if (ask.state === "open") ask.state = "expired";
  });
}

function arrive(model: Model, ask: Ask, means: Means, intent: string, sub?: Sub): Payment {
  const nth = model.payments.filter((one) => one.ask === ask).length + 1;
  const payment: Payment = {
    name: nth === 1 ? ask.name : `${ask.name}, month ${nth}`,
    intent,
    ask,
    sub,
    pence: ask.pence,
    fee: feeOf(ask.pence, means.by),
    means,
    refunds: [],
  };
  model.payments.push(payment);
  move(model, payment.pence - payment.fee, (Math.floor(model.now / DAY) + CLEARING_DAYS) * DAY);
  return payment;
}

export function payOnce(model: Model, ask: Ask, means: Means, intent: string): void {
  ask.state = "complete";
  arrive(model, ask, means, intent);
}

export function payMonthly(model: Model, ask: Ask, means: Means, id: string): void {
  ask.state = "complete";
  const sub: Sub = { name: ask.name, id, ask, means, anchor: model.now, ended: false, bounced: false };
  model.subs.push(sub);
  collect(model, sub);
  renew(model, sub, 1);
}

/** Each month an invoice; it waits an hour, and then its money is taken. */
function renew(model: Model, sub: Sub, month: number): void {
  later(model, monthsAfter(sub.anchor, month), () => {
    if (sub.ended) return;
    later(model, model.now + HOUR, () => {
      if (!sub.ended) collect(model, sub);
    });
    renew(model, sub, month + 1);
  });
}

function collect(model: Model, sub: Sub): void {
  const { means } = sub;
  if (means.by === "card") {
    arrive(model, sub.ask, means, "", sub);
    return;
  }
  later(model, workingDaysAfter(model.now, means.days ?? 0), () => {
    if (means.bounces) {
      sub.bounced = true;
      return;
    }
    const payment = arrive(model, sub.ask, means, "", sub);
    if (means.takenBack) later(model, model.now + DAY, () => takeBack(model, payment));
  });
}

/** A bank takes its debit back without asking: that is lost at once. */
function takeBack(model: Model, payment: Payment): void {
  if (payment.dispute || leftOf(payment) === 0) return;
  dispute(model, payment, "");
}

export const canDispute = (payment: Payment): boolean => !payment.dispute && leftOf(payment) > 0;

export function dispute(model: Model, payment: Payment, id: string): void {
  const pence = leftOf(payment);
  payment.dispute = { id, pence, state: payment.means.by === "bank" ? "lost" : "open" };
  move(model, -pence - DISPUTE_FEE);
}

export function decide(model: Model, payment: Payment, won: boolean): void {
  if (payment.dispute?.state !== "open") throw new Error("only an open dispute is decided");
  payment.dispute.state = won ? "won" : "lost";
  if (won) move(model, payment.dispute.pence);
}

export const isRefundable = (payment: Payment, pence: number): boolean =>
  pence >= 1 && pence <= leftOf(payment) && (!payment.dispute || payment.dispute.state === "won");

/** Money goes back. False where Stripe refuses; one of ours is then closed. */
export function refund(model: Model, payment: Payment, pence: number, origin: Refund["origin"]): boolean {
  if (!isRefundable(payment, pence)) {
    if (origin !== "stripe") payment.refunds.push({ pence, origin, state: "refused" });
    return false;
  }
  const { by, refund: how } = payment.means;
  const slow = by === "bank" || how === "slow";
  const one: Refund = { pence, origin, state: slow ? "pending" : "succeeded" };
  payment.refunds.push(one);
  move(model, -pence);
  const then = workingDaysAfter(model.now, REFUND_DAYS);
  if (slow)
    later(model, then, () => {
      one.state = "succeeded";
    });
  else if (how === "fails")
    later(model, then, () => {
      if (!isGone(one)) return;
      one.state = "failed";
      move(model, pence);
    });
  return true;
}

/** What can go to the bank now. */
export const readyOf = (model: Model): number =>
  total(model.moves.filter((one) => !one.out && one.ready <= model.now).map((one) => one.net));

export function payOut(model: Model, fails: boolean): void {
  const pence = readyOf(model);
  for (const one of model.moves) if (one.ready <= model.now) one.out = true;
  model.payouts.push({ pence, state: fails ? "failed" : "paid" });
  if (fails) move(model, pence);
}

/** Another shop on the same account sells something. */
export function sellElsewhere(model: Model, pence: number): void {
  const net = pence - feeOf(pence, "card");
  model.foreign += net;
  move(model, net, (Math.floor(model.now / DAY) + CLEARING_DAYS) * DAY);
}
