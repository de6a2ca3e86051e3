import { formatPence, formatPounds, NOTHING, pence } from "#app/money/pence.ts";
import type { PricedBasket } from "./basket.ts";

/** A priced basket in the words of its page. The few bare pence are for the page to send back with the form. */
export function viewBasket(basket: PricedBasket) {
  return {
    lines: basket.lines.map((line) => ({
      slug: line.slug,
      title: line.title,
      quantity: line.quantity,
      each: formatPence(line.unitPence),
      unitPence: line.unitPence as number,
      sum: formatPounds(line.linePence),
    })),
    goods: formatPounds(basket.goodsPence),
    postage: basket.postage && { pence: basket.postage.pence as number, amount: formatPounds(basket.postage.pence) },
    donation: basket.donationPence > NOTHING ? formatPounds(basket.donationPence) : undefined,
    donationPence: basket.donationPence as number,
    total: formatPounds(basket.totalPence),
    copies: basket.lines.reduce((copies, line) => copies + line.quantity, 0),
    fee: formatPence(basket.feePence),
  };
}

export type BasketView = ReturnType<typeof viewBasket>;

/** What the page showed, and the form sent back. */
export type Shown = { prices: ReadonlyMap<string, number | undefined>; postage: number | undefined };

/** The smallest sum a card can be asked for. */
const STRIPES_LEAST = pence(30);

/**
 * Why a basket cannot be paid as it was shown, by field: prices or postage that changed meanwhile, too heavy for the
 * post, too little for a card. Nothing where it can be. Whether there are copies enough is decided by taking them.
 */
export function hindrances(basket: PricedBasket, shown: Shown, phone: string): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const line of basket.lines) {
    if (shown.prices.get(line.slug) === line.unitPence) continue;
    errors[`quantity-${line.slug}`] =
      `The price of ${line.title} is now ${formatPence(line.unitPence)}. Check the total before you pay.`;
  }
  const [first] = basket.lines;
  if (!first || Object.keys(errors).length > 0) return errors;
  const whole = `quantity-${first.slug}`;
  if (!basket.postage) errors[whole] = tooHeavy(phone);
  else if (shown.postage !== basket.postage.pence) {
    errors[whole] = `Postage is now ${formatPence(basket.postage.pence)}. Check the total before you pay.`;
  } else if (basket.totalPence < STRIPES_LEAST) {
    errors[whole] = `An order must come to ${formatPence(STRIPES_LEAST)} or more. Add another copy.`;
  }
  return errors;
}

export const tooHeavy = (phone: string) =>
  `That is heavier than one parcel may be. Take some copies out, or call ${phone} to order them.`;

/** What to do where fewer copies are left than were asked for. */
export function fewLeft(title: string, left: number): string {
  if (left <= 0) return `${title} has sold out. Remove it to go on.`;
  return left === 1
    ? `Only 1 copy of ${title} is left. Change the quantity.`
    : `Only ${left} copies of ${title} are left. Change the quantity.`;
}
