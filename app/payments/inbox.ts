import Stripe from "stripe";
import { z } from "zod";
import { jobAdded } from "#db/add-job.ts";
import { type Reader, type Tx, transact } from "#db/client.ts";
import type { Payments } from "./payments.ts";

/** How far a signature's time may be from ours, in seconds, in either direction. The SDK looks at the past only. */
const TOLERANCE_SECONDS = 300;

const Event = z.object({
  id: z.string().regex(/^evt_\w+$/),
  object: z.literal("event"),
  type: z.string(),
  api_version: z.string().nullable(),
  livemode: z.boolean(),
  created: z.number().int(),
  /** Only where it is news of another account's objects, which Stripe Connect would send. */
  account: z.string().optional(),
  data: z.object({ object: z.object({ id: z.string().optional(), object: z.string() }) }),
});
type Event = z.infer<typeof Event>;

/**
 * Takes one delivery of Stripe's: proves its signature over the raw bytes, stores the event and queues its job in one
 * transaction. News of another account is kept and settles nothing. Returns 400 where it proves nothing; then nothing
 * is stored. An outage of ours throws: the server says 503 and Stripe tries again.
 */
export async function takeEvent(p: Payments, raw: Buffer, signature: string | undefined): Promise<200 | 400> {
  const event = verify(p, raw, signature);
  if (!event) return 400;
  if (event.account === undefined) await storeWithJob(p.db, event);
  else
    await transact(p.db, async (tx) => {
      if (await stored(tx, event).executeTakeFirst()) await passOver(tx, event, p.clock.now());
    });
  return 200;
}

const verifier = new Stripe("sk_test_verifies_signatures_only");

function verify(p: Payments, raw: Buffer, signature: string | undefined): Event | undefined {
  if (!signature || !isFresh(signature, p.clock.now())) return undefined;
  for (const secret of p.settings.stripe.webhookSecrets) {
    try {
      const proven: unknown = verifier.webhooks.constructEvent(
        raw,
        signature,
        secret,
        TOLERANCE_SECONDS,
        undefined,
        p.clock.now().getTime(),
      );
      const event = Event.safeParse(proven);
      if (!event.success || event.data.livemode !== p.settings.stripe.livemode) return undefined;
      return event.data;
    } catch {
      // not proven by this secret; during a change of secrets there is a second one
    }
  }
  return undefined;
}

function isFresh(signature: string, now: Date): boolean {
  const time = /(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1];
  return time !== undefined && Math.abs(now.getTime() / 1000 - Number.parseInt(time, 10)) <= TOLERANCE_SECONDS;
}

/** Stores an event once, and its job with it. One statement is one transaction: there is never the one without the other. */
async function storeWithJob(db: Reader, event: Event): Promise<void> {
  await db
    .with("stored", () => stored(db, event))
    .selectFrom("stored")
    .select(jobAdded("settle-event", { eventId: event.id }, { key: event.id }).as("job"))
    .execute();
}

/** Stores an event; gives nothing where it is known. Only what settling needs is kept: the object itself is fetched. */
function stored(db: Reader, event: Event) {
  return db
    .insertInto("stripe_events")
    .values({
      id: event.id,
      type: event.type,
      api_version: event.api_version,
      livemode: event.livemode,
      created: new Date(event.created * 1000),
      object_id: event.data.object.id ?? null,
      object_kind: event.data.object.object,
    })
    .onConflict((same) => same.column("id").doNothing())
    .returning("id");
}

async function passOver(tx: Tx, event: Event, now: Date): Promise<void> {
  await tx
    .updateTable("stripe_events")
    .set({ state: "ignored", reason: "it is of another account", done_at: now })
    .where("id", "=", event.id)
    .execute();
}
