import { formatPence } from "#app/money/pence.ts";
import { recurringDonationPath } from "#app/references/addresses.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import type { Reader } from "#db/client.ts";
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
      "contacts.email",
      "regulated_donations.deadline_on",
    ])
    .where("donations.id", "=", donationId)
    .executeTakeFirst();
  if (!donation?.email) return undefined;
  const { party } = settings;
  const next = donation.recurring_donation_id ? await findNextDay(db, donation.recurring_donation_id) : undefined;
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
      ...(path
        ? [
            `This is a monthly donation. ${next ? `The next is taken on ${formatDay(next)}, and so on each month` : "It goes on"} until you stop it, here, without signing in: ${settings.siteUrl}${path}\nOr write to ${party.email} or call ${party.phone}, and quote the reference.`,
          ]
        : []),
      ...(donation.deadline_on
        ? [
            `By law we must check a donation of this size. We do so by ${formatDay(donation.deadline_on)}, and return the money if we cannot accept it.`,
          ]
        : []),
      `A mistake? Tell us and we put it right: ${settings.siteUrl}/donation-rules`,
    ],
  };
};

/** The day of the next instalment: as many months after the first as there have been. */
async function findNextDay(db: Reader, recurringDonationId: string): Promise<string | undefined> {
  const given = await db
    .selectFrom("donations")
    .select((e) => [e.fn.min("received_at").as("first"), e.fn.countAll<number>().as("times")])
    .where("recurring_donation_id", "=", recurringDonationId)
    .executeTakeFirst();
  return given?.first ? addMonths(ukDay(given.first), given.times) : undefined;
}
