import type { IncomingMessage, ServerResponse } from "node:http";
import { faultCode } from "#app/faults/fault-code.ts";
import { takeEvent } from "#app/payments/inbox.ts";
import type { Site } from "#app/site.ts";
import { dropTheRest } from "./connections.ts";
import { Refused, readBody, WEBHOOK_BYTES } from "./gate.ts";

/**
 * Stripe's deliveries, on raw bytes and outside Remix: a body parsed and written again no longer fits its signature.
 * 200: stored. 400: proves nothing, nothing stored. 503: our fault, so that Stripe tries again.
 */
export async function answerWebhook(
  site: Site,
  req: IncomingMessage,
  res: ServerResponse,
  headers: Record<string, string>,
): Promise<void> {
  const answer = (status: number, word: string) => {
    res.writeHead(status, {
      ...headers,
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      ...(status === 405 ? { Allow: "POST" } : {}),
    });
    res.end(`${word}\n`);
  };
  if (req.method !== "POST") return answer(405, "POST only");
  const signature = req.headers["stripe-signature"];
  // what is not signed is not read, nor written about: anybody could fill the log
  if (signature === undefined) {
    dropTheRest(req);
    return answer(400, "refused");
  }
  try {
    const raw = await readBody(req, WEBHOOK_BYTES);
    const status = await takeEvent(site, raw, Array.isArray(signature) ? undefined : signature);
    if (status !== 200) site.log.warn({ code: "webhook-refused" }, "a delivery proved nothing");
    answer(status, status === 200 ? "stored" : "refused");
  } catch (fault) {
    if (fault instanceof Refused) {
      dropTheRest(req);
      return answer(fault.status, "refused");
    }
    // the sender left in the middle: no fault of ours, and nobody to answer
    if (res.destroyed || !req.complete) return void res.destroy();
    site.log.error({ code: faultCode(fault) }, "a delivery could not be stored");
    answer(503, "try again");
  }
}
