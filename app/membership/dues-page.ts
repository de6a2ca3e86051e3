import { sql } from "kysely";
import { listMissed } from "#app/payments/missed.ts";
import type { Payments } from "#app/payments/payments.ts";
import { askChange, isSo } from "#app/payments/promise-change.ts";
import { tellStripe, type Wish } from "#app/payments/promise-wish.ts";
import { endSubscription, findSubscription } from "#app/payments/subscription.ts";
import { addDays } from "#app/time/clock.ts";
import { type Reader, transact } from "#db/client.ts";
import { mirrorMembership } from "./memberships.ts";
import { findStanding } from "./standings.ts";

/**
 * An application by its public reference, with the membership it led to, the last day its dues pay for, and what of them
 * did not go through. The route has to check the link's key.
 */
export async function findDuesPage(db: Reader, publicRef: string) {
  const application = await db
    .selectFrom("applications")
    .selectAll()
    .where("public_ref", "=", publicRef)
    .executeTakeFirst();
  if (!application) return undefined;
  const membership = await db
    .selectFrom("memberships")
    .selectAll()
    .where("application_id", "=", application.id)
    .executeTakeFirst();
  if (!membership) return { application, membership, paidThrough: undefined, firstOnItsWay: false, missed: [] };
  const standing = await findStanding(db, application.person_id);
  const { until } = await db
    .selectFrom("dues")
    .select(sql<string | null>`max(upper(term))`.as("until"))
    .where("membership_id", "=", membership.id)
    .where("void", "=", false)
    .executeTakeFirstOrThrow();
  const checkout = await db
    .selectFrom("checkouts")
    .select("state")
    .where("application_id", "=", application.id)
    .orderBy("created_at", "desc")
    .executeTakeFirst();
  return {
    application,
    membership,
    // what went back or was taken by a bank counts, as in the letters and the office; else what is paid for ahead
    paidThrough: standing?.paid_through ?? (until ? addDays(until, -1) : undefined),
    /** Nothing has come yet, and a bank is collecting the first of it. */
    firstOnItsWay: !until && checkout?.state === "processing",
    missed: await listMissed(db, { membership_id: membership.id }),
  };
}

type Asker = { id: string; state: string; stripe_subscription_id: string };

/**
 * How a membership ends where its member asks: when the month that is paid for is over. With a payment open, or none in
 * sight, there is no such month, and waiting would mean more tries to take money: then at once.
 */
export function endingOf(membership: { state: string }): Wish & { kind: "end" | "end_later" } {
  return { kind: membership.state === "active" ? "end_later" : "end" };
}

/**
 * Does what a member wishes: our row first, then Stripe, then what Stripe says of it is mirrored and confirmed by letter.
 * Wished again it changes nothing; `over` where it has ended already. Throws where Stripe cannot be reached: then nothing
 * is known to have changed, and the page must not say so.
 */
export async function changeMembership(p: Payments, membership: Asker, wish: Wish): Promise<"done" | "over"> {
  const change = await transact(p.db, async (tx) => {
    const row = await tx
      .selectFrom("memberships")
      .selectAll()
      .where("id", "=", membership.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (row.state === "cancelled" || row.state === "duplicate") return undefined;
    return askChange(tx, { membership_id: row.id }, row.dues_pence, wish, p.clock.now());
  });
  if (!change) return "over";
  await tellStripe(p, membership.stripe_subscription_id, wish, `promise-change:${change}`);
  const seen = await findSubscription(p, membership.stripe_subscription_id);
  if (!seen) throw new Error("Stripe does not know a subscription of ours");
  const { toEnd } = await transact(p.db, async (tx) => {
    const application = await tx
      .selectFrom("applications")
      .innerJoin("memberships", "memberships.application_id", "applications.id")
      .select(["applications.id", "applications.person_id", "applications.dues_pence"])
      .where("memberships.id", "=", membership.id)
      .executeTakeFirstOrThrow();
    return mirrorMembership(tx, application, seen);
  });
  if (toEnd) await endSubscription(p, toEnd);
  if (isSo(wish, seen)) return "done";
  if (seen.state === "cancelled") return "over";
  throw new Error(`Stripe was asked to ${wish.kind} a subscription and did not`);
}
