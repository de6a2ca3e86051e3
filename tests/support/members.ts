import { receiveDues } from "#app/membership/dues.ts";
import { pence } from "#app/money/pence.ts";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";

/** Members and their dues made of rows, for rules that do not ask how they came about. */
export type Member = { personId: string; applicationId: string; membershipId: string; reference: string };

let count = 0;

/** Nine in the morning, UTC, of a day. */
export const morning = (day: string) => new Date(`${day}T09:00:00Z`);

/** The same site on another day. */
export const onDay = (site: Site, day: string): Site => ({ ...site, clock: { now: () => morning(day) } });

/** Somebody who joined on a day. The promise stands with Stripe as `state` says. */
export function addMember(site: Site, since: string, state: "active" | "past_due" = "past_due"): Promise<Member> {
  return transact(site.db, async (tx) => {
    const { id: personId } = await tx.insertInto("people").defaultValues().returning("id").executeTakeFirstOrThrow();
    await tx
      .insertInto("contacts")
      .values({ person_id: personId, full_name: "Member Example", email: `member-${++count}@reader.example` })
      .execute();
    return { personId, ...(await promise(tx, personId, since, state)) };
  });
}

/** The same person joins once more. */
export function joinAgain(
  site: Site,
  member: Member,
  since: string,
  state: "active" | "past_due" = "past_due",
): Promise<Member> {
  return transact(site.db, async (tx) => ({
    personId: member.personId,
    ...(await promise(tx, member.personId, since, state)),
  }));
}

async function promise(tx: Tx, personId: string, since: string, state: "active" | "past_due") {
  const n = ++count;
  const made = { person_id: personId, dues_pence: pence(500), created_at: morning(since) };
  const application = await tx
    .insertInto("applications")
    .values({ ...made, public_ref: `J-TEST-${n}`, agreed_wording: "I agree", agreed_at: morning(since) })
    .returning(["id", "public_ref"])
    .executeTakeFirstOrThrow();
  const subscription = { stripe_subscription_id: `sub_member_${n}`, stripe_customer_id: `cus_member_${n}` };
  const membership = await tx
    .insertInto("memberships")
    .values({ ...made, ...subscription, application_id: application.id, state: "incomplete" })
    .returning("id")
    .executeTakeFirstOrThrow();
  await tx.updateTable("memberships").set({ state }).where("id", "=", membership.id).execute();
  return { applicationId: application.id, membershipId: membership.id, reference: application.public_ref };
}

/** £5 of dues for the time from one day up to another. Gives the payment. */
export function payDues(site: Site, member: Member, from: string, to: string): Promise<string> {
  const n = ++count;
  return transact(site.db, async (tx) => {
    const payment = await tx
      .insertInto("payments")
      .values({
        method: "stripe",
        payment_intent_id: `pi_dues_${n}`,
        charge_id: `ch_dues_${n}`,
        invoice_id: `in_dues_${n}`,
        person_id: member.personId,
        amount_pence: pence(500),
        role: "settles",
        state: "succeeded",
        received_at: morning(from),
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("payment_parts")
      .values({ payment_id: payment.id, kind: "dues", amount_pence: pence(500) })
      .execute();
    await receiveDues(tx, {
      paymentId: payment.id,
      personId: member.personId,
      membershipId: member.membershipId,
      invoiceId: `in_dues_${n}`,
      amountPence: pence(500),
      receivedAt: morning(from),
      period: { start: morning(from), end: morning(to) },
      today: from,
    });
    return payment.id;
  });
}

/** Money of a payment went back, at Stripe. Gives the refund. */
export async function sendBack(site: Site, paymentId: string, amount: number): Promise<string> {
  const n = ++count;
  const refund = await site.db
    .insertInto("refunds")
    .values({
      payment_id: paymentId,
      request_key: `stripe:re_dues_${n}`,
      stripe_refund_id: `re_dues_${n}`,
      amount_pence: pence(amount),
      state: "succeeded",
      origin: "stripe",
      reason: "made at Stripe",
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return refund.id;
}

/** A bank has taken a payment back, and may be asked to think again. Gives the dispute. */
export async function takeBack(site: Site, paymentId: string, day: string): Promise<string> {
  const dispute = await site.db
    .insertInto("disputes")
    .values({
      stripe_dispute_id: `du_dues_${++count}`,
      payment_id: paymentId,
      state: "open",
      amount_pence: pence(500),
      reason: "fraudulent",
      opened_at: morning(day),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return dispute.id;
}

/** One tick of an officer: nothing is asked for from a day on. */
export async function tickHardship(site: Site, member: Member, from: string, until: string | null = null) {
  const officer = await site.db.insertInto("people").defaultValues().returning("id").executeTakeFirstOrThrow();
  await site.db
    .insertInto("hardships")
    .values({ person_id: member.personId, from_day: from, until_day: until, set_by: officer.id })
    .execute();
}

/** The promise is over at Stripe: because somebody asked for it, or because payments failed. */
export async function endPromise(site: Site, member: Member, day: string, end_reason: "asked" | "unpaid") {
  await site.db
    .updateTable("memberships")
    .set({ state: "cancelled", ends_at: morning(day), end_reason })
    .where("id", "=", member.membershipId)
    .execute();
}
