import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findDisputeForLetter } from "./dispute-facts.ts";

const OUTCOMES: Record<string, string> = {
  won: "It was won: the money is back. The fee is not.",
  lost: "It was lost: the money stays with the payer.",
  closed: "It was closed without money moving.",
};

/** Tells the treasurer how a dispute ended. */
export const disputeOverForOfficers: LetterWriter = async ({ db, settings }, disputeId) => {
  const facts = await findDisputeForLetter(db, disputeId);
  const outcome = facts && OUTCOMES[facts.state];
  if (!outcome) return undefined; // opened again since
  return {
    to: settings.mail.officers,
    from: "party",
    subject: "For the treasurer: a dispute is over",
    paragraphs: [
      `The dispute of ${formatPence(facts.amount_pence)} for ${facts.order_ref ?? facts.donation_ref ?? "a payment of dues"} is over. ${outcome}`,
      `It is ${facts.stripe_dispute_id} in Stripe’s dashboard. The books agree with it.`,
    ],
  };
};
