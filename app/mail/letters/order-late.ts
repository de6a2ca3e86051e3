import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findOrderForLetter } from "./order-facts.ts";

/** The money came after the copies had gone to somebody else. It is owed back, and said so. */
export const orderLate: LetterWriter = async ({ db, settings }, orderId) => {
  const facts = await findOrderForLetter(db, orderId);
  if (!facts?.email) return undefined;
  const { order } = facts;
  return {
    to: facts.email,
    from: "press",
    subject: `Your order ${order.public_ref}`,
    paragraphs: [
      `Your payment of ${formatPence(order.total_pence)} for order ${order.public_ref} reached us after the time for it had run out, and the last copies have gone to someone else.`,
      `We owe you ${formatPence(order.total_pence)}. A volunteer will send it back to your card, or send the pamphlets when they are printed again if you would rather wait: tell us which at ${settings.party.email} or ${settings.party.phone}.`,
    ],
  };
};
