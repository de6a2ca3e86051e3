import { queueLetter } from "#app/mail/outbox.ts";
import { ukDay } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import { addWorkingDays } from "#app/time/working-days.ts";
import type { Reader, Tx } from "#db/client.ts";
import { listLadder, nextStep } from "./ladder.ts";
import { findStanding, refreshStanding } from "./standings.ts";

/** The longest a Direct Debit takes, in working days, with a new mandate (uk-rules.md 5.4). */
const LONGEST_BACS = 7;

/** Everybody whom the days without dues have brought to a step of the ladder. */
export async function listOnLadder(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom("standings")
    .select("person_id")
    .where("kind", "=", "in_arrears")
    .where("step_no", "is not", null)
    .orderBy("missed_from")
    .execute();
  return rows.map((row) => row.person_id);
}

/**
 * Takes the step of the ladder that is due for one person, once for this gap in their dues: notes it, and queues its
 * letter and the one for the officers. That is all a step can do: nothing ends by it. Where they stand is worked out
 * first, so money that came a moment ago counts. Returns true where a step was taken.
 */
export async function climbLadder(tx: Tx, personId: string, now: Date): Promise<boolean> {
  const today = ukDay(now);
  await refreshStanding(tx, personId, today);
  const standing = await findStanding(tx, personId);
  if (!standing?.missed_from || standing.days_in_arrears === null) return false;
  const taken = await tx
    .selectFrom("ladder_steps_taken")
    .select(["step_no", "taken_at"])
    .where("person_id", "=", personId)
    // a gap that began earlier after all (a bank took an old payment back) is the same gap, and not gone through again
    .where("missed_from", ">=", standing.missed_from)
    .execute();
  const before = taken.map(({ step_no, taken_at }) => ({ stepNo: step_no, takenOn: ukDay(taken_at) }));
  const step = nextStep(await listLadder(tx), standing.days_in_arrears, before, today);
  if (!step || (await isOnItsWay(tx, personId, standing.missed_from, today))) return false;
  const membership = await findMembership(tx, personId);
  const noted = await tx
    .insertInto("ladder_steps_taken")
    .values({
      person_id: personId,
      membership_id: membership?.id ?? null,
      missed_from: standing.missed_from,
      step_no: step.step_no,
      name: step.name,
      taken_at: now,
    })
    .onConflict((same) => same.columns(["person_id", "missed_from", "step_no"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!noted) return false;
  if (step.letter) await queueLetter(tx, step.letter, noted.id);
  if (step.tell_officers) await queueLetter(tx, "arrears-for-officers", noted.id);
  return true;
}

/** The promise somebody is behind with: the live one, or the last there was. */
function findMembership(tx: Tx, personId: string) {
  return tx
    .selectFrom("memberships")
    .select("id")
    .where("person_id", "=", personId)
    .where("state", "<>", "duplicate")
    .orderBy((e) => e("state", "in", ["active", "past_due", "paused"]), "desc")
    .orderBy("created_at", "desc")
    .limit(1)
    .executeTakeFirst();
}

/**
 * True while money may still come without anybody doing anything: a bank is collecting it, or Stripe knows of nothing
 * that failed and takes the next month by itself, by Direct Debit a few days later.
 */
async function isOnItsWay(tx: Tx, personId: string, missedFrom: string, today: string): Promise<boolean> {
  const asked = await tx
    .selectFrom("checkouts")
    .innerJoin("applications", "applications.id", "checkouts.application_id")
    .select("checkouts.id")
    .where("applications.person_id", "=", personId)
    .where("checkouts.state", "=", "processing")
    .executeTakeFirst();
  if (asked) return true;
  const collecting = await tx
    .selectFrom("missed_instalments")
    .innerJoin("memberships", "memberships.id", "missed_instalments.membership_id")
    .select("missed_instalments.id")
    .where("memberships.person_id", "=", personId)
    .where("missed_instalments.state", "=", "open")
    .where("missed_instalments.on_its_way", "=", true)
    .executeTakeFirst();
  if (collecting) return true;
  if (today >= addWorkingDays(addMonths(missedFrom, 1), LONGEST_BACS)) return false;
  const active = await tx
    .selectFrom("memberships")
    .select("id")
    .where("person_id", "=", personId)
    .where("state", "=", "active")
    .executeTakeFirst();
  return active !== undefined;
}
