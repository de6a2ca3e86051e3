import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findOrderForLetter } from "./order-facts.ts";

/** The money came after the copies had gone to somebody else. It goes back, and the letter says so. */
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
      order.recovered_at
        ? `We owe you ${formatPence(order.total_pence)}, or the pamphlets. A volunteer writes to you. If they have reached you already, tell us and all is well: ${settings.party.email} or ${settings.party.phone}.`
        : `The ${formatPence(order.total_pence)} goes back to the card it came from, by itself, and takes 5 to 10 days to show there. If you would rather have the pamphlets when they are printed again, tell us: ${settings.party.email} or ${settings.party.phone}.`,
    ],
  };
};
