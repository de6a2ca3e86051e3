import { formatPence } from "#app/money/pence.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findRefundForLetter, referenceOf } from "./refund-facts.ts";

/** Tells a payer that money is on its way back to the card or account it came from. */
export const refundSent: LetterWriter = async ({ db, settings }, refundId) => {
  const facts = await findRefundForLetter(db, refundId);
  if (!facts?.email) return undefined;
  const reference = referenceOf(facts);
  const back = formatPence(facts.amount_pence);
  const paid = `the ${formatPence(facts.paid_pence)} you paid on ${formatDay(ukDay(facts.received_at))}`;
  return {
    to: facts.email,
    from: facts.order_ref ? "press" : "party",
    subject: `${back} sent back: ${reference}`,
    paragraphs: [
      `We have sent back ${facts.amount_pence === facts.paid_pence ? paid : `${back} of ${paid}`}. The reference is ${reference}.`,
      "It goes to the card or account the money came from, and takes 5 to 10 days to show there.",
      `If that is not what you expected, write to ${settings.party.email} or call ${settings.party.phone}.`,
    ],
  };
};
