import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";

/** To somebody whose bank refused, days later, what it had seemed to pay: nothing came, nothing is owed. */
export const paymentBounced: LetterWriter = async ({ db, settings }, checkoutId) => {
  const facts = await db
    .selectFrom("checkouts")
    .leftJoin("orders", "orders.id", "checkouts.order_id")
    .leftJoin("donation_offers", "donation_offers.id", "checkouts.donation_offer_id")
    .innerJoin("contacts", (join) =>
      join.on((e) =>
        e.or([
          e("contacts.person_id", "=", e.ref("orders.person_id")),
          e("contacts.person_id", "=", e.ref("donation_offers.person_id")),
        ]),
      ),
    )
    .select(["checkouts.total_pence", "orders.public_ref as order_ref", "contacts.email"])
    .where("checkouts.id", "=", checkoutId)
    .executeTakeFirst();
  if (!facts?.email) return undefined;
  const { party, siteUrl } = settings;
  const sum = formatPence(facts.total_pence);
  return {
    to: facts.email,
    from: facts.order_ref ? "press" : "party",
    subject: facts.order_ref ? `Your order ${facts.order_ref}` : `Your payment of ${sum}`,
    paragraphs: [
      `Your bank did not make the payment of ${sum}${facts.order_ref ? ` for order ${facts.order_ref}` : ""}. No money was taken and you owe nothing.`,
      facts.order_ref
        ? `The order has ended and its copies are back on the shelf. If you still want them, order again: ${siteUrl}/shop`
        : `If you still want to give, there is another way: ${siteUrl}/donate`,
      `Your bank can say why. Questions: ${party.email} or ${party.phone}.`,
    ],
  };
};
