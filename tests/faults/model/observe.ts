import { type HeldPayment, readPayments, readPromises } from "./held.ts";
import type { Real } from "./real.ts";
import { refund } from "./stripe.ts";
import { isThere, type Model, type Order, type Payment, type Role, type Sub, standingOf } from "./truth.ts";

/**
 * Takes over what the house decided since the last look, where it had a choice: which of two payments came first, and
 * whether there were copies left. A decision it had no choice in has to be the right one. Then what is to go back goes.
 */
export async function observe(model: Model, real: Real): Promise<void> {
  await nameInstalments(model, real);
  const seen = new Map((await readPayments(real)).map((payment) => [payment.intent, payment]));
  const fresh = model.payments.filter((payment) => !payment.role && seen.has(payment.intent));
  await lookAtPromises(model, real);
  // what was possible is worked out before any of them is taken over
  const choices = fresh.map((payment) => ({ payment, possible: possibleRoles(model, payment) }));
  for (const { payment, possible } of choices) {
    const role = roleOf(seen.get(payment.intent));
    if (!possible.includes(role))
      throw new Error(`the house took ${payment.name} for ${role}: it had to be ${possible.join(" or ")}`);
    payment.role = role;
    if (role !== "settles") model.wishes.push({ payment, pence: payment.pence, origin: "owed_back" });
  }
  if (!model.awake) return;
  for (const wish of model.wishes.splice(0)) refund(model, wish.payment, wish.pence, wish.origin);
}

function roleOf(payment: HeldPayment | undefined): Role {
  if (payment?.role === "settles" || payment?.role === "duplicate" || payment?.role === "late") return payment.role;
  throw new Error(`no payment has the role ${payment?.role}`);
}

function possibleRoles(model: Model, payment: Payment): Role[] {
  const { order } = payment.ask;
  if (order) return possibleForOrder(model, payment, order);
  if (payment.ask.kind === "join") return [payment.sub?.role === "duplicate" ? "duplicate" : "settles"];
  return ["settles"];
}

function possibleForOrder(model: Model, payment: Payment, order: Order): Role[] {
  const others = model.payments.filter((one) => one !== payment && one.ask.order === order);
  if (others.some((one) => one.role)) return ["duplicate"];
  const alone = others.length === 0;
  if (alone && standingBefore(model, order) === "awaiting_payment") return ["settles"];
  if (alone && model.synced) return [isThere(model, order.lines) ? "settles" : "late"];
  return ["settles", "late", ...(alone ? [] : (["duplicate"] as const))];
}

/** Its page was open until it was paid: then its copies are still held, unless they were given back by themselves. */
function standingBefore(model: Model, order: Order): string {
  return order.lapsed ? "expired" : standingOf(model, order) === "expired" ? "awaiting_payment" : "other";
}

/** A membership that is there, one that is a duplicate: a person has one that lives. */
async function lookAtPromises(model: Model, real: Real): Promise<void> {
  const states = new Map((await readPromises(real, model)).map(({ id, what }) => [id, what]));
  const fresh = model.subs.filter((sub) => sub.ask.kind === "join" && !sub.role && states.has(sub.id));
  const choices = fresh.map((sub) => ({ sub, possible: possibleFor(model, sub) }));
  for (const { sub, possible } of choices) {
    const role = states.get(sub.id) === "duplicate" ? "duplicate" : "live";
    if (!possible.includes(role))
      throw new Error(`the house took ${sub.name} for ${role}: it had to be ${possible.join(" or ")}`);
    sub.role = role;
    // the house ends it at Stripe, so that it takes no more money
    if (role === "duplicate") sub.ended = true;
  }
  const living = new Map<number, string>();
  for (const sub of model.subs.filter((one) => one.role === "live" && states.get(one.id) === "active")) {
    const person = sub.ask.person ?? 0;
    if (living.has(person)) throw new Error(`${living.get(person)} and ${sub.name} are live memberships of one person`);
    living.set(person, sub.name);
  }
}

function possibleFor(model: Model, sub: Sub): ("live" | "duplicate")[] {
  const rivals = model.subs.filter(
    (one) => one !== sub && one.ask.kind === "join" && one.ask.person === sub.ask.person,
  );
  if (rivals.length === 0) return ["live"];
  if (!model.synced || rivals.some((one) => !one.role)) return ["live", "duplicate"];
  return [rivals.some((one) => one.role === "live" && !one.ended && !one.bounced) ? "duplicate" : "live"];
}

/** Asks Stripe by which payment intents the months of each promise were paid, oldest first. */
async function nameInstalments(model: Model, real: Real): Promise<void> {
  for (const sub of model.subs) {
    const mine = model.payments.filter((payment) => payment.sub === sub);
    if (mine.every((payment) => payment.intent)) continue;
    const intents = await real.atStripe(() => paidIntents(real, sub.id));
    if (intents.length !== mine.length)
      throw new Error(`the model is wrong: Stripe has ${intents.length} payments of ${sub.name}, not ${mine.length}`);
    for (const [i, payment] of mine.entries()) payment.intent = intents[i] ?? "";
  }
}

async function paidIntents({ site }: Real, subscription: string): Promise<string[]> {
  const { data } = await site.stripe.invoices.list({ subscription, status: "paid", limit: 100 });
  const intents = [];
  for (const invoice of data.sort((a, b) => paidAt(a) - paidAt(b))) {
    const paid = await site.stripe.invoicePayments.list({ invoice: invoice.id ?? "", status: "paid", limit: 1 });
    intents.push(String(paid.data[0]?.payment.payment_intent));
  }
  return intents;
}

const paidAt = (invoice: { status_transitions: { paid_at: number | null } }): number =>
  invoice.status_transitions.paid_at ?? 0;
