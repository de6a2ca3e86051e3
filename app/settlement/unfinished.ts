import { abandonCheckout } from "#app/settlement.ts";
import { sendAskedRefund } from "./refund-sent.ts";
import { eachOf, settleOne, type Walk } from "./walk.ts";

const MINUTE = 60_000;

/**
 * What is unfinished here, however long ago it began: asked after one by one, because the lists are read back to a day
 * only and a bank may take weeks.
 */
export async function walkUnfinished(walk: Walk): Promise<void> {
  await endCheckouts(walk);
  await askAfterPayments(walk);
  await sendRefunds(walk);
  await askAfterDisputes(walk);
}

/** Checkouts whose time is up and whose own job gave up or was lost, and those a bank still works on. */
async function endCheckouts(walk: Walk): Promise<void> {
  const { db, clock } = walk.site;
  const overdue = await db
    .selectFrom("checkouts")
    .select("id")
    .where("state", "in", ["prepared", "open"])
    .where("expires_at", "<", new Date(clock.now().getTime() - 5 * MINUTE))
    .execute();
  await eachOf(overdue, ({ id }) => walk.attempt(() => abandonCheckout(walk.site, id)));
  const processing = await db
    .selectFrom("checkouts")
    .select("session_id")
    .where("state", "=", "processing")
    .where("session_id", "is not", null)
    .execute();
  await eachOf(processing, ({ session_id }) => settleOne(walk, { kind: "checkout.session", id: session_id ?? "" }));
  walk.looked(overdue.length + processing.length);
}

/** Payments that Stripe had not booked yet when they were recorded, and monthly ones that did not go through. */
async function askAfterPayments(walk: Walk): Promise<void> {
  const { db, clock } = walk.site;
  const unbooked = await db
    .selectFrom("payments")
    .select("payment_intent_id")
    .where("method", "=", "stripe")
    .where("fee_pence", "is", null)
    .where("created_at", "<", new Date(clock.now().getTime() - MINUTE))
    .execute();
  await eachOf(unbooked, ({ payment_intent_id }) =>
    settleOne(walk, { kind: "payment_intent", id: payment_intent_id ?? "" }),
  );
  const missed = await db.selectFrom("missed_instalments").select("invoice_id").where("state", "=", "open").execute();
  await eachOf(missed, ({ invoice_id }) => settleOne(walk, { kind: "invoice", id: invoice_id }));
  walk.looked(unbooked.length + missed.length);
}

/**
 * Refunds that a bank still works on, and those that Stripe does not have yet. These are sent now: where the dashboard
 * sent the same money back meanwhile, Stripe refuses ours, and what it did is recorded further on in this walk.
 */
export async function sendRefunds(walk: Walk): Promise<void> {
  const waiting = await walk.site.db
    .selectFrom("refunds")
    .select(["id", "stripe_refund_id"])
    .where("state", "in", ["requested", "pending"])
    .execute();
  await eachOf(waiting, async (refund) => {
    if (refund.stripe_refund_id) return settleOne(walk, { kind: "refund", id: refund.stripe_refund_id });
    await walk.attempt(() => sendAskedRefund(walk.site, refund.id));
  });
  walk.looked(waiting.length);
}

async function askAfterDisputes(walk: Walk): Promise<void> {
  const open = await walk.site.db
    .selectFrom("disputes")
    .select("stripe_dispute_id")
    .where("state", "in", ["inquiry", "open"])
    .execute();
  await eachOf(open, ({ stripe_dispute_id }) => settleOne(walk, { kind: "dispute", id: stripe_dispute_id }));
  walk.looked(open.length);
}
