import { API_VERSION } from "#app/payments/stripe-client.ts";
import type { Outcome } from "#app/settlement/outcome.ts";
import { settle } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";

/**
 * Does what a stored event hints at. A fault is thrown, so that the queue tries again; on the last try the event is
 * parked for a person, in the log and in the table, and the queue goes on with the next.
 */
export async function settleEvent(site: Site, payload: { eventId: string }, lastTry: boolean): Promise<void> {
  const event = await site.db
    .selectFrom("stripe_events")
    .select(["id", "state", "reason", "api_version", "object_id", "object_kind"])
    .where("id", "=", payload.eventId)
    .executeTakeFirst();
  // a parked one is looked at again by reconcile: what did not fit may have been put right since
  if (event?.state !== "received" && event?.state !== "parked") return;
  const outcome = await (event.api_version === API_VERSION ? look(site, event) : parkVersion(event.api_version)).catch(
    (fault) => {
      if (!lastTry) throw fault;
      return { state: "parked", reason: "it failed each time it was tried" } satisfies Outcome;
    },
  );
  const reason = "reason" in outcome ? outcome.reason : null;
  if (outcome.state === event.state && reason === event.reason) return;
  if (outcome.state === "parked")
    site.log.error({ code: "event-parked", event: event.id }, "an event waits for a person");
  await site.db
    .updateTable("stripe_events")
    .set({ state: outcome.state, reason, done_at: site.clock.now() })
    .where("id", "=", event.id)
    .where("state", "=", event.state)
    .execute();
}

async function look(site: Site, event: { object_id: string | null; object_kind: string | null }): Promise<Outcome> {
  if (!event.object_id || !event.object_kind) return { state: "ignored", reason: "it is about no object" };
  return settle(site, { kind: event.object_kind, id: event.object_id });
}

async function parkVersion(version: string | null): Promise<Outcome> {
  return {
    state: "parked",
    reason: `it is of version ${version ?? "unknown"} of Stripe's API; the endpoint must send ${API_VERSION}`,
  };
}
