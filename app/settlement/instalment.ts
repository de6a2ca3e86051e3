import type { Selectable } from "kysely";
import { mirrorRecurringDonation, receiveDonation } from "#app/giving/donations.ts";
import { mirrorMembership, submitApplication } from "#app/membership/applications.ts";
import { receiveDues } from "#app/membership/dues.ts";
import type { Pence } from "#app/money/pence.ts";
import { findCharge, type SeenCharge } from "#app/payments/charge.ts";
import type { SeenInvoice } from "#app/payments/invoice.ts";
import { findPayment, recordFee } from "#app/payments/record.ts";
import { findSessionOf, type SeenSession } from "#app/payments/session.ts";
import { endSubscription, findSubscription, type SeenSubscription } from "#app/payments/subscription.ts";
import { findOrAddPerson, rememberEmail } from "#app/people/people.ts";
import { isRowId } from "#app/references/row-id.ts";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";
import type { Applications, Checkouts, RecurringDonations } from "#db/types.ts";
import { DONE, IGNORED_NOT_OURS, misfit, type Outcome, parked } from "./outcome.ts";
import { receivePayment } from "./post.ts";

/** What a subscription of ours is for. */
type Promised =
  | { recurring: Selectable<RecurringDonations>; application?: undefined; checkout: Selectable<Checkouts> }
  | { application: Selectable<Applications>; recurring?: undefined; checkout: Selectable<Checkouts> };

async function findPromise(site: Site, checkoutId: string | undefined): Promise<Promised | undefined> {
  if (!isRowId(checkoutId)) return undefined;
  const checkout = await site.db.selectFrom("checkouts").selectAll().where("id", "=", checkoutId).executeTakeFirst();
  if (checkout?.recurring_donation_id) {
    const recurring = await site.db
      .selectFrom("recurring_donations")
      .selectAll()
      .where("id", "=", checkout.recurring_donation_id)
      .executeTakeFirstOrThrow();
    return { recurring, checkout };
  }
  if (checkout?.application_id) {
    const application = await site.db
      .selectFrom("applications")
      .selectAll()
      .where("id", "=", checkout.application_id)
      .executeTakeFirstOrThrow();
    return { application, checkout };
  }
  return undefined;
}

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

/** Settles one paid demand of a subscription: a month's dues, or one donation under its recurring donation. */
export async function settleInvoice(site: Site, invoice: SeenInvoice): Promise<Outcome> {
  const promised = await findPromise(site, invoice.checkoutId);
  if (!promised) return IGNORED_NOT_OURS;
  const wrong = misfit(invoice, site.settings.stripe.livemode);
  if (wrong) return wrong;
  const subscription = await findSubscription(site, invoice.subscriptionId);
  if (!subscription) return parked("its subscription is not known to Stripe");
  const mirrored = await settleSubscription(site, subscription);
  if (mirrored.state !== "done" || !invoice.paid) return mirrored;
  if (!invoice.paymentIntentId) return parked("an invoice is paid without a payment");
  const charge = await findCharge(site, invoice.paymentIntentId);
  if (!charge) return DONE;
  const asked = promised.recurring ? promised.recurring.amount_pence : promised.application.dues_pence;
  if (charge.amountPence !== asked || invoice.amountPence !== asked)
    return parked("another sum came than was promised");
  return transact(site.db, (tx) =>
    promised.recurring
      ? receiveInstalment(tx, promised.recurring.id, promised.checkout.id, invoice, charge)
      : receiveMonthOfDues(tx, promised.application.id, promised.checkout.id, invoice, charge),
  );
}

/** The first money of a checkout is noted as its payment; what comes in later months belongs to the promise alone. */
async function firstOf(tx: Tx, checkoutId: string): Promise<string | undefined> {
  const before = await tx.selectFrom("payments").select("id").where("checkout_id", "=", checkoutId).executeTakeFirst();
  if (before) return undefined;
  await tx
    .updateTable("checkouts")
    .set({ state: "paid" })
    .where("id", "=", checkoutId)
    .where("session_id", "is not", null)
    .execute();
  return checkoutId;
}

async function receiveInstalment(
  tx: Tx,
  recurringId: string,
  checkoutId: string,
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
    checkoutId: await firstOf(tx, checkoutId),
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
  checkoutId: string,
  invoice: SeenInvoice,
  charge: SeenCharge,
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
  const payment = await receivePayment(tx, {
    charge,
    personId: membership.person_id,
    role,
    parts: [{ kind: "dues", pence: charge.amountPence }],
    checkoutId: await firstOf(tx, checkoutId),
    invoiceId: invoice.id,
  });
  if (role === "duplicate") {
    await submitApplication(tx, applicationId, charge.receivedAt, true);
    return DONE;
  }
  if (!invoice.period) return parked("an invoice does not say which month it is for");
  await receiveDues(tx, {
    paymentId: payment.id,
    personId: membership.person_id,
    membershipId: membership.id,
    invoiceId: invoice.id,
    amountPence: charge.amountPence as Pence,
    receivedAt: charge.receivedAt,
    period: invoice.period,
  });
  await submitApplication(tx, applicationId, charge.receivedAt);
  return DONE;
}
