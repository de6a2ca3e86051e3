import { firstResult, noteResult } from "#app/forms/form-key.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { formatPence, type Pence } from "#app/money/pence.ts";
import { type Asking, prepareCheckout } from "#app/payments/checkout.ts";
import type { Payments } from "#app/payments/payments.ts";
import { type Contact, findOrAddPerson } from "#app/people/people.ts";
import { linkKey } from "#app/references/link-key.ts";
import { newReference } from "#app/references/reference.ts";
import { type Reader, type Tx, transact } from "#db/client.ts";
import { findBranch } from "./branches.ts";
import { LIVE } from "./memberships.ts";

export type JoinRequest = {
  formKey: string;
  contact: Contact & { postcode: string };
  tradeUnion?: string;
  rateId: string | null;
  duesPence: Pence;
  /** The statement they ticked, word for word. */
  agreedWording: string;
  /** Separate and unticked by default; consent only (uk-rules.md 4.4). */
  consents: { channel: "email" | "text"; wording: string }[];
  /** Asked to pay in another way, or not now: no checkout is made. */
  withoutPayment: boolean;
};

export type JoinStart = { applicationId: string; checkoutId: string | undefined };

/**
 * Writes an application down and prepares its first dues. A person accepts it later; no money is needed for that. To
 * someone who is a member already, the answer is the same: what differs goes by email, or the form would tell who is
 * one. A second press of the same button gets the first result.
 */
export async function startApplication(p: Payments, join: JoinRequest): Promise<JoinStart> {
  return transact(p.db, async (tx) => {
    const first = await firstResult(tx, join.formKey, "join");
    if (first) {
      const checkout = await tx
        .selectFrom("checkouts")
        .select("id")
        .where("application_id", "=", first)
        .executeTakeFirst();
      return { applicationId: first, checkoutId: checkout?.id };
    }
    const now = p.clock.now();
    const personId = await findOrAddPerson(tx, join.contact);
    const branch = await findBranch(tx, join.contact.postcode);
    const application = await tx
      .insertInto("applications")
      .values({
        public_ref: newReference("J"),
        person_id: personId,
        branch_id: branch?.id ?? null,
        rate_id: join.rateId,
        dues_pence: join.duesPence,
        trade_union: join.tradeUnion ?? null,
        wants_contact_about_paying: join.withoutPayment,
        agreed_wording: join.agreedWording,
        agreed_at: now,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    for (const { channel, wording } of join.consents) {
      await tx.insertInto("consents").values({ person_id: personId, channel, wording, source: "join" }).execute();
    }
    await noteResult(tx, join.formKey, "join", application.id);
    if (join.withoutPayment) {
      await submitApplication(tx, application.id, now);
      return { applicationId: application.id, checkoutId: undefined };
    }
    return {
      applicationId: application.id,
      checkoutId: (await prepareCheckout(tx, p, { application_id: application.id }, join.duesPence)).id,
    };
  });
}

/** What Stripe's page is to ask for. "Monthly dues" says to a bank nothing about what for. */
export async function askForDues(p: Payments, applicationId: string): Promise<Asking> {
  const application = await p.db
    .selectFrom("applications")
    .innerJoin("contacts", "contacts.person_id", "applications.person_id")
    .select(["applications.id", "applications.public_ref", "applications.dues_pence", "contacts.email"])
    .where("applications.id", "=", applicationId)
    .executeTakeFirstOrThrow();
  return {
    reference: application.public_ref,
    lines: [{ name: "Monthly dues", unitPence: application.dues_pence, quantity: 1, kind: "dues" }],
    monthly: { description: "Monthly dues" },
    bacs: true,
    note: `${formatPence(application.dues_pence)} now and every month until you stop. You have 14 days to change your mind.`,
    ...(application.email ? { email: application.email } : {}),
    doneUrl: (id) =>
      `${p.settings.siteUrl}/join/thanks?checkout=${id}&key=${linkKey(p.settings.formSecret, "checkout", id)}`,
    backUrl: () => `${p.settings.siteUrl}/join/check?back=stripe`,
  };
}

/**
 * The application now waits for a person. Tells the applicant and the officers, once. To somebody who had paid for a
 * membership already, it says that this money goes back (`owedBack`).
 */
export async function submitApplication(tx: Tx, applicationId: string, at: Date, owedBack = false): Promise<void> {
  const moved = await tx
    .updateTable("applications")
    .set({ state: "waiting", submitted_at: at })
    .where("id", "=", applicationId)
    .where("state", "=", "started")
    .returning("id")
    .executeTakeFirst();
  if (!moved) return;
  await queueLetter(tx, owedBack ? "dues-owed-back" : "application-received", applicationId);
  await queueLetter(tx, "application-for-officers", applicationId);
}

/** The one membership of a person that is paid for or in arrears; undefined where there is none. */
export function findLiveMembership(db: Reader, personId: string) {
  return db
    .selectFrom("memberships")
    .selectAll()
    .where("person_id", "=", personId)
    .where("state", "in", LIVE)
    .executeTakeFirst();
}

/** Notes to someone who applied although a member already; by email, so that the page tells nobody else. */
export async function tellAlreadyMember(tx: Tx, applicationId: string): Promise<void> {
  await queueLetter(tx, "already-a-member", applicationId);
}
