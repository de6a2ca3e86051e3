import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findPromiseForLetter, wasAskedHere } from "./promise-facts.ts";

/**
 * Dues have ended at Stripe. Where a person asked for it, that is the end. Where payments failed, they have stopped, and
 * that alone ends nobody's membership: the letter says how to start again.
 */
export const duesEnded: LetterWriter = async ({ db, settings }, membershipId) => {
  const ref = { membership_id: membershipId, recurring_donation_id: null };
  const promise = await findPromiseForLetter(db, settings, ref);
  if (!promise?.email) return undefined;
  const { party, siteUrl } = settings;
  const dues = `your dues of ${formatPence(promise.amountPence)}, reference ${promise.reference}`;
  const contact = `write to ${party.email} or call ${party.phone}`;
  const asked = promise.endReason === "asked";
  const here = asked && (await wasAskedHere(db, ref));
  return {
    to: promise.email,
    from: "party",
    subject: `${asked ? "Ended" : "Payments have stopped"}: ${promise.reference}`,
    paragraphs: asked
      ? [
          here
            ? `Your membership has ended, as you asked, and with it ${dues}. No more is taken.`
            : `${upper(dues)}, have ended. No more is taken.`,
          `You can join again at any time: ${siteUrl}/join`,
          `If this was not you, ${contact}.`,
        ]
      : [
          promise.endReason === "unpaid"
            ? `Payments have stopped: ${dues}, did not go through, so they are not asked for any more. Nothing is taken.`
            : `Payments have stopped: ${dues}, are not asked for any more. Nothing is taken.`,
          promise.everPaid
            ? `This does not end your membership: only a person can do that. To start again, set up your dues once more, under the same name and email address: ${siteUrl}/join`
            : `No money of yours reached us, so your application has not gone to a branch. To try again: ${siteUrl}/join`,
          `If something is wrong, or money is short, ${contact}.`,
        ],
  };
};

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
