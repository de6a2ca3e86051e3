import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";

/** Confirms that a monthly donation has ended. It asks for nothing and offers nothing. */
export const recurringDonationEnded: LetterWriter = async ({ db, settings }, recurringDonationId) => {
  const promise = await db
    .selectFrom("recurring_donations")
    .innerJoin("contacts", "contacts.person_id", "recurring_donations.person_id")
    .select(["recurring_donations.public_ref", "recurring_donations.amount_pence", "contacts.email"])
    .where("recurring_donations.id", "=", recurringDonationId)
    .executeTakeFirst();
  if (!promise?.email) return undefined;
  return {
    to: promise.email,
    from: "party",
    subject: `Ended: ${promise.public_ref}`,
    paragraphs: [
      `Your monthly donation of ${formatPence(promise.amount_pence)}, reference ${promise.public_ref}, has ended as you asked. No more is taken.`,
      `Thank you for what you gave. If this was not you, write to ${settings.party.email} or call ${settings.party.phone}.`,
    ],
  };
};
