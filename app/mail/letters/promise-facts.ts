import type { Settings } from "#app/config/settings.ts";
import type { Pence } from "#app/money/pence.ts";
import { duesPath, recurringDonationPath } from "#app/references/addresses.ts";
import type { Reader } from "#db/client.ts";

type Ref = { recurring_donation_id: string | null; membership_id: string | null };

/** What the letters about a monthly promise tell, of both kinds alike. */
export type PromiseFacts = {
  kind: "donation" | "dues";
  /** For a sentence: "monthly donation", "dues". */
  name: string;
  email: string | null;
  reference: string;
  amountPence: Pence;
  state: string;
  endsAt: Date | null;
  endReason: string | null;
  pausedUntil: Date | null;
  nextAt: Date | null;
  /** False where no money of it ever came. */
  everPaid: boolean;
  /** The page on which it is looked after, without signing in. */
  url: string;
};

export async function findPromiseForLetter(
  db: Reader,
  settings: Settings,
  ref: Ref,
): Promise<PromiseFacts | undefined> {
  if (ref.recurring_donation_id) return findDonation(db, settings, ref.recurring_donation_id);
  return ref.membership_id ? findDues(db, settings, ref.membership_id) : undefined;
}

async function findDonation(db: Reader, settings: Settings, id: string): Promise<PromiseFacts | undefined> {
  const row = await db
    .selectFrom("recurring_donations")
    .leftJoin("contacts", "contacts.person_id", "recurring_donations.person_id")
    .selectAll("recurring_donations")
    .select("contacts.email")
    .where("recurring_donations.id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const paid = await db
    .selectFrom("donations")
    .select("id")
    .where("recurring_donation_id", "=", id)
    .limit(1)
    .executeTakeFirst();
  return {
    kind: "donation",
    name: "monthly donation",
    email: row.email,
    reference: row.public_ref,
    amountPence: row.amount_pence,
    ...standing(row),
    everPaid: paid !== undefined,
    url: settings.siteUrl + recurringDonationPath(settings.formSecret, row),
  };
}

async function findDues(db: Reader, settings: Settings, id: string): Promise<PromiseFacts | undefined> {
  const row = await db
    .selectFrom("memberships")
    .innerJoin("applications", "applications.id", "memberships.application_id")
    .leftJoin("contacts", "contacts.person_id", "memberships.person_id")
    .selectAll("memberships")
    .select(["contacts.email", "applications.public_ref"])
    .where("memberships.id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  const paid = await db.selectFrom("dues").select("id").where("membership_id", "=", id).limit(1).executeTakeFirst();
  return {
    kind: "dues",
    name: "dues",
    email: row.email,
    reference: row.public_ref,
    amountPence: row.dues_pence,
    ...standing(row),
    everPaid: paid !== undefined,
    url: settings.siteUrl + duesPath(settings.formSecret, { id: row.application_id, public_ref: row.public_ref }),
  };
}

function standing(row: {
  state: string;
  ends_at: Date | null;
  end_reason: string | null;
  paused_until: Date | null;
  next_at: Date | null;
}) {
  return {
    state: row.state,
    endsAt: row.ends_at,
    endReason: row.end_reason,
    pausedUntil: row.paused_until,
    nextAt: row.next_at,
  };
}

/** True where the payer asked for the end on a page of ours, so that a letter may say "as you asked". */
export async function wasAskedHere(db: Reader, ref: Ref): Promise<boolean> {
  const last = await db
    .selectFrom("promise_changes")
    .select(["kind", "origin"])
    .where((e) =>
      ref.membership_id
        ? e("membership_id", "=", ref.membership_id)
        : e("recurring_donation_id", "=", ref.recurring_donation_id),
    )
    .where("kind", "in", ["end", "end_later", "keep"])
    .where("done_at", "is not", null)
    .orderBy("done_at", "desc")
    .executeTakeFirst();
  return last?.origin === "payer" && last.kind !== "keep";
}
