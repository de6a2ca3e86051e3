import { formatPence, NOTHING } from "#app/money/pence.ts";
import { linkKey } from "#app/references/link-key.ts";
import { formatDay, ukDay } from "#app/time/clock.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findOrderForLetter } from "./order-facts.ts";

/**
 * The receipt of an order, and the confirmation on a durable medium the law wants (CCR 2013 reg 16, uk-rules.md 3.4):
 * what, for how much, when it comes, and how to send it back.
 */
export const orderReceipt: LetterWriter = async ({ db, settings }, orderId) => {
  const facts = await findOrderForLetter(db, orderId);
  if (!facts?.email) return undefined;
  const { order, lines, parcel } = facts;
  const { party, siteUrl } = settings;
  const sums = [
    ...lines.map((line) => `${line.quantity} × ${line.title}, ${formatPence(line.unit_pence)} each`),
    `Postage ${formatPence(order.postage_pence)}`,
    ...(order.donation_pence > NOTHING ? [`Donation ${formatPence(order.donation_pence)}, with our thanks`] : []),
    `Total paid ${formatPence(order.total_pence)}`,
  ];
  return {
    to: facts.email,
    from: "press",
    subject: `Your order ${order.public_ref}`,
    paragraphs: [
      `Thank you. We have your payment of ${formatPence(order.total_pence)}${order.paid_at ? `, received on ${formatDay(ukDay(order.paid_at))}` : ""}. Your order is ${order.public_ref}.`,
      ...(order.recovered_at
        ? [
            "Our records had to be restored, and this order was found again with Stripe, who took the payment. If we wrote to you about it before, nothing has changed and nothing more is taken.",
          ]
        : []),
      sums.join("\n"),
      ...(parcel
        ? [
            `It goes to:\n${[parcel.full_name, parcel.line1, parcel.line2, parcel.town, parcel.postcode].filter(Boolean).join("\n")}`,
          ]
        : []),
      `We dispatch within ${party.dispatchWorkingDays} working days, and never later than 30 days. Wrong address? Call ${party.phone} before then.`,
      `Where it stands: ${siteUrl}/orders/${order.public_ref}?key=${linkKey(settings.formSecret, "order", order.id)}`,
      `You can send anything back within 14 days of the day it reaches you, for any reason or none: tell us by email, phone or the form at ${siteUrl}/terms, and we return what you paid, the postage we charged included, within 14 days of having it back. You pay to send it, unless it was faulty or wrong.`,
      `Sold by ${party.press}, ${party.name}, ${party.address}. Complaints go to the same address or ${party.email}.`,
    ],
  };
};
