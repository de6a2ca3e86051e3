import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findOwedForLetter } from "./owed-back-facts.ts";

/** Tells the bookshop and the treasurer of money that came twice or too late, and whether it goes back by itself. */
export const owedBackForOfficers: LetterWriter = async ({ db, settings }, paymentId) => {
  const facts = await findOwedForLetter(db, paymentId);
  if (!facts) return undefined;
  const sum = formatPence(facts.amount_pence);
  const what = facts.order_ref ? `order ${facts.order_ref}` : "dues that were paid already";
  return {
    to: settings.mail.officers,
    from: "party",
    subject: `For the bookshop and the treasurer: ${sum} owed back`,
    paragraphs: [
      facts.role === "late"
        ? `${sum} for ${what} came after its time had run out, and there were not enough copies left.`
        : `${sum} for ${what} came a second time.`,
      facts.refund
        ? "It is on its way back by itself. If Stripe cannot send it, we write again."
        : "It does NOT go back by itself, because the order was made again after a restored backup and may have been sent already. Decide: send the pamphlets, or refund it.",
    ],
  };
};
