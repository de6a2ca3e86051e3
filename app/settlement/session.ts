import { receiveDonation } from "#app/giving/donations.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { minus, NOTHING, sum } from "#app/money/pence.ts";
import { findCharge, findIntent, type SeenCharge } from "#app/payments/charge.ts";
import { findInvoice } from "#app/payments/invoice.ts";
import { findPayment, recordFee } from "#app/payments/record.ts";
import type { SeenSession } from "#app/payments/session.ts";
import { findSubscription } from "#app/payments/subscription.ts";
import { findOrAddPerson, rememberEmail } from "#app/people/people.ts";
import { isRowId } from "#app/references/row-id.ts";
import { claimOrder, expireOrder, lockOrder, receiveOrderPayment, salesOfOrder } from "#app/shop/orders.ts";
import type { Site } from "#app/site.ts";
import { type Reader, type Tx, transact } from "#db/client.ts";
import { settleInvoice, settleSubscription } from "./instalment.ts";
import { DONE, IGNORED_NOT_OURS, misfit, type Outcome, parked } from "./outcome.ts";
import { receivePayment } from "./post.ts";

const checkouts = (db: Reader) =>
  db
    .selectFrom("checkouts")
    .select(["id", "state", "session_id", "total_pence"])
    .select(["order_id", "donation_offer_id", "recurring_donation_id", "application_id"]);

type Checkout = Awaited<ReturnType<ReturnType<typeof checkouts>["executeTakeFirstOrThrow"]>>;

/** Settles a Checkout Session as Stripe has it now. */
export async function settleSession(site: Site, session: SeenSession): Promise<Outcome> {
  const checkout = await findCheckout(site, session);
  if (!checkout) return IGNORED_NOT_OURS;
  if (checkout.session_id !== null && checkout.session_id !== session.id)
    return parked("two Checkout Sessions claim one checkout");
  const wrong = misfit(session, site.settings.stripe.livemode);
  if (wrong) return wrong;
  if (session.totalPence !== checkout.total_pence) return parked("the sum is not the one that was asked for");
  const monthly = checkout.recurring_donation_id !== null || checkout.application_id !== null;
  if ((session.mode === "subscription") !== monthly) return parked("it was paid in another mode than asked for");

  if (session.status === "expired") return lapse(site, checkout, session);
  if (session.status === "open") return DONE;
  if (session.mode === "subscription") return settleFirstInstalment(site, checkout, session);
  if (!session.paymentIntentId) return parked("it is complete without a payment");
  const intent = await findIntent(site, session.paymentIntentId);
  if (intent.state === "refused") return bounce(site, checkout, session);
  if (intent.state === "on its way") return waitForBank(site, checkout, session);
  const { charge } = intent;
  if (charge.amountPence !== checkout.total_pence) return parked("another sum came than was asked for");
  await transact(site.db, (tx) => receiveOnce(tx, checkout, session, charge));
  return DONE;
}

async function findCheckout(site: Site, session: SeenSession): Promise<Checkout | undefined> {
  if (!isRowId(session.checkoutId)) return undefined;
  return checkouts(site.db).where("id", "=", session.checkoutId).executeTakeFirst();
}

/**
 * The order first, then its checkout: everyone locks in this sequence (reliability.md, section 3). What was known before
 * names the order, since a checkout keeps its purpose; all else is read again.
 */
async function lock(tx: Tx, { id, order_id }: Pick<Checkout, "id" | "order_id">): Promise<Checkout> {
  if (order_id)
    await tx.selectFrom("orders").select("id").where("id", "=", order_id).forUpdate().executeTakeFirstOrThrow();
  return checkouts(tx).where("id", "=", id).forUpdate().executeTakeFirstOrThrow();
}

async function note(tx: Tx, checkout: Checkout, session: SeenSession, state: Checkout["state"]): Promise<void> {
  await tx
    .updateTable("checkouts")
    .set({ state, session_id: session.id, session_url: state === "open" ? session.url : null })
    .where("id", "=", checkout.id)
    .execute();
}

/** Stripe says that nobody can pay it any more: the stock goes back. */
async function lapse(site: Site, known: Checkout, session: SeenSession): Promise<Outcome> {
  return transact(site.db, async (tx) => {
    const checkout = await lock(tx, known);
    if (checkout.state === "paid") return parked("Stripe calls a paid checkout expired");
    // ended by us while its page was still being made: nothing is held for it any more
    if (checkout.state === "failed") return DONE;
    await note(tx, checkout, session, "expired");
    if (checkout.order_id) await expireOrder(tx, checkout.order_id);
    return DONE;
  });
}

/** Ends a checkout that Stripe never made a page for: nothing can be paid on it, so its stock goes back at once. */
export async function failUnmade(site: Site, checkoutId: string): Promise<void> {
  await transact(site.db, async (tx) => {
    const checkout = await lock(tx, await checkouts(tx).where("id", "=", checkoutId).executeTakeFirstOrThrow());
    if (checkout.state !== "prepared") return;
    await tx.updateTable("checkouts").set({ state: "failed" }).where("id", "=", checkoutId).execute();
    if (checkout.order_id) await expireOrder(tx, checkout.order_id);
  });
}

/** Completed, but the bank needs days: Bacs Direct Debit. */
async function waitForBank(site: Site, known: Checkout, session: SeenSession): Promise<Outcome> {
  return transact(site.db, async (tx) => {
    const checkout = await lock(tx, known);
    if (checkout.state === "prepared" || checkout.state === "open") await note(tx, checkout, session, "processing");
    return DONE;
  });
}

/** The bank refused it, days after the page was left (Bacs): nothing came, and nothing can be paid on that page again. */
async function bounce(site: Site, known: Checkout, session: SeenSession): Promise<Outcome> {
  return transact(site.db, async (tx) => {
    const checkout = await lock(tx, known);
    if (checkout.state === "paid") return parked("Stripe calls a paid checkout refused");
    if (checkout.state === "failed") return DONE;
    await note(tx, checkout, session, "failed");
    if (checkout.order_id) await expireOrder(tx, checkout.order_id);
    if (session.payer) await notePayer(tx, checkout, await findOrAddPerson(tx, session.payer));
    await queueLetter(tx, "payment-bounced", checkout.id);
    return DONE;
  });
}

/** Whoever tried to pay has to be told that it did not work, so they are noted where nobody is yet. */
async function notePayer(tx: Tx, checkout: Checkout, personId: string): Promise<void> {
  const [table, id] = checkout.order_id
    ? (["orders", checkout.order_id] as const)
    : (["donation_offers", checkout.donation_offer_id] as const);
  await tx
    .updateTable(table)
    .set({ person_id: personId })
    .where("id", "=", id)
    .where("person_id", "is", null)
    .execute();
}

/** Money paid once: for an order, or a donation. */
async function receiveOnce(tx: Tx, asked: Checkout, session: SeenSession, charge: SeenCharge): Promise<void> {
  const checkout = await lock(tx, asked);
  const known = await findPayment(tx, charge.paymentIntentId);
  if (known) return recordFee(tx, known.id, charge);
  await note(tx, checkout, session, "paid");
  const payer = session.payer ?? charge.payer;
  if (checkout.order_id) return receiveForOrder(tx, checkout, checkout.order_id, session, charge, payer);
  if (!checkout.donation_offer_id) throw new Error("a checkout paid once is for an order or a donation");

  const offer = await tx
    .selectFrom("donation_offers")
    .selectAll()
    .where("id", "=", checkout.donation_offer_id)
    .executeTakeFirstOrThrow();
  const personId = offer.person_id ?? (await findOrAddPerson(tx, payer));
  if (offer.person_id) await rememberEmail(tx, personId, payer.email);
  const payment = await receivePayment(tx, {
    charge,
    personId,
    role: "settles",
    parts: [{ kind: "donation", pence: charge.amountPence }],
    checkoutId: checkout.id,
    declaration: { ownMoneyAt: offer.declared_own_money_at, overseas: offer.is_overseas_elector },
  });
  await receiveDonation(tx, {
    paymentId: payment.id,
    personId,
    amountPence: charge.amountPence,
    receivedAt: charge.receivedAt,
    from: { donation_offer_id: offer.id },
  });
}

async function receiveForOrder(
  tx: Tx,
  checkout: Checkout,
  orderId: string,
  session: SeenSession,
  charge: SeenCharge,
  payer: SeenCharge["payer"],
): Promise<void> {
  const order = await lockOrder(tx, orderId);
  const role = await claimOrder(tx, order);
  const personId = await findOrAddPerson(tx, payer);
  const goods = minus(order.total_pence, sum(order.postage_pence, order.donation_pence));
  const payment = await receivePayment(tx, {
    charge,
    personId,
    role,
    parts: [
      { kind: "purchase", pence: goods },
      { kind: "postage", pence: order.postage_pence },
      { kind: "donation", pence: order.donation_pence },
    ],
    sales: await salesOfOrder(tx, orderId),
    checkoutId: checkout.id,
    orderId,
    heldBack: order.recovered_at !== null,
  });
  if (role === "duplicate") return queueLetter(tx, "paid-twice", payment.id);
  await receiveOrderPayment(tx, orderId, { by: personId, at: charge.receivedAt, outcome: role }, session.delivery);
  if (role === "settles" && order.donation_pence > NOTHING) {
    await receiveDonation(tx, {
      paymentId: payment.id,
      personId,
      amountPence: order.donation_pence,
      receivedAt: charge.receivedAt,
      from: { order_id: orderId },
    });
  }
}

/** In subscription mode only a paid invoice books money; the session tells who it is. */
async function settleFirstInstalment(site: Site, known: Checkout, session: SeenSession): Promise<Outcome> {
  if (!session.subscriptionId) return parked("it is complete without a subscription");
  const subscription = await findSubscription(site, session.subscriptionId);
  if (!subscription) return parked("its subscription is not known to Stripe");
  const mirrored = await settleSubscription(site, subscription, session);
  if (mirrored.state !== "done") return mirrored;
  await transact(site.db, async (tx) => {
    const checkout = await lock(tx, known);
    if (checkout.state === "paid") return;
    const refused = subscription.state === "past_due" || subscription.state === "cancelled";
    const state = session.paymentStatus !== "unpaid" ? "paid" : refused ? "failed" : "processing";
    // a bank's no stays: what the payer does about it pays the invoice, and the session never says so
    if (checkout.state === "failed" && state !== "paid") return;
    await note(tx, checkout, session, state);
    if (state === "processing" && checkout.application_id)
      await queueLetter(tx, "direct-debit-set-up", checkout.application_id);
  });
  const invoice = session.invoiceId ? await findInvoice(site, session.invoiceId) : undefined;
  return invoice?.paid ? settleInvoice(site, invoice) : DONE;
}

/** Money that is recorded already may still lack its fee. True where it is recorded. */
export async function noteLateFee(site: Site, paymentIntentId: string): Promise<boolean> {
  const known = await site.db
    .selectFrom("payments")
    .select(["id", "fee_pence"])
    .where("payment_intent_id", "=", paymentIntentId)
    .executeTakeFirst();
  if (!known) return false;
  if (known.fee_pence !== null) return true;
  const charge = await findCharge(site, paymentIntentId);
  if (charge) await transact(site.db, (tx) => recordFee(tx, known.id, charge));
  return true;
}
