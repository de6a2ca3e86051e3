import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findStanding, rebuildStandings, refreshStanding } from "#app/membership/standings.ts";
import type { Site } from "#app/site.ts";
import { addDays } from "#app/time/clock.ts";
import { addMonths } from "#app/time/months.ts";
import { type Db, transact } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  addMember,
  endPromise,
  joinAgain,
  type Member,
  morning,
  payDues,
  sendBack,
  takeBack,
  tickHardship,
} from "../support/members.ts";
import { createTestSite } from "../support/site.ts";

/** Standings are worked out from facts, and from nothing else. */
let database: TestDatabase;
let site: Site;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ site, pool } = createTestSite({ DATABASE_URL: database.appUrl }));
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});
// whatever a test did, working it all out from the beginning gives the same
afterEach(async () => {
  const { day } = (await pool.query("select max(computed_for)::text as day from standings")).rows[0];
  await rebuildStandings(site.db, day ?? "2027-06-01");
  await expectSameFromNothing(day ?? "2027-06-01");
});

async function rows() {
  return (await pool.query("select * from standings order by person_id")).rows;
}

async function expectSameFromNothing(today: string): Promise<number> {
  const before = await rows();
  await site.db.deleteFrom("standings").execute();
  expect(await rows()).toEqual([]);
  expect(await rebuildStandings(site.db, today)).toBe(before.length);
  expect(await rows()).toEqual(before);
  return before.length;
}

async function standing(member: Member, today: string) {
  await transact(site.db, (tx) => refreshStanding(tx, member.personId, today));
  return findStanding(site.db, member.personId);
}

/** One of many histories. */
async function addHistory(n: number): Promise<void> {
  const since = addDays("2026-12-01", n % 40);
  const member = await addMember(site, since, n % 2 ? "active" : "past_due");
  const payments: string[] = [];
  for (let month = 0; month < n % 6; month++)
    payments.push(await payDues(site, member, addMonths(since, month), addMonths(since, month + 1)));
  const [first] = payments;
  const last = payments.at(-1);
  if (last && n % 3 === 0) await sendBack(site, last, 1 + (n % 500));
  if (first && n % 5 === 0) await takeBack(site, first, addDays(since, 3));
  if (n % 7 === 0) await tickHardship(site, member, addDays(since, 100), n % 2 ? null : addDays(since, 130));
  if (n % 11 === 0) await endPromise(site, member, addDays(since, 90), n % 2 ? "asked" : "unpaid");
  if (n % 22 === 0) await joinAgain(site, member, addDays(since, 120));
}

describe("what is worked out", () => {
  test("can be deleted and made again, for many members with every kind of history", async () => {
    const today = "2027-04-25";
    const numbers = Array.from({ length: 230 }, (_, n) => n);
    while (numbers.length > 0) await Promise.all(numbers.splice(0, 8).map((n) => addHistory(n)));
    await rebuildStandings(site.db, today);
    expect(await expectSameFromNothing(today)).toBe(230);
    const kinds = await pool.query("select kind, count(*)::int as n from standings group by 1 order by 1");
    expect(kinds.rows.map((row) => row.kind)).toEqual(["ended", "in_arrears", "never_paid", "paid", "stopped"]);
    // one by one it is the same as all at once
    const all = await rows();
    for (const { person_id } of all) await transact(site.db, (tx) => refreshStanding(tx, person_id, today));
    expect(await rows()).toEqual(all);
    // and nobody stands of whom nothing is known
    const { id } = await site.db.insertInto("people").defaultValues().returning("id").executeTakeFirstOrThrow();
    await pool.query(
      "insert into standings (person_id, kind, reason, computed_for) values ($1, 'never_paid', 'x', '2027-04-25')",
      [id],
    );
    await rebuildStandings(site.db, today);
    expect(await rows()).toEqual(all);
  });

  test("receiving dues says at once how far they are paid", async () => {
    const member = await addMember(site, "2027-05-10");
    expect(await findStanding(site.db, member.personId)).toBeUndefined();
    await payDues(site, member, "2027-05-10", "2027-06-10");
    expect(await findStanding(site.db, member.personId)).toMatchObject({
      kind: "paid",
      paid_through: "2027-06-09",
      reason: "Paid up to 9 June 2027.",
    });
  });

  test("two at once do not undo each other", async () => {
    const member = await addMember(site, "2027-01-01");
    const months = Array.from({ length: 6 }, (_, n) => addMonths("2027-01-01", n));
    await Promise.all([
      ...months.map((from) => payDues(site, member, from, addMonths(from, 1))),
      ...[1, 2, 3].map(() => rebuildStandings(site.db, "2027-01-01")),
    ]);
    expect(await findStanding(site.db, member.personId)).toMatchObject({ kind: "paid", paid_through: "2027-06-30" });
  });
});

describe("two facts at once", () => {
  test("the one that has to wait sees what the other wrote", async () => {
    const member = await addMember(site, "2027-04-01");
    await payDues(site, member, "2027-04-01", "2027-05-01");
    const may = await payDues(site, member, "2027-05-01", "2027-06-01");
    const [written, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = transact(site.db, async (tx) => {
      await sendBack({ ...site, db: tx as unknown as Db }, may, 250);
      await refreshStanding(tx, member.personId, "2027-05-20");
      written.resolve();
      await ended.promise;
    });
    await written.promise;
    const second = transact(site.db, async (tx) => {
      await tickHardship({ ...site, db: tx as unknown as Db }, member, "2027-05-10");
      await refreshStanding(tx, member.personId, "2027-05-20");
    });
    await untilSomebodyWaits();
    ended.resolve();
    await Promise.all([first, second]);
    expect(await findStanding(site.db, member.personId)).toMatchObject({ kind: "stopped", paid_through: "2027-05-15" });
  });

  async function untilSomebodyWaits(): Promise<void> {
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while ((await database.owner.query(waiting)).rowCount === 0) await new Promise((resume) => setTimeout(resume, 10));
  }
});

describe("money that goes", () => {
  test("a refund takes the days it paid for, whole or in part, and a failed one gives them back", async () => {
    const member = await addMember(site, "2027-05-01");
    const payment = await payDues(site, member, "2027-05-01", "2027-06-01");
    const part = await sendBack(site, payment, 250);
    expect(await standing(member, "2027-05-15")).toMatchObject({ kind: "paid", paid_through: "2027-05-15" });
    expect(await standing(member, "2027-05-20")).toMatchObject({
      kind: "in_arrears",
      paid_through: "2027-05-15",
      missed_from: "2027-05-16",
      days_in_arrears: 4,
      reason:
        "Paid up to 15 May 2027. Of the £5 for 1 May 2027 to 31 May 2027, £2.50 was sent back, so it pays 15 of 31 days.",
    });
    const rest = await sendBack(site, payment, 250);
    expect(await standing(member, "2027-05-15")).toMatchObject({ kind: "never_paid", paid_through: null });
    for (const refund of [part, rest])
      await site.db.updateTable("refunds").set({ state: "failed" }).where("id", "=", refund).execute();
    expect(await standing(member, "2027-05-20")).toMatchObject({ kind: "paid", paid_through: "2027-05-31" });
  });

  test("a payment that a bank took back pays nothing while it is open and when it is lost, and all when it is won", async () => {
    const member = await addMember(site, "2027-04-01");
    await payDues(site, member, "2027-04-01", "2027-05-01");
    const payment = await payDues(site, member, "2027-05-01", "2027-06-01");
    const dispute = await takeBack(site, payment, "2027-05-10");
    const move = (state: "lost" | "won") =>
      site.db
        .updateTable("disputes")
        .set({ state, closed_at: morning("2027-05-19") })
        .where("id", "=", dispute)
        .execute();
    const behind = { kind: "in_arrears", paid_through: "2027-04-30", days_in_arrears: 19 };
    expect(await standing(member, "2027-05-20")).toMatchObject(behind);
    await move("lost");
    expect(await standing(member, "2027-05-20")).toMatchObject(behind);
    await move("won");
    expect(await standing(member, "2027-05-20")).toMatchObject({ kind: "paid", paid_through: "2027-05-31" });
  });

  test("an inquiry moves no money", async () => {
    const member = await addMember(site, "2027-05-01");
    const payment = await payDues(site, member, "2027-05-01", "2027-06-01");
    const inquiry = `insert into disputes (stripe_dispute_id, payment_id, state, amount_pence, reason, opened_at)
                     values ('du_inquiry', '${payment}', 'inquiry', 500, 'general', '2027-05-02')`;
    await pool.query(inquiry);
    expect(await standing(member, "2027-05-20")).toMatchObject({ kind: "paid", paid_through: "2027-05-31" });
  });
});

describe("leaving, and coming back", () => {
  test("who asked to end it is not in arrears; who was given up by Stripe is, and is still a member", async () => {
    const [left, dropped] = [await addMember(site, "2027-01-01"), await addMember(site, "2027-01-01")];
    for (const member of [left, dropped]) await payDues(site, member, "2027-01-01", "2027-02-01");
    await endPromise(site, left, "2027-01-20", "asked");
    await endPromise(site, dropped, "2027-03-20", "unpaid");
    expect(await standing(left, "2027-01-31")).toMatchObject({ kind: "paid" });
    expect(await standing(left, "2027-04-01")).toMatchObject({
      kind: "ended",
      reason: "Ended as asked. Paid up to 31 January 2027.",
    });
    expect(await standing(dropped, "2027-04-01")).toMatchObject({ kind: "in_arrears", missed_from: "2027-02-01" });
  });

  test("an end that is still to come is none yet", async () => {
    const member = await addMember(site, "2027-01-01", "active");
    await payDues(site, member, "2027-01-01", "2027-02-01");
    await site.db
      .updateTable("memberships")
      .set({ ends_at: morning("2027-02-10") })
      .where("id", "=", member.membershipId)
      .execute();
    expect(await standing(member, "2027-02-09")).toMatchObject({ kind: "in_arrears", days_in_arrears: 8 });
    expect(await standing(member, "2027-02-10")).toMatchObject({ kind: "ended" });
  });

  test("the time away is not missed", async () => {
    const member = await addMember(site, "2027-01-01");
    await payDues(site, member, "2027-01-01", "2027-02-01");
    await endPromise(site, member, "2027-01-20", "asked");
    await joinAgain(site, member, "2027-05-10");
    expect(await standing(member, "2027-05-09")).toMatchObject({ kind: "ended" });
    expect(await standing(member, "2027-05-15")).toMatchObject({ kind: "in_arrears", missed_from: "2027-05-10" });
  });

  test("nor is a pause at Stripe, while it lasts", async () => {
    const member = await addMember(site, "2027-01-01");
    await payDues(site, member, "2027-01-01", "2027-02-01");
    const change = (kind: string, day: string) =>
      pool.query(
        `insert into promise_changes (membership_id, kind, origin, asked_at, done_at) values ($1, $2, 'stripe', $3, $3)`,
        [member.membershipId, kind, morning(day)],
      );
    await change("pause", "2027-01-25");
    expect(await standing(member, "2027-04-01")).toMatchObject({ kind: "stopped" });
    await change("resume", "2027-04-10");
    expect(await standing(member, "2027-04-12")).toMatchObject({ kind: "in_arrears", missed_from: "2027-04-10" });
  });
});
