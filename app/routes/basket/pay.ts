import { createHash } from "node:crypto";
import type { AppLoadContext } from "@remix-run/node";
import { passLimits } from "#app/limits/limits.ts";
import { checkoutLimits } from "#app/limits/of-forms.ts";
import { type Checkout, CheckoutOver, openCheckout } from "#app/payments/checkout.ts";
import { linkKey } from "#app/references/link-key.ts";
import { abandonCheckout } from "#app/settlement.ts";
import { type Asking, askingOf, asksFor, canBePaid, findAsking, isBought } from "#app/shop/asking.ts";
import type { Basket, PricedBasket } from "#app/shop/basket.ts";
import { startOrder, tellOfOrder } from "#app/shop/orders.ts";
import type { Site } from "#app/site.ts";

/** Where to go on, and which checkout the basket belongs to from now on. */
export type Next = { address: string; checkout: string };

/** How many orders one press may start, where each ends before Stripe's page for it opens. */
const MOST_STARTS = 3;

/**
 * Leads a priced basket to payment. The order asked for before is opened again where it is still this basket, ended
 * where it is not, so that its copies come back; and where it turns out to be paid, its own page is next: nobody pays
 * one basket twice. `started` hears of a new checkout before Stripe does, so that it is found again after an outage.
 * Throws `NotEnough`, Stripe's outage, or `CheckoutOver`: nothing is held then, and the next press starts anew. Throws
 * `TooOften` before anything is ended or begun.
 */
export async function payBasket(
  site: AppLoadContext,
  basket: Basket,
  priced: PricedBasket,
  formKey: string,
  started: (checkout: string) => void,
): Promise<Next> {
  let key = formKey;
  const pass = () => passLimits(site, checkoutLimits(site.settings, site.visitor), key);
  let asking = basket.checkout ? await findAsking(site.db, basket.checkout) : undefined;
  let made: Checkout | undefined;
  for (let starts = 0; ; starts++) {
    if (asking) {
      key = keyAfter(key, asking.checkoutId);
      const next = await goOn(site, asking, priced, pass, made);
      if (next) return next;
      if (starts === MOST_STARTS) throw new CheckoutOver("each order ended before its page opened");
    } else {
      await pass();
    }
    const order = await startOrder(site, priced, key, basket.fromText);
    started(order.checkoutId);
    made = order.made?.checkout;
    asking = order.made ? askingOf(order.made) : await findAsking(site.db, order.checkoutId);
    if (!asking) throw new Error("a checkout of a basket has no order");
  }
}

/**
 * The key of the order that follows one that ended. A page may be sent again with the token it had, which leads to the
 * ended order; so what follows has a key of its own, made of both: sent twice at once, it is one order still.
 */
function keyAfter(formKey: string, endedCheckout: string): string {
  const hex = createHash("sha256").update(`${formKey} after ${endedCheckout}`).digest("hex");
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * Stripe's page for an order, or the order's own once it is bought. Undefined where it is over: it is ended then, once
 * `pass` has let another in. `made` is the checkout of an order that was made just now.
 */
async function goOn(
  site: Site,
  asking: Asking,
  priced: PricedBasket,
  pass: () => Promise<void>,
  made: Checkout | undefined,
): Promise<Next | undefined> {
  if (isBought(asking)) return orderPage(site, asking);
  if (asksFor(asking, priced) && canBePaid(asking, site.clock.now())) {
    try {
      const address = await openCheckout(site, made ?? asking.checkoutId, tellOfOrder(site, asking));
      return { checkout: asking.checkoutId, address };
    } catch (error) {
      if (!(error instanceof CheckoutOver)) throw error;
    }
  }
  await pass();
  await abandonCheckout(site, asking.checkoutId);
  const now = await findAsking(site.db, asking.checkoutId);
  return now && isBought(now) ? orderPage(site, now) : undefined;
}

/** The page of an order, with the key that opens it. */
export function orderPage(site: Site, { orderId, reference, checkoutId }: Asking): Next {
  return {
    checkout: checkoutId,
    address: `/orders/${reference}?key=${linkKey(site.settings.formSecret, "order", orderId)}`,
  };
}
