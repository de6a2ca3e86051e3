import { sendAskedRefund } from "#app/settlement/refund-sent.ts";
import type { Site } from "#app/site.ts";

/** Sends back what was written down to go back, as soon as it is. */
export async function sendRefundJob(site: Site, payload: { refundId: string }): Promise<void> {
  await sendAskedRefund(site, payload.refundId);
}
