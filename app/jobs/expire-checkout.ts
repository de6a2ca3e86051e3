import { abandonCheckout } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";

/** Ends a checkout whose time is up. Stripe is asked first; only what it calls expired gives its stock back. */
export async function expireCheckout(site: Site, payload: { checkoutId: string }): Promise<void> {
  await abandonCheckout(site, payload.checkoutId);
}
