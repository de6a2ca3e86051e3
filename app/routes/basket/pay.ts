import { CheckoutOver, openCheckout } from "#app/payments/checkout.ts";
import { linkKey } from "#app/references/link-key.ts";
import { abandonCheckout } from "#app/settlement.ts";
import { type Asking, asksFor, canBePaid, findAsking, isBought } from "#app/shop/asking.ts";
import type { Basket, PricedBasket } from "#app/shop/basket.ts";
import { askForOrder, startOrder } from "#app/shop/orders.ts";
import type { Site } from "#app/site.ts";

/** Where to go on, and which checkout the basket belongs to from now on. */
export type Next = { address: string; checkout: string };

/**
 * Leads a priced basket to payment. The order asked for before is opened again where it is still this basket, ended
 * where it is not, so that its copies come back; and where it turns out to be paid, its own page is next: nobody pays
 * one basket twice. `started` hears of a new checkout before Stripe does, so that it is found again after an outage.
 * Throws `NotEnough`, `CheckoutOver`, or Stripe's outage.
 */
export async function payBasket(
  site: Site,
  basket: Basket,
  priced: PricedBasket,
  formKey: string,
  started: (checkout: string) => void,
): Promise<Next> {
  const before = basket.checkout ? await findAsking(site.db, basket.checkout) : undefined;
  if (before) {
    if (isBought(before)) return orderPage(site, before);
    if (asksFor(before, priced) && canBePaid(before, site.clock.now())) {
      const again = await openAgain(site, before);
      if (again) return again;
    } else await abandonCheckout(site, before.checkoutId);
    const now = await findAsking(site.db, before.checkoutId);
    if (now && isBought(now)) return orderPage(site, now);
  }
  const checkout = await startOrder(site, priced, formKey, basket.fromText);
  started(checkout);
  return { checkout, address: await openFor(site, checkout) };
}

async function openAgain(site: Site, asking: Asking): Promise<Next | undefined> {
  try {
    return { checkout: asking.checkoutId, address: await openFor(site, asking.checkoutId) };
  } catch (error) {
    if (error instanceof CheckoutOver) return undefined; // it ended in this moment
    throw error;
  }
}

async function openFor(site: Site, checkout: string): Promise<string> {
  const asking = await findAsking(site.db, checkout);
  if (!asking) throw new Error("a checkout of a basket has no order");
  return openCheckout(site, checkout, await askForOrder(site, asking.orderId));
}

/** The page of an order, with the key that opens it. */
export function orderPage(site: Site, { orderId, reference, checkoutId }: Asking): Next {
  return {
    checkout: checkoutId,
    address: `/orders/${reference}?key=${linkKey(site.settings.formSecret, "order", orderId)}`,
  };
}
