import { listDisputes } from "#app/payments/dispute.ts";
import { findMirrored, listMovements } from "#app/payments/movement.ts";
import { listPayouts } from "#app/payments/payout.ts";
import { listOpenInvoices, listSubscriptions } from "#app/payments/promise-lists.ts";
import { listSessions, type SeenSession } from "#app/payments/session.ts";
import type { SeenSubscription } from "#app/payments/subscription.ts";
import { settle } from "#app/settlement.ts";
import type { Site } from "#app/site.ts";
import { settleMovement } from "./movement.ts";
import type { StripeRef } from "./outcome.ts";
import { recoverPurpose } from "./recover.ts";

/** One walk through Stripe's lists, comparing each object with what is recorded and settling what differs. */
export type Walk = {
  site: Site;
  /** How far back the lists are read. */
  since: Date;
  counts: { lookedAt: number; settled: number; recovered: number };
  /** So many objects were compared; `reached` is the day the list has come back to. */
  looked(count: number, reached?: Date): void;
  /** Does one piece of work. One that fails keeps none of the others waiting, and is tried again when all were seen. */
  attempt(work: () => Promise<unknown>): Promise<void>;
};

const AT_ONCE = 4;

/** Does work for each item, a few at a time. */
export async function eachOf<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const take = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, take));
}

/** Settles one object that differs from what is recorded. */
export async function settleOne(walk: Walk, about: StripeRef): Promise<void> {
  await walk.attempt(async () => {
    walk.counts.settled++;
    await settle(walk.site, about);
  });
}

/** Checkout Sessions: paid, lapsed, refused; and those whose rows a restored backup had lost. */
export async function walkSessions(walk: Walk): Promise<void> {
  for await (const page of listSessions(walk.site, walk.since)) {
    const rows = await walk.site.db
      .selectFrom("checkouts")
      .select(["id", "state", "session_id"])
      .where("id", "in", [...page.map((session) => session.checkoutId ?? ""), NOBODY])
      .execute();
    const known = new Map(rows.map((row) => [row.id, row]));
    await eachOf(page, async (session) => {
      const row = known.get(session.checkoutId ?? "");
      if (row ? isRecorded(row, session) : session.status !== "complete") return;
      let ours = row !== undefined;
      await walk.attempt(async () => {
        if (!ours) {
          if (!(await recoverPurpose(walk.site, session))) return;
          walk.counts.recovered++;
          ours = true;
        }
        walk.counts.settled++;
        await settle(walk.site, { kind: "checkout.session", id: session.id });
      });
    });
    walk.looked(page.length, page.at(-1)?.createdAt);
  }
}

/** No row has this id; it keeps an empty list from being bad SQL. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

function isRecorded(row: { state: string; session_id: string | null }, session: SeenSession): boolean {
  if (row.session_id !== null && row.session_id !== session.id) return true; // parked when it was first seen
  if (session.status === "open") return true;
  if (session.status === "expired") return row.state === "expired" || row.state === "failed";
  return row.state === "paid" || row.state === "failed";
}

/** Every movement of our balance: what it is about is settled, whoever missed the news, and then it is mirrored. */
export async function walkMovements(walk: Walk): Promise<void> {
  for await (const page of listMovements(walk.site, { since: walk.since })) {
    const mirrored = await findMirrored(
      walk.site.db,
      page.map((moved) => moved.id),
    );
    await eachOf(page, async (moved) => {
      if (mirrored.has(moved.id)) return;
      await walk.attempt(async () => {
        if (await settleMovement(walk.site, settle, moved)) walk.counts.settled++;
      });
    });
    walk.looked(page.length, page.at(-1)?.createdAt);
  }
}

/** Payouts: each opened to what it is made of. */
export async function walkPayouts(walk: Walk): Promise<void> {
  const { db } = walk.site;
  for await (const page of listPayouts(walk.site, walk.since)) {
    const rows = await db
      .selectFrom("payouts")
      .select(["stripe_payout_id", "state", "named_at", "automatic"])
      .where("stripe_payout_id", "in", [...page.map((payout) => payout.id), ""])
      .execute();
    const known = new Map(rows.map((row) => [row.stripe_payout_id, row]));
    for (const payout of page) {
      const row = known.get(payout.id);
      if (row?.state === payout.state && (row.named_at || !row.automatic)) continue;
      await settleOne(walk, { kind: "payout", id: payout.id });
    }
    walk.looked(page.length, page.at(-1)?.createdAt);
  }
}

/** Disputes; those that are still open are asked after wherever they began (`unfinished.ts`). */
export async function walkDisputes(walk: Walk): Promise<void> {
  for await (const page of listDisputes(walk.site, walk.since)) {
    const rows = await walk.site.db
      .selectFrom("disputes")
      .select(["stripe_dispute_id", "state"])
      .where("stripe_dispute_id", "in", [...page.map((dispute) => dispute.id), ""])
      .execute();
    const known = new Map(rows.map((row) => [row.stripe_dispute_id, row.state]));
    for (const dispute of page)
      if (known.get(dispute.id) !== dispute.state) await settleOne(walk, { kind: "dispute", id: dispute.id });
    walk.looked(page.length, page.at(-1)?.openedAt);
  }
}

/** Monthly promises: paused, in arrears, ended, changed; and the invoices of theirs that wait for their money. */
export async function walkPromises(walk: Walk): Promise<void> {
  for await (const page of listSubscriptions(walk.site)) {
    const known = await findPromises(
      walk.site,
      page.map((seen) => seen.id),
    );
    await eachOf(page, async (seen) => {
      if (!isMirrored(known.get(seen.id), seen)) await settleOne(walk, { kind: "subscription", id: seen.id });
    });
    walk.looked(page.length);
  }
  for await (const page of listOpenInvoices(walk.site)) {
    await eachOf(page, (id) => settleOne(walk, { kind: "invoice", id }));
    walk.looked(page.length);
  }
}

type Promised = { state: string; ends_at: Date | null; pence: number };

async function findPromises({ db }: Site, ids: readonly string[]): Promise<Map<string, Promised>> {
  const memberships = await db
    .selectFrom("memberships")
    .select(["stripe_subscription_id as id", "state", "ends_at", "dues_pence as pence"])
    .where("stripe_subscription_id", "in", [...ids, ""])
    .execute();
  const recurring = await db
    .selectFrom("recurring_donations")
    .select(["stripe_subscription_id as id", "state", "ends_at", "amount_pence as pence"])
    .where("stripe_subscription_id", "in", [...ids, ""])
    .execute();
  return new Map([...memberships, ...recurring].map((row) => [row.id ?? "", row]));
}

function isMirrored(row: Promised | undefined, seen: SeenSubscription): boolean {
  if (!row) return false;
  if (seen.state === "cancelled") return row.state === "cancelled" || row.state === "duplicate";
  return (
    row.state === seen.state &&
    row.ends_at?.getTime() === seen.endsAt?.getTime() &&
    (seen.monthlyPence === undefined || row.pence === seen.monthlyPence)
  );
}
