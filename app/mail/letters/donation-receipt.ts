import { formatPence } from "#app/money/pence.ts";
import { recurringDonationPath } from "#app/references/addresses.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { LetterWriter } from "../write-letter.ts";

/** The receipt of one donation, or of one instalment of a recurring donation. */
export const donationReceipt: LetterWriter = async ({ db, settings }, donationId) => {
  const donation = await db
    .selectFrom("donations")
    .innerJoin("contacts", "contacts.person_id", "donations.person_id")
    .leftJoin("recurring_donations", "recurring_donations.id", "donations.recurring_donation_id")
    .leftJoin("regulated_donations", "regulated_donations.payment_id", "donations.payment_id")
    .select([
      "donations.public_ref",
      "donations.amount_pence",
      "donations.received_at",
      "donations.recurring_donation_id",
      "recurring_donations.public_ref as promise_ref",
      "recurring_donations.state as promise_state",
      "recurring_donations.next_at",
      "recurring_donations.ends_at",
      "contacts.email",
      "regulated_donations.deadline_on",
    ])
    .where("donations.id", "=", donationId)
    .executeTakeFirst();
  if (!donation?.email) return undefined;
  const { party } = settings;
  const path =
    donation.recurring_donation_id && donation.promise_ref
      ? recurringDonationPath(settings.formSecret, {
          id: donation.recurring_donation_id,
          public_ref: donation.promise_ref,
        })
      : undefined;
  return {
    to: donation.email,
    from: "party",
    subject: `Your receipt ${donation.public_ref}`,
    paragraphs: [
      `Thank you. We received ${formatPence(donation.amount_pence)} from you on ${formatDay(ukDay(donation.received_at))}. The reference is ${donation.public_ref}.`,
      `It goes to the ${party.name} for ${party.purpose}.`,
      ...(path ? [sayMonthly(donation, `${settings.siteUrl}${path}`, party)] : []),
      ...(donation.deadline_on
        ? [
            `By law we must check a donation of this size. We do so by ${formatDay(donation.deadline_on)}, and return the money if we cannot accept it.`,
          ]
        : []),
      `A mistake? Tell us and we put it right: ${settings.siteUrl}/donation-rules`,
    ],
  };
};

type Promised = { promise_state: string | null; next_at: Date | null; ends_at: Date | null };

/** What comes next of a monthly donation, as Stripe has it: a payment may come late, in a pause or at the end. */
function sayMonthly(
  { promise_state, next_at, ends_at }: Promised,
  page: string,
  { email, phone }: { email: string; phone: string },
): string {
  const day = (moment: Date) => formatDay(ukDay(moment));
  if (promise_state === "cancelled") return "Your monthly donation has ended, and no more is taken.";
  if (ends_at)
    return `Your monthly donation ends on ${day(ends_at)}, and no more is taken. Look after it here: ${page}`;
  const next =
    promise_state === "active" && next_at ? `The next is taken on ${day(next_at)}, and so on each month` : "It goes on";
  return `This is a monthly donation. ${next} until you stop it, here, without signing in: ${page}\nOr write to ${email} or call ${phone}, and quote the reference.`;
}
