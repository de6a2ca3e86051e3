import { z } from "zod";
import type { Payments } from "./payments.ts";

const Session = z.object({ object: z.literal("billing_portal.session"), url: z.url() });

/**
 * Opens Stripe's page on which a payer saves another card or account, and gives its address. It lives for minutes and
 * lets whoever has it in, so it is asked for when the button is pressed, and neither kept nor mailed. `backUrl` is where
 * the payer comes back to.
 */
export async function openCardPage(p: Payments, customerId: string, backUrl: string): Promise<string> {
  const session = await p.stripe.billingPortal.sessions.create({
    customer: customerId,
    return_url: backUrl,
    flow_data: {
      type: "payment_method_update",
      after_completion: { type: "redirect", redirect: { return_url: backUrl } },
    },
  });
  return Session.parse(session).url;
}
