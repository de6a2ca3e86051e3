import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findPromiseForLetter, wasAskedHere } from "./promise-facts.ts";

/** Says that a monthly donation has ended, and why. It asks for nothing and offers nothing. */
export const recurringDonationEnded: LetterWriter = async ({ db, settings }, recurringDonationId) => {
  const ref = { recurring_donation_id: recurringDonationId, membership_id: null };
  const promise = await findPromiseForLetter(db, settings, ref);
  if (!promise?.email) return undefined;
  const gift = `Your monthly donation of ${formatPence(promise.amountPence)}, reference ${promise.reference}, has ended`;
  const asked = promise.endReason === "asked" && (await wasAskedHere(db, ref)) ? " as you asked" : "";
  return {
    to: promise.email,
    from: "party",
    subject: `Ended: ${promise.reference}`,
    paragraphs: [
      promise.endReason === "unpaid"
        ? `${gift}, because the payments did not go through. You owe nothing, and no more is taken.`
        : `${gift}${asked}. No more is taken.`,
      `${promise.everPaid ? "Thank you for what you gave. " : ""}If this was not what you meant, write to ${settings.party.email} or call ${settings.party.phone}.`,
    ],
  };
};
