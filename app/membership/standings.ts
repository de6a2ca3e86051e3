import { sql } from "kysely";
import { type Db, type Reader, type Tx, transact } from "#db/client.ts";
import { listLadder } from "./ladder.ts";
import { standingOf } from "./standing.ts";
import { standingFacts } from "./standing-facts.ts";

const AT_ONCE = 200;
/** Comes before everybody's id, and is nobody's. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

/** Where a person stands, as last worked out (`computed_for`); undefined for who has neither dues nor a promise. */
export function findStanding(db: Reader, personId: string) {
  return db.selectFrom("standings").selectAll().where("person_id", "=", personId).executeTakeFirst();
}

/**
 * Works out anew where one person stands on a civil day. Call it in the transaction that changed a fact of it: dues, a
 * refund or a dispute of dues, a promise, hardship. Locks the person first, as everything about dues does: the last one
 * to wait sees what all the others wrote.
 */
export async function refreshStanding(tx: Tx, personId: string, today: string): Promise<void> {
  await tx.selectFrom("people").select("id").where("id", "=", personId).forNoKeyUpdate().execute();
  await writeStandings(tx, [personId], today);
}

/** Works all of them out anew, a page of people at a time, and drops what no fact speaks for. Gives how many stand. */
export async function rebuildStandings(db: Db, today: string): Promise<number> {
  let stand = 0;
  let last: string | undefined;
  for (;;) {
    const page = await transact(db, async (tx) => {
      const people = await nextPeople(tx, last);
      return { people, stand: await writeStandings(tx, people, today) };
    });
    stand += page.stand;
    last = page.people.at(-1);
    if (page.people.length < AT_ONCE) return stand;
  }
}

/**
 * Everybody with dues, a promise, hardship or a standing, in order, locked against news of their money. Each table gives
 * its own next page by its index: asked of people, the question would read all of theirs for every page.
 */
async function nextPeople(tx: Tx, after = NOBODY): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from people where id in (
      (select distinct person_id from dues where person_id > ${after} order by person_id limit ${AT_ONCE})
      union (select distinct person_id from memberships where person_id > ${after} order by person_id limit ${AT_ONCE})
      union (select distinct person_id from hardships where person_id > ${after} order by person_id limit ${AT_ONCE})
      union (select person_id from standings where person_id > ${after} order by person_id limit ${AT_ONCE})
      order by person_id limit ${AT_ONCE}
    ) order by id for no key update`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Writes the standings of locked people, and drops those of whom nothing is known any more. */
async function writeStandings(tx: Tx, people: readonly string[], today: string): Promise<number> {
  if (people.length === 0) return 0;
  const ladder = await listLadder(tx);
  const facts = await standingFacts(tx, people);
  const rows = [...facts].map(([person_id, { dues, pauses }]) => {
    const standing = standingOf(dues, ladder, today, pauses);
    return {
      person_id,
      kind: standing.kind,
      paid_through: standing.paidThrough,
      missed_from: standing.missedFrom,
      days_in_arrears: standing.daysInArrears,
      step_no: standing.stepNo,
      reason: standing.reason,
      computed_for: today,
    };
  });
  const unknown = people.filter((id) => !facts.has(id));
  if (unknown.length > 0) await tx.deleteFrom("standings").where("person_id", "in", unknown).execute();
  if (rows.length === 0) return 0;
  await tx
    .insertInto("standings")
    .values(rows)
    .onConflict((same) =>
      same.column("person_id").doUpdateSet((e) => ({
        kind: e.ref("excluded.kind"),
        paid_through: e.ref("excluded.paid_through"),
        missed_from: e.ref("excluded.missed_from"),
        days_in_arrears: e.ref("excluded.days_in_arrears"),
        step_no: e.ref("excluded.step_no"),
        reason: e.ref("excluded.reason"),
        computed_for: e.ref("excluded.computed_for"),
      })),
    )
    .execute();
  return rows.length;
}
