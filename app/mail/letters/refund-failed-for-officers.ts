import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findRefundForLetter, referenceOf } from "./refund-facts.ts";

/** Tells the treasurer that money asked to go back did not: it is still with us, and still somebody's. */
export const refundFailedForOfficers: LetterWriter = async ({ db, settings }, refundId) => {
  const facts = await findRefundForLetter(db, refundId);
  if (!facts) return undefined;
  const reference = referenceOf(facts);
  return {
    to: settings.mail.officers,
    from: "party",
    subject: `For the treasurer: a refund failed, ${reference}`,
    paragraphs: [
      `${formatPence(facts.amount_pence)} of the payment ${reference} was to go back, and could not.`,
      `Stripe gives the reason as: ${facts.failure ?? "none"}.`,
      "The money is still with us and the books say so. Look at the payment in Stripe’s dashboard, ask the payer for another way, and send it back from there or ask for the refund again.",
    ],
  };
};
