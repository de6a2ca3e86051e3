import type { Selectable } from "kysely";
import { queueLetter } from "#app/mail/outbox.ts";
import type { Pence } from "#app/money/pence.ts";
import { giveUpMissed } from "#app/payments/missed.ts";
import { noteChanges } from "#app/payments/promise-change.ts";
import { isMirrored, mirrorOf } from "#app/payments/promise-mirror.ts";
import type { SeenSubscription } from "#app/payments/subscription.ts";
import { ukDay } from "#app/time/clock.ts";
import type { Tx } from "#db/client.ts";
import type { Memberships } from "#db/types.ts";
import { refreshStanding } from "./standings.ts";

type Membership = Selectable<Memberships>;

/** The states of a membership that stands, paid for or in arrears. */
export const LIVE = ["active", "past_due", "paused"] as const;
const isLive = (state: string) => LIVE.some((one) => one === state);

/**
 * Copies where a subscription for dues stands onto our promise, making the membership the first time it is seen. One
 * person has one live membership. Another one, from a second tab, is marked a duplicate and has to be ended at Stripe;
 * but one that is in arrears and was never paid for (a Direct Debit that was refused) makes way. Cancelled is final, and
 * an answer older than the last one changes nothing. Returns the membership, and the subscription to be ended for it.
 */
export async function mirrorMembership(
  tx: Tx,
  application: { id: string; person_id: string; dues_pence: Pence },
  seen: SeenSubscription,
) {
  await tx.selectFrom("people").select("id").where("id", "=", application.person_id).forUpdate().execute();
  const known = await tx
    .selectFrom("memberships")
    .selectAll()
    .where("stripe_subscription_id", "=", seen.id)
    .forUpdate()
    .executeTakeFirst();
  if (known && !mirrorOf(known, seen)) return { membership: known, toEnd: endingOf(known, seen) };
  const rival = isLive(seen.state) ? await findRival(tx, application.person_id, seen.id) : undefined;
  const rivalYields = rival !== undefined && rival.state !== "active" && !(await wasEverPaid(tx, rival.id));
  if (rivalYields) await replace(tx, rival.id);
  const before = known ?? (await addMembership(tx, application, seen));
  const membership = rival && !rivalYields ? await mark(tx, before, "duplicate", seen) : await copy(tx, before, seen);
  return { membership, toEnd: rivalYields ? rival.stripe_subscription_id : endingOf(membership, seen) };
}

/** A membership as it was applied for, before anything of its subscription is copied. */
function addMembership(
  tx: Tx,
  application: { id: string; person_id: string; dues_pence: Pence },
  seen: SeenSubscription,
): Promise<Membership> {
  return tx
    .insertInto("memberships")
    .values({
      person_id: application.person_id,
      application_id: application.id,
      dues_pence: application.dues_pence,
      stripe_subscription_id: seen.id,
      stripe_customer_id: seen.customerId,
      state: "incomplete",
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The subscription's own news, and what the payer is told of it. Being ended by Stripe ends nobody's standing. */
async function copy(tx: Tx, before: Membership, seen: SeenSubscription): Promise<Membership> {
  const over = seen.state === "cancelled";
  const columns = mirrorOf(before, seen);
  const dues_pence = over ? before.dues_pence : (seen.monthlyPence ?? before.dues_pence);
  const said = (!columns || isMirrored(before, columns)) && dues_pence === before.dues_pence;
  const membership = said
    ? before
    : await tx
        .updateTable("memberships")
        .set({ ...columns, dues_pence })
        .where("id", "=", before.id)
        .returningAll()
        .executeTakeFirstOrThrow();
  if (!said) await refreshStanding(tx, before.person_id, ukDay(seen.askedAt));
  const of = { membership_id: before.id };
  await noteChanges(
    tx,
    of,
    { state: before.state, amountPence: before.dues_pence, endsAt: before.ends_at, pausedUntil: before.paused_until },
    seen,
  );
  if (!over) return membership;
  await giveUpMissed(tx, of);
  await queueLetter(tx, "dues-ended", before.id);
  return membership;
}

async function mark(tx: Tx, before: Membership, state: "duplicate", seen: SeenSubscription): Promise<Membership> {
  const membership = await tx
    .updateTable("memberships")
    .set({ state })
    .where("id", "=", before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await refreshStanding(tx, before.person_id, ukDay(seen.askedAt));
  return membership;
}

/** It was never paid for, and its person has set up another: that one takes its place. Nobody is told twice. */
async function replace(tx: Tx, membershipId: string): Promise<void> {
  await tx
    .updateTable("memberships")
    .set({ state: "cancelled", end_reason: "replaced" })
    .where("id", "=", membershipId)
    .execute();
  await giveUpMissed(tx, { membership_id: membershipId });
}

/** A subscription that takes money for a membership that is none has to be ended at Stripe. */
function endingOf(
  membership: { state: string; stripe_subscription_id: string },
  seen: SeenSubscription,
): string | undefined {
  const over = membership.state === "duplicate" || membership.state === "cancelled";
  return over && seen.state !== "cancelled" ? membership.stripe_subscription_id : undefined;
}

function findRival(tx: Tx, personId: string, subscriptionId: string) {
  return tx
    .selectFrom("memberships")
    .selectAll()
    .where("person_id", "=", personId)
    .where("state", "in", LIVE)
    .where("stripe_subscription_id", "<>", subscriptionId)
    .executeTakeFirst();
}

async function wasEverPaid(tx: Tx, membershipId: string): Promise<boolean> {
  const paid = await tx.selectFrom("dues").select("id").where("membership_id", "=", membershipId).executeTakeFirst();
  return paid !== undefined;
}
