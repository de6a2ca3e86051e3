import type { Selectable } from "kysely";
import { receiveDonation } from "#app/giving/donations.ts";
import { mirrorRecurringDonation } from "#app/giving/recurring-mirror.ts";
import { submitApplication } from "#app/membership/applications.ts";
import { receiveDues } from "#app/membership/dues.ts";
import { mirrorMembership } from "#app/membership/memberships.ts";
import type { Pence } from "#app/money/pence.ts";
import { findCharge, type SeenCharge } from "#app/payments/charge.ts";
import type { SeenInvoice } from "#app/payments/invoice.ts";
import { closeMissed } from "#app/payments/missed.ts";
import { findPayment, recordFee } from "#app/payments/record.ts";
import { findSessionOf, type SeenSession } from "#app/payments/session.ts";
import { endSubscription, findSubscription, type SeenSubscription } from "#app/payments/subscription.ts";
import { findOrAddPerson, rememberEmail } from "#app/people/people.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { type Tx, transact } from "#db/client.ts";
import type { Applications, Checkouts } from "#db/types.ts";
import { DONE, IGNORED_NOT_OURS, misfit, type Outcome, parked } from "./outcome.ts";
import { receivePayment } from "./post.ts";
import { findPromise, isPromisedSum, noteMissed } from "./promised.ts";

/**
 * Mirrors a subscription onto our promise, whatever comes first: its Checkout Session, its invoice or news of its own.
 * The session names the giver, so it is asked for where it is not at hand and the giver is not known yet.
 */
export async function settleSubscription(site: Site, seen: SeenSubscription, session?: SeenSession): Promise<Outcome> {
  if (seen.livemode !== site.settings.stripe.livemode) return parked("test money and real money were mixed");
  const promised = await findPromise(site, seen.checkoutId);
  if (!promised) return IGNORED_NOT_OURS;
  await failUnpaid(site, seen, promised.checkout.id);
  if (promised.application) return mirrorDues(site, promised.application, seen);
  const { recurring } = promised;
  if (recurring.stripe_subscription_id !== null && recurring.stripe_subscription_id !== seen.id) {
    return parked("two subscriptions claim one recurring donation");
  }
  const payer = recurring.person_id
    ? undefined
    : (session ?? (await findSessionOf(site, { subscription: seen.id })))?.payer;
  await transact(site.db, async (tx) => {
    const locked = await tx
      .selectFrom("recurring_donations")
      .select("person_id")
      .where("id", "=", recurring.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const personId = locked.person_id ?? (payer && (await findOrAddPerson(tx, payer)));
    await mirrorRecurringDonation(tx, recurring.id, seen, personId);
  });
  return DONE;
}

async function mirrorDues(site: Site, application: Selectable<Applications>, seen: SeenSubscription): Promise<Outcome> {
  const other = await site.db
    .selectFrom("memberships")
    .select("id")
    .where("application_id", "=", application.id)
    .where("stripe_subscription_id", "<>", seen.id)
    .executeTakeFirst();
  if (other) return parked("two subscriptions claim one application");
  const { toEnd } = await transact(site.db, (tx) => mirrorMembership(tx, application, seen));
  // joined twice: one membership stands, the other subscription must not go on taking money
  if (toEnd) await endSubscription(site, toEnd);
  return DONE;
}

/** The bank refused the first collection: what was on its way never came. The thank-you page reads this row. */
async function failUnpaid(site: Site, seen: SeenSubscription, checkoutId: string): Promise<void> {
  if (seen.state !== "past_due" && seen.state !== "cancelled") return;
  await site.db
    .updateTable("checkouts")
    .set({ state: "failed" })
    .where("id", "=", checkoutId)
    .where("state", "=", "processing")
    .where((e) => e.not(e.exists(e.selectFrom("payments").select("id").where("payments.checkout_id", "=", checkoutId))))
    .execute();
}

/**
 * Settles one demand of a subscription: paid, it is a month's dues or one donation under its recurring donation; tried
 * in vain, the payer is told once.
 */
export async function settleInvoice(site: Site, invoice: SeenInvoice): Promise<Outcome> {
  const promised = await findPromise(site, invoice.checkoutId);
  if (!promised) return IGNORED_NOT_OURS;
  const wrong = misfit(invoice, site.settings.stripe.livemode);
  if (wrong) return wrong;
  const subscription = await findSubscription(site, invoice.subscriptionId);
  if (!subscription) return parked("its subscription is not known to Stripe");
  const mirrored = await settleSubscription(site, subscription);
  if (mirrored.state !== "done") return mirrored;
  if (!invoice.paid) return noteMissed(site, promised, subscription, invoice);
  if (!invoice.paymentIntentId) return parked("an invoice is paid without a payment");
  const charge = await findCharge(site, invoice.paymentIntentId);
  if (!charge) return DONE;
  const today = ukDay(site.clock.now());
  return transact(site.db, async (tx) => {
    const fits = await isPromisedSum(tx, promised, subscription, charge.amountPence);
    if (!fits || invoice.amountPence !== charge.amountPence) return parked("another sum came than was promised");
    const received = promised.recurring
      ? await receiveInstalment(tx, promised.recurring.id, promised.checkout, invoice, charge)
      : await receiveMonthOfDues(tx, promised.application.id, promised.checkout, invoice, charge, today);
    if (received.state === "done") await closeMissed(tx, invoice.id);
    return received;
  });
}

type Checkout = Pick<Selectable<Checkouts>, "id" | "total_pence">;

/**
 * The first money of a checkout is noted as its payment; what comes in later months belongs to the promise alone. So does
 * a first payment of another sum: the one asked for never came, and the promise has changed since.
 */
async function firstOf(tx: Tx, checkout: Checkout, charge: SeenCharge): Promise<string | undefined> {
  if (checkout.total_pence !== charge.amountPence) return undefined;
  const before = await tx.selectFrom("payments").select("id").where("checkout_id", "=", checkout.id).executeTakeFirst();
  if (before) return undefined;
  await tx
    .updateTable("checkouts")
    .set({ state: "paid" })
    .where("id", "=", checkout.id)
    .where("session_id", "is not", null)
    .execute();
  return checkout.id;
}

async function receiveInstalment(
  tx: Tx,
  recurringId: string,
  checkout: Checkout,
  invoice: SeenInvoice,
  charge: SeenCharge,
): Promise<Outcome> {
  const recurring = await tx
    .selectFrom("recurring_donations")
    .selectAll()
    .where("id", "=", recurringId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const known = await findPayment(tx, charge.paymentIntentId);
  if (known) {
    await recordFee(tx, known.id, charge);
    return DONE;
  }
  const personId = recurring.person_id ?? (await findOrAddPerson(tx, charge.payer));
  if (recurring.person_id) await rememberEmail(tx, personId, charge.payer.email);
  const payment = await receivePayment(tx, {
    charge,
    personId,
    role: "settles",
    parts: [{ kind: "donation", pence: charge.amountPence }],
    checkoutId: await firstOf(tx, checkout, charge),
    invoiceId: invoice.id,
    declaration: { ownMoneyAt: recurring.declared_own_money_at, overseas: recurring.is_overseas_elector },
  });
  await receiveDonation(tx, {
    paymentId: payment.id,
    personId,
    amountPence: charge.amountPence,
    receivedAt: charge.receivedAt,
    from: { recurring_donation_id: recurring.id },
  });
  return DONE;
}

async function receiveMonthOfDues(
  tx: Tx,
  applicationId: string,
  checkout: Checkout,
  invoice: SeenInvoice,
  charge: SeenCharge,
  today: string,
): Promise<Outcome> {
  // the person before the membership, as everywhere: news of the subscription comes in the same moment
  const { person_id } = await tx
    .selectFrom("applications")
    .select("person_id")
    .where("id", "=", applicationId)
    .executeTakeFirstOrThrow();
  await tx.selectFrom("people").select("id").where("id", "=", person_id).forUpdate().execute();
  const membership = await tx
    .selectFrom("memberships")
    .selectAll()
    .where("stripe_subscription_id", "=", invoice.subscriptionId)
    .forUpdate()
    .executeTakeFirst();
  if (!membership) return parked("dues came for a membership that is not known");
  const known = await findPayment(tx, charge.paymentIntentId);
  if (known) {
    await recordFee(tx, known.id, charge);
    return DONE;
  }
  const role = membership.state === "duplicate" ? "duplicate" : "settles";
  if (role === "settles" && !invoice.period) return parked("an invoice does not say which month it is for");
  const payment = await receivePayment(tx, {
    charge,
    personId: membership.person_id,
    role,
    parts: [{ kind: "dues", pence: charge.amountPence }],
    checkoutId: await firstOf(tx, checkout, charge),
    invoiceId: invoice.id,
  });
  if (role === "duplicate" || !invoice.period) {
    await submitApplication(tx, applicationId, charge.receivedAt, true);
    return DONE;
  }
  await receiveDues(tx, {
    paymentId: payment.id,
    personId: membership.person_id,
    membershipId: membership.id,
    invoiceId: invoice.id,
    amountPence: charge.amountPence as Pence,
    receivedAt: charge.receivedAt,
    period: invoice.period,
    today,
  });
  await submitApplication(tx, applicationId, charge.receivedAt);
  return DONE;
}
