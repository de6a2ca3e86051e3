import { type Desk, note, type Paid } from "./desk.ts";

/** What is done at Stripe, as on its dashboard, with money that was paid before. Nothing where Stripe will not do it. */
async function atStripe(desk: Desk, kind: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    note(desk, kind);
  } catch (error) {
    // refunded or disputed already, not collected yet, ended before: Stripe's answers to a hand that guesses
    if (!isStripesNo(error)) throw error;
  }
}

const isStripesNo = (error: unknown) =>
  error instanceof Refused || (error instanceof Error && error.constructor.name === "StripeInvalidRequestError");
class Refused extends Error {}

async function intentOf(desk: Desk, paid: Paid): Promise<string> {
  const { stripe } = desk.stage.site;
  if (!paid.subscriptionId) {
    const { payment_intent } = await stripe.checkout.sessions.retrieve(paid.sessionId);
    return idOf(payment_intent);
  }
  const invoices = await stripe.invoices.list({ subscription: paid.subscriptionId, limit: 12 });
  const invoice = desk.chances.from(invoices.data).id ?? "";
  const [first] = (await stripe.invoicePayments.list({ invoice, limit: 1 })).data;
  return idOf(first?.payment.payment_intent);
}

function idOf(ref: string | { id: string } | null | undefined): string {
  const id = typeof ref === "string" ? ref : ref?.id;
  if (!id) throw new Refused("there is no payment yet");
  return id;
}

export async function refundPart(desk: Desk): Promise<void> {
  const paid = somePaid(desk);
  if (!paid) return;
  await atStripe(desk, "refund of a part", async () => {
    const payment_intent = await intentOf(desk, paid);
    const { amount } = await desk.stage.site.stripe.paymentIntents.retrieve(payment_intent);
    await desk.stage.site.stripe.refunds.create({ payment_intent, amount: desk.chances.whole(1, amount) });
  });
}

export async function refundAll(desk: Desk): Promise<void> {
  const paid = somePaid(desk);
  if (!paid) return;
  await atStripe(desk, "refund of all that was left", async () => {
    await desk.stage.site.stripe.refunds.create({ payment_intent: await intentOf(desk, paid) });
  });
}

export async function dispute(desk: Desk): Promise<void> {
  const paid = somePaid(desk);
  if (!paid) return;
  await atStripe(desk, "dispute opened", async () => {
    const payment_intent = await intentOf(desk, paid);
    const { data } = await desk.stage.site.stripe.charges.list({ payment_intent, limit: 1 });
    const [charge] = data;
    if (!charge || charge.amount_refunded === charge.amount) throw new Refused("nothing is left to dispute");
    const { id } = await control(desk, "dispute", { charge: charge.id });
    desk.book.disputes.push(String(id));
  });
}

export async function decideDispute(desk: Desk): Promise<void> {
  const [dispute] = desk.book.disputes.splice(0, 1);
  if (!dispute) return;
  const outcome = desk.chances.from(["won", "lost"]);
  await atStripe(desk, `dispute ${outcome}`, () => control(desk, "dispute", { dispute, outcome }));
}

/** Ended on Stripe's dashboard. */
export async function endSubscription(desk: Desk): Promise<void> {
  const paid = desk.chances.shuffled(desk.book.paid).find((one) => one.subscriptionId);
  if (!paid?.subscriptionId) return;
  const id = paid.subscriptionId;
  await atStripe(desk, "subscription ended", () => desk.stage.site.stripe.subscriptions.cancel(id));
}

export async function payOut(desk: Desk): Promise<void> {
  await atStripe(desk, "payout", () => control(desk, "payout", {}));
}

const somePaid = ({ book, chances }: Desk): Paid | undefined =>
  book.paid.length > 0 ? chances.from(book.paid) : undefined;

async function control(desk: Desk, name: string, input: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${desk.stage.stripeUrl}/_sandbox/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Refused(JSON.stringify(body));
  return body;
}
