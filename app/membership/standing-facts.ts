import { sql } from "kysely";
import type { Pence } from "#app/money/pence.ts";
import { ukDay } from "#app/time/clock.ts";
import type { Tx } from "#db/client.ts";
import type { DuesFact } from "./paid-days.ts";
import { type PauseChange, promiseOf, timesAway, timesPaused } from "./pauses.ts";
import type { Pause } from "./standing.ts";

/**
 * The facts by which people stand where they stand: their dues, and the days on which nothing is asked of them. Nobody
 * is in it who never had dues, a promise or hardship.
 */
export async function standingFacts(
  tx: Tx,
  people: readonly string[],
): Promise<Map<string, { dues: DuesFact[]; pauses: Pause[] }>> {
  const dues = byPerson(await listDues(tx, people));
  const hardships = byPerson(await listHardships(tx, people));
  const promises = byPerson(await listPromises(tx, people));
  const changes = byPerson(await listPauseChanges(tx, people));
  const known = people.filter((id) => dues.has(id) || hardships.has(id) || promises.has(id));
  return new Map(
    known.map((id) => {
      const paid = dues.get(id) ?? [];
      const promised = (promises.get(id) ?? []).map(promiseOf).filter((promise) => promise !== undefined);
      const withoutPromise = paid.filter((one) => one.membership_id === null).map((one) => ukDay(one.received_at));
      const pauses = [
        ...(hardships.get(id) ?? []),
        ...timesPaused(changes.get(id) ?? []),
        ...timesAway(promised, withoutPromise),
      ];
      return [id, { dues: paid, pauses }];
    }),
  );
}

function listDues(tx: Tx, people: readonly string[]) {
  return tx
    .selectFrom("dues")
    .innerJoin("payments", "payments.id", "dues.payment_id")
    .select((e) => [
      "dues.person_id",
      "dues.membership_id",
      "dues.received_at",
      sql<string>`lower(dues.term)`.as("from"),
      sql<string>`upper(dues.term)`.as("to"),
      "dues.void",
      "payments.amount_pence as paidPence",
      e
        .selectFrom("refunds")
        .select(sql<Pence>`coalesce(sum(refunds.amount_pence), 0)::bigint`.as("back"))
        .whereRef("refunds.payment_id", "=", "payments.id")
        .where("refunds.state", "in", ["pending", "succeeded"])
        .$asScalar()
        .$notNull()
        .as("backPence"),
      e
        .selectFrom("disputes")
        .select(sql<Pence>`coalesce(sum(disputes.amount_pence), 0)::bigint`.as("held"))
        .whereRef("disputes.payment_id", "=", "payments.id")
        .where("disputes.state", "in", ["open", "lost"])
        .$asScalar()
        .$notNull()
        .as("heldPence"),
    ])
    .where("dues.person_id", "in", people)
    .execute() satisfies Promise<DuesFact[]>;
}

async function listHardships(tx: Tx, people: readonly string[]) {
  const rows = await tx
    .selectFrom("hardships")
    .select(["person_id", "from_day as from", "until_day as until"])
    .where("person_id", "in", people)
    .execute();
  return rows.map((row): Pause & { person_id: string } => ({ ...row, why: "hardship" }));
}

function listPromises(tx: Tx, people: readonly string[]) {
  return tx
    .selectFrom("memberships")
    .select(["person_id", "state", "created_at", "ends_at", "end_reason"])
    .where("person_id", "in", people)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
}

async function listPauseChanges(tx: Tx, people: readonly string[]) {
  const rows = await tx
    .selectFrom("promise_changes")
    .innerJoin("memberships", "memberships.id", "promise_changes.membership_id")
    .select(["memberships.person_id", "promise_changes.kind", "done_at", "until_at", "memberships.ends_at"])
    .where("memberships.person_id", "in", people)
    .where("memberships.state", "<>", "duplicate")
    .where("promise_changes.kind", "in", ["pause", "resume"])
    .where("done_at", "is not", null)
    .orderBy("done_at")
    .orderBy("promise_changes.id")
    .execute();
  return rows.flatMap(({ person_id, kind, done_at, until_at, ends_at }) => {
    if (!done_at) return [];
    // a pause does not outlive its promise
    const ends = [until_at, ends_at].filter((moment) => moment !== null).map(ukDay);
    const change: PauseChange = { kind: kind === "pause" ? kind : "resume", doneOn: ukDay(done_at), ends };
    return [{ ...change, person_id }];
  });
}

function byPerson<T extends { person_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.person_id, [...(groups.get(row.person_id) ?? []), row]);
  return groups;
}
