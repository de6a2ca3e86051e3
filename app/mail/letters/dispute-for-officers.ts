import { formatPence } from "#app/money/pence.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findDisputeForLetter } from "./dispute-facts.ts";

/** Tells the treasurer that a payer went to the bank: what is at stake, and until when it can be answered. */
export const disputeForOfficers: LetterWriter = async ({ db, settings }, disputeId) => {
  const facts = await findDisputeForLetter(db, disputeId);
  if (!facts) return undefined;
  const what = facts.order_ref ?? facts.donation_ref ?? "a payment of dues";
  const sum = formatPence(facts.amount_pence);
  return {
    to: settings.mail.officers,
    from: "party",
    subject: `For the treasurer: a payment is disputed`,
    paragraphs: [
      `The bank of whoever paid for ${what} on ${formatDay(ukDay(facts.received_at))} questions ${sum}. The reason it gives: ${facts.reason.replaceAll("_", " ")}.`,
      facts.state === "inquiry"
        ? "This is an inquiry: no money has been taken yet. Sending the money back now ends it and costs no fee."
        : `The bank has taken the ${sum}${facts.fee_pence > 0 ? `, and Stripe a fee of ${formatPence(facts.fee_pence)}` : ""}. The books say so already.`,
      facts.respond_by
        ? `It can be answered until ${formatDay(ukDay(facts.respond_by))}, in Stripe’s dashboard, dispute ${facts.stripe_dispute_id}.`
        : `It is dispute ${facts.stripe_dispute_id} in Stripe’s dashboard. A Direct Debit that is disputed cannot be answered.`,
    ],
  };
};
