import { sql } from "kysely";
import { faultCode } from "#app/faults/fault-code.ts";
import { type TieOut, tieOut } from "#app/settlement/tie-out.ts";
import { sendRefunds, walkUnfinished } from "#app/settlement/unfinished.ts";
import {
  eachOf,
  type Walk,
  walkDisputes,
  walkMovements,
  walkPayouts,
  walkPromises,
  walkSessions,
} from "#app/settlement/walk.ts";
import type { Site } from "#app/site.ts";
import type { Reader } from "#db/client.ts";
import { settleEvent } from "./settle-event.ts";

const MINUTE = 60_000;
/** Lists are read again from this long before the last mark: Stripe may add to them late. */
const MARGIN_MS = 3 * 24 * 60 * MINUTE;
/** Any number nobody else takes a lock by: one walk at a time, by the worker or by hand. */
const ONE_WALK = 7_010_918;

const STAGES: [name: string, stage: (walk: Walk) => Promise<void>][] = [
  // sessions first: they make the rows again that a restored backup had lost, and everything else refers to them
  ["Checkout Sessions", walkSessions],
  ["monthly promises", walkPromises],
  ["what is unfinished here", walkUnfinished],
  ["stored news", walkEvents],
  ["movements of the balance", walkMovements],
  ["disputes", walkDisputes],
  ["payouts", walkPayouts],
];

export type Progress = {
  stage: string;
  /** How much of the whole walk is behind us, from 0 to 1. A list tells its length only when it ends: a guess by days. */
  share: number;
  lookedAt: number;
};
export type Reconciled = TieOut & { lookedAt: number; settled: number; recovered: number; faults: number };

/**
 * Walks Stripe's lists since the last mark, settles what nobody told us of, makes again what a restored backup had
 * lost, and holds both balances against each other. Safe to repeat: a second walk finds nothing to change. A fault
 * keeps none of the others waiting, and leaves the mark where it was. Undefined where another walk is under way.
 */
export async function reconcile(
  site: Site,
  onProgress: (progress: Progress) => void = () => {},
): Promise<Reconciled | undefined> {
  return site.db.connection().execute(async (guard) => {
    const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${ONE_WALK}) as mine`.execute(guard);
    if (!rows[0]?.mine) return undefined;
    try {
      return await walkThrough(site, onProgress);
    } finally {
      await sql`select pg_advisory_unlock(${ONE_WALK})`.execute(guard);
    }
  });
}

async function walkThrough(site: Site, onProgress: (progress: Progress) => void): Promise<Reconciled> {
  const startedAt = site.clock.now();
  const since = await findMark(site.db);
  const { id } = await site.db
    .insertInto("reconcile_runs")
    .values({ started_at: startedAt, since })
    .returning("id")
    .executeTakeFirstOrThrow();
  const counts = { lookedAt: 0, settled: 0, recovered: 0 };
  let faults = 0;
  const putOff: (() => Promise<unknown>)[] = [];
  let last = false;
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (fault) {
      if (!last) return void putOff.push(work);
      faults++;
      site.log.error({ code: faultCode(fault) }, "reconcile could not settle something, and tries again next time");
    }
  };
  const walk = { site, since, counts, attempt };
  for (const [number, [stage, go]] of STAGES.entries()) {
    const tell = (within: number) =>
      onProgress({ stage, share: (number + within) / STAGES.length, lookedAt: counts.lookedAt });
    tell(0);
    const looked = (count: number, reached?: Date) => {
      counts.lookedAt += count;
      tell(reached ? sharePast(startedAt, since, reached) : 0.5);
    };
    await attempt(() => go({ ...walk, looked }));
  }
  // the lists tell things in an order of their own: a refund from the dashboard may come before we know that a refund
  // of ours can no longer be sent. What stood in another's way does not any more when all of them have been seen
  last = true;
  if (putOff.length > 0) await attempt(() => sendRefunds({ ...walk, looked: () => {} }));
  for (const work of putOff) await attempt(work);
  const books = await tieOut(site, since);
  onProgress({ stage: "done", share: 1, lookedAt: counts.lookedAt });
  await site.db
    .updateTable("reconcile_runs")
    .set({
      finished_at: site.clock.now(),
      looked_at: counts.lookedAt,
      settled: counts.settled,
      recovered: counts.recovered,
      faults,
      stripe_pence: books.stripePence,
      ledger_pence: books.ledgerPence,
      difference_pence: books.differencePence,
      unexplained_pence: books.unexplainedPence,
    })
    .where("id", "=", id)
    .execute();
  if (books.unexplainedPence !== 0)
    site.log.error({ code: "books-differ" }, "Stripe and the journal differ, and nothing explains it: npm run money");
  return { ...books, ...counts, faults };
}

/** How much of the time between two moments lies behind a list that is read from its newest to its oldest. */
function sharePast(from: Date, to: Date, reached: Date): number {
  const whole = from.getTime() - to.getTime();
  if (to.getTime() === 0) return 0.5; // the first walk: nobody knows how far back there is anything
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (from.getTime() - reached.getTime()) / whole));
}

/** The moment to read the lists back to: some days before the last walk that ended without a fault began. */
export async function findMark(db: Reader): Promise<Date> {
  const last = await db
    .selectFrom("reconcile_runs")
    .select("started_at")
    .where("finished_at", "is not", null)
    .where("faults", "=", 0)
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return new Date(last ? last.started_at.getTime() - MARGIN_MS : 0);
}

/** News whose job gave up or was lost, and news that was parked and may fit by now. */
async function walkEvents(walk: Walk): Promise<void> {
  const events = await walk.site.db
    .selectFrom("stripe_events")
    .select("id")
    .where((e) =>
      e.or([
        e("state", "=", "parked"),
        e.and([
          e("state", "=", "received"),
          e("received_at", "<", new Date(walk.site.clock.now().getTime() - 2 * MINUTE)),
        ]),
      ]),
    )
    .orderBy("received_at")
    .execute();
  await eachOf(events, ({ id }) => walk.attempt(() => settleEvent(walk.site, { eventId: id }, false)));
  walk.looked(events.length);
}

/** The worker's own walk, every ten minutes. Where one is under way, there is nothing to do. */
export async function reconcileJob(site: Site): Promise<void> {
  await reconcile(site);
}
