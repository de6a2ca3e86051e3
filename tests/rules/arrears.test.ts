import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { climbArrears } from "#app/jobs/climb-arrears.ts";
import { writeLetter } from "#app/mail/write-letter.ts";
import { climbLadder, listOnLadder } from "#app/membership/climb.ts";
import { findStanding, rebuildStandings } from "#app/membership/standings.ts";
import { opensLink } from "#app/references/link-key.ts";
import type { Site } from "#app/site.ts";
import { addDays } from "#app/time/clock.ts";
import { transact } from "#db/client.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import {
  addMember,
  endPromise,
  joinAgain,
  type Member,
  morning,
  onDay,
  payDues,
  takeBack,
  tickHardship,
} from "../support/members.ts";
import { createTestSite } from "../support/site.ts";

/** The ladder is climbed once a day. It writes letters and tells people; it ends nothing. */
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

let member: Member;
beforeEach(async () => {
  member = await addMember(site, "2027-01-01");
  await payDues(site, member, "2027-01-01", "2027-02-01");
});
// whoever is behind in one test is no matter of the next
afterEach(() => tickHardship(site, member, "2028-06-01"));

const climb = (day: string) => climbArrears(onDay(site, day));

/** Climbs on each of so many days from the first missed day on. */
async function climbDaily(days: number, from = "2027-02-01", every = 1): Promise<void> {
  for (let n = 0; n <= days; n += every) await climb(addDays(from, n));
}

/** The letters of one member's ladder, in the order in which they were queued, with the day their step was taken. */
async function letters({ personId } = member) {
  const { rows } = await pool.query(
    `select o.letter, t.step_no as step, t.taken_at::date::text as day, o.ref_id as id
     from ladder_steps_taken t left join outbox o on o.ref_id = t.id
     where t.person_id = $1 order by t.taken_at, o.created_at`,
    [personId],
  );
  return rows as { letter: string | null; step: number; day: string; id: string }[];
}
const steps = async (of = member) => (await letters(of)).map(({ step, day }) => `${step} on ${day}`);

describe("the ladder", () => {
  test("twelve missed months end no membership, and take each step once, on its day", async () => {
    await climbDaily(100);
    await climbDaily(300, "2027-05-12", 25);
    expect(await letters()).toMatchObject([
      { letter: "arrears-reminder", step: 1, day: "2027-02-15" },
      { letter: "arrears-second-reminder", step: 2, day: "2027-03-03" },
      { letter: "arrears-for-officers", step: 3, day: "2027-04-02" },
      { letter: "arrears-for-officers", step: 4, day: "2027-05-02" },
    ]);
    expect(await findStanding(site.db, member.personId)).toMatchObject({ kind: "in_arrears", days_in_arrears: 400 });
    const { rows } = await pool.query(
      `select m.state as membership, m.ends_at, a.state as application, a.decided_at
       from memberships m join applications a on a.id = m.application_id where m.person_id = $1`,
      [member.personId],
    );
    expect(rows).toEqual([{ membership: "past_due", ends_at: null, application: "started", decided_at: null }]);
    await payDues(site, member, "2028-03-08", "2028-04-08");
    expect(await findStanding(site.db, member.personId)).toMatchObject({ kind: "paid", paid_through: "2028-04-07" });
  });

  test("a letter is queued once, however often and by however many the job is run", async () => {
    await Promise.all(Array.from({ length: 6 }, () => climb("2027-02-20")));
    await climb("2027-02-20");
    await climb("2027-02-21");
    expect(await letters()).toMatchObject([{ letter: "arrears-reminder", step: 1, day: "2027-02-20" }]);
    const jobs = await database.owner.query(
      `select count(*)::int as n from graphile_worker._private_jobs j join outbox o on j.payload ->> 'outboxId' = o.id::text
       join ladder_steps_taken t on t.id = o.ref_id where t.person_id = $1`,
      [member.personId],
    );
    expect(jobs.rows).toEqual([{ n: 1 }]);
  });

  test("where the days come all at once, the first letter still comes first, and leaves time to answer it", async () => {
    const months = ["2027-02-01", "2027-03-01", "2027-04-01", "2027-05-01"];
    const payments: string[] = [];
    for (const [i, from] of months.entries())
      payments.push(await payDues(site, member, from, months[i + 1] ?? "2027-06-01"));
    await climb("2027-05-30");
    for (const payment of payments) await takeBack(site, payment, "2027-05-30");
    await climbDaily(100, "2027-05-31");
    expect(await steps()).toEqual(["1 on 2027-05-31", "2 on 2027-06-16", "3 on 2027-07-16", "4 on 2027-08-15"]);
  });

  test("the same gap is not gone through again when it turns out to have begun earlier", async () => {
    const february = await payDues(site, member, "2027-02-01", "2027-03-01");
    await climbDaily(20, "2027-03-01");
    expect(await steps()).toEqual(["1 on 2027-03-15"]);
    await takeBack(site, february, "2027-03-21");
    await climbDaily(12, "2027-03-21");
    expect(await findStanding(site.db, member.personId)).toMatchObject({ missed_from: "2027-02-01" });
    expect(await steps()).toEqual(["1 on 2027-03-15", "2 on 2027-03-31"]);
  });

  test("who pays and misses again begins from the bottom", async () => {
    await climbDaily(31);
    await payDues(site, member, "2027-03-01", "2027-04-01");
    await climbDaily(15, "2027-04-01");
    expect(await steps()).toEqual(["1 on 2027-02-15", "2 on 2027-03-03", "1 on 2027-04-15"]);
  });

  test("is the party’s own: a step comes after the days it says", async () => {
    await database.owner.query("update arrears_ladder set after_days = 3 where step_no = 1");
    try {
      await climbDaily(20);
      expect(await steps()).toEqual(["1 on 2027-02-04"]);
    } finally {
      await database.owner.query("update arrears_ladder set after_days = 14 where step_no = 1");
    }
  });
});

describe("nobody is reminded", () => {
  test("who is in hardship; afterwards the days begin anew", async () => {
    await climb("2027-02-15");
    await tickHardship(site, member, "2027-02-16", "2027-06-30");
    await climbDaily(120, "2027-02-16", 10);
    expect(await steps()).toEqual(["1 on 2027-02-15"]);
    expect(await findStanding(site.db, member.personId)).toMatchObject({
      kind: "stopped",
      reason: "Nothing is asked for at present. Paid up to 31 January 2027.",
    });
    await climbDaily(15, "2027-06-30");
    expect(await steps()).toEqual(["1 on 2027-02-15", "1 on 2027-07-15"]);
  });

  test("who ticked it a moment ago, though the morning’s work said otherwise", async () => {
    const now = morning("2027-02-20");
    await rebuildStandings(site.db, "2027-02-20");
    expect(await listOnLadder(site.db)).toContain(member.personId);
    await tickHardship(site, member, "2027-02-19", "2027-03-31");
    expect(await transact(site.db, (tx) => climbLadder(tx, member.personId, now))).toBe(false);
    expect(await steps()).toEqual([]);
  });

  test("who asked to end it; who was given up by Stripe is", async () => {
    const dropped = await addMember(site, "2027-01-01");
    await payDues(site, dropped, "2027-01-01", "2027-02-01");
    await endPromise(site, member, "2027-02-10", "asked");
    await endPromise(site, dropped, "2027-02-10", "unpaid");
    await climbDaily(40, "2027-02-01", 5);
    expect(await steps()).toEqual([]);
    expect(await steps(dropped)).toEqual(["1 on 2027-02-16", "2 on 2027-03-08"]);
    await tickHardship(site, dropped, "2027-04-01");
  });

  test("whose first Direct Debit of a new promise is on its way; after it was refused, they are", async () => {
    await endPromise(site, member, "2027-02-10", "unpaid");
    const again = await joinAgain(site, member, "2027-02-12");
    const checkout = await pool.query(
      `insert into checkouts (application_id, total_pence, idempotency_key, livemode, expires_at)
       values ($1, 500, $2, false, $3) returning id`,
      [again.applicationId, crypto.randomUUID(), morning("2027-02-13")],
    );
    const set = (state: string) =>
      pool.query("update checkouts set state = $2, session_id = $3 where id = $1", [
        checkout.rows[0].id,
        state,
        `cs_${again.applicationId}`,
      ]);
    await set("processing");
    await climbDaily(20, "2027-02-10");
    expect(await steps()).toEqual([]);
    await set("failed");
    await climb("2027-03-03");
    expect(await steps()).toEqual(["1 on 2027-03-03"]);
  });

  test("whose bank is collecting a payment once more", async () => {
    await pool.query(
      `insert into missed_instalments (invoice_id, membership_id, amount_pence, tries, needs_action, missed_at, method,
                                       on_its_way, mirrored_at)
       values ('in_again', $1, 500, 1, false, $2, 'direct debit', true, $2)`,
      [member.membershipId, morning("2027-02-01")],
    );
    await climbDaily(20, "2027-02-10");
    expect(await steps()).toEqual([]);
    await pool.query("update missed_instalments set on_its_way = false where invoice_id = 'in_again'");
    await climb("2027-03-03");
    expect(await steps()).toEqual(["1 on 2027-03-03"]);
  });

  test("whose payments go well with Stripe: the next one is taken by itself, and a few working days are a bank’s", async () => {
    const active = await addMember(site, "2027-01-01", "active");
    await payDues(site, active, "2027-01-01", "2027-02-01");
    await climbDaily(36);
    expect(await steps(active)).toEqual([]);
    // for more than a month nothing has come: somebody has to look
    await climbDaily(3, "2027-03-10");
    expect(await steps(active)).toEqual(["1 on 2027-03-10"]);
    await tickHardship(site, active, "2027-03-14");
  });
});

describe("the letters", () => {
  const EVERY_WORD = /member|dues|party|social|politic|arrears|overdue|owe|unpaid|missed|due\b/i;

  test("shame and threaten nobody, and say how to pay, whom to call and that nothing ends by itself", async () => {
    await climbDaily(31);
    const queued = await letters();
    expect(queued.map(({ letter }) => letter)).toEqual(["arrears-reminder", "arrears-second-reminder"]);
    for (const { letter, id } of queued) {
      const written = await writeLetter(site, letter ?? "", id);
      const text = written?.paragraphs.join("\n") ?? "";
      expect(written?.to).toMatch(/^member-\d+@reader\.example$/);
      expect(written?.subject).toContain(member.reference);
      expect(written?.subject).not.toMatch(EVERY_WORD);
      expect(written?.subject).not.toContain("Example");
      expect(text).toContain("The payment due on 1 February 2027 has not come");
      expect(text).toContain("Nothing ends by itself");
      expect(text).toContain("no reason is needed");
      expect(text).toContain(site.settings.party.phone);
      expect(text).not.toMatch(/final|must|legal|debt|expel|suspend|cancel|terminate|lapse|immediately/i);
      const [, path = "", key = ""] = /(\/dues\/[^?\s]+)\?key=(\S+)/.exec(text) ?? [];
      expect(path).toBe(`/dues/${member.reference}`);
      expect(opensLink(site.settings.formSecret, "application", member.applicationId, key)).toBe(true);
    }
  });

  test("tell the officers a reference and the same sentence, and no name or address", async () => {
    await climbDaily(61, "2027-02-01", 1);
    const last = (await letters()).at(-1);
    expect(last?.letter).toBe("arrears-for-officers");
    const written = await writeLetter(site, last?.letter ?? "", last?.id ?? "");
    expect(written?.to).toBe(site.settings.mail.officers);
    expect(written?.subject).toBe(`For the membership secretary: ${member.reference}`);
    const text = written?.paragraphs.join("\n") ?? "";
    expect(text).toContain((await findStanding(site.db, member.personId))?.reason);
    expect(text).toContain("Phone list");
    expect(text).not.toMatch(/Member Example|reader\.example/);
  });

  test("are not sent to whoever paid between the job and the post", async () => {
    await climb("2027-02-15");
    const [reminder] = await letters();
    const write = () => writeLetter(site, "arrears-reminder", reminder?.id ?? "");
    expect(await write()).toBeDefined();
    await payDues(site, member, "2027-02-01", "2027-03-01");
    expect(await write()).toBeUndefined();
  });
});
