import { abandonCheckout } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { settleEvent } from "./settle-event.ts";

const MINUTE = 60_000;
const AT_ONCE = 200;

/**
 * Finds what its own job gave up on, or what lost its job: checkouts whose time is up and that still hold stock, and
 * events that nobody settled. Every ten minutes; safe to repeat. One that fails does not keep the others waiting.
 */
export async function sweep(site: Site): Promise<void> {
  const now = site.clock.now().getTime();
  const checkouts = await site.db
    .selectFrom("checkouts")
    .select("id")
    .where("state", "in", ["prepared", "open"])
    .where("expires_at", "<", new Date(now - 5 * MINUTE))
    .orderBy("expires_at")
    .limit(AT_ONCE)
    .execute();
  const events = await site.db
    .selectFrom("stripe_events")
    .select("id")
    .where("state", "=", "received")
    .where("received_at", "<", new Date(now - 2 * MINUTE))
    .orderBy("received_at")
    .limit(AT_ONCE)
    .execute();
  const faults: unknown[] = [];
  const attempt = (work: Promise<void>) => work.catch((fault: unknown) => void faults.push(fault));
  for (const checkout of checkouts) await attempt(abandonCheckout(site, checkout.id));
  for (const event of events) await attempt(settleEvent(site, { eventId: event.id }, false));
  if (faults.length > 0) throw faults[0];
}
