import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findOwedForLetter } from "./owed-back-facts.ts";

/** To a buyer whose order was paid a second time: the order goes on, the second payment goes back by itself. */
export const paidTwice: LetterWriter = async ({ db, settings }, paymentId) => {
  const facts = await findOwedForLetter(db, paymentId);
  if (!facts?.email || !facts.order_ref) return undefined;
  const sum = formatPence(facts.amount_pence);
  return {
    to: facts.email,
    from: "press",
    subject: `Paid twice: order ${facts.order_ref}`,
    paragraphs: [
      `Order ${facts.order_ref} was paid already, and a second payment of ${sum} reached us. The order goes on as it was; the second ${sum} goes back to the card it came from.`,
      "You need do nothing. It takes 5 to 10 days to show there.",
      `If it does not, write to ${settings.party.email} or call ${settings.party.phone}.`,
    ],
  };
};
