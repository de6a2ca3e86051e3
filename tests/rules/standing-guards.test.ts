import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { climbArrears } from "#app/jobs/climb-arrears.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { addMember, type Member, onDay, payDues, tickHardship } from "../support/members.ts";
import { createTestSite } from "../support/site.ts";

/** What must never be, of standing and of the ladder: each is tried, and refused by the database. */
let database: TestDatabase;
let site: Site;
let app: pg.Pool;
let member: Member;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ site, pool: app } = createTestSite({ DATABASE_URL: database.appUrl }));
  member = await addMember(site, "2027-01-01");
  await payDues(site, member, "2027-01-01", "2027-02-01");
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});

const code = (pool: pg.Pool, statement: string) =>
  pool.query(statement).then(
    () => undefined,
    (error) => (error instanceof pg.DatabaseError ? error.code : error),
  );

describe("the guards", () => {
  test("a ladder rises, and no step ends anything", async () => {
    const owner = (statement: string) => code(database.owner, statement);
    const step = (no: number, days: number, letter = "null") =>
      `insert into arrears_ladder values (${no}, ${days}, 'Step', ${letter}, false, 'Something')`;
    expect(await owner(step(5, 80))).toBe("23514");
    expect(await owner(step(5, 90))).toBe("23505");
    expect(await owner(step(5, 0))).toBe("23514");
    expect(await owner(step(5, 120, "'membership-ended'"))).toBe("23514");
    expect(await owner("update arrears_ladder set after_days = 10 where step_no = 3")).toBe("23514");
    expect(await owner(step(5, 120))).toBeUndefined();
    expect(await owner("delete from arrears_ladder where step_no = 5")).toBeUndefined();
    const { rows } = await database.owner.query(
      "select column_name from information_schema.columns where table_name = 'arrears_ladder' order by ordinal_position",
    );
    expect(rows.map((row) => row.column_name)).toEqual([
      "step_no",
      "after_days",
      "name",
      "letter",
      "tell_officers",
      "said",
    ]);
  });

  test("the site may not change the ladder, nor what was done on it", async () => {
    await climbArrears(onDay(site, "2027-02-15"));
    expect(await code(app, "update arrears_ladder set after_days = 1")).toBe("42501");
    expect(await code(app, "delete from arrears_ladder")).toBe("42501");
    expect(await code(app, "update ladder_steps_taken set step_no = 9")).toBe("42501");
    expect(await code(app, "delete from ladder_steps_taken")).toBe("42501");
    for (const statement of ["delete from ladder_steps_taken", "update ladder_steps_taken set step_no = 9"])
      expect(await code(database.owner, statement)).toBe("23514");
    expect(
      await code(
        app,
        `insert into ladder_steps_taken (person_id, missed_from, step_no, name, taken_at)
         select person_id, missed_from, step_no, name, now() from ladder_steps_taken limit 1`,
      ),
    ).toBe("23505");
  });

  test("hardship is one at a time, has no reason, and only its last day may change", async () => {
    await tickHardship(site, member, "2027-03-01");
    await expect(tickHardship(site, member, "2027-04-01")).rejects.toMatchObject({ code: "23P01" });
    expect(await code(app, "update hardships set from_day = '2027-01-01'")).toBe("42501");
    expect(await code(app, "delete from hardships")).toBe("42501");
    const where = `where person_id = '${member.personId}'`;
    expect(await code(app, `update hardships set until_day = '2027-02-01' ${where}`)).toBe("23514");
    expect(await code(app, `update hardships set until_day = '2027-03-01' ${where}`)).toBeUndefined();
    const { rows } = await database.owner.query(
      "select column_name from information_schema.columns where table_name = 'hardships' and column_name ~ 'reason|why|note'",
    );
    expect(rows).toEqual([]);
  });

  test("a standing does not contradict itself", async () => {
    const { id } = (await app.query("insert into people default values returning id")).rows[0];
    const put = (columns: string, values: string) =>
      code(
        app,
        `insert into standings (person_id, reason, computed_for, ${columns}) values ('${id}', 'x', '2027-02-10', ${values})`,
      );
    expect(await put("kind, paid_through", "'paid', '2027-02-09'")).toBe("23514");
    expect(await put("kind, paid_through", "'stopped', '2027-02-11'")).toBe("23514");
    expect(await put("kind, paid_through", "'in_arrears', '2027-02-01'")).toBe("23514");
    expect(await put("kind, missed_from, days_in_arrears", "'in_arrears', '2027-02-01', 9")).toBe("23514");
    expect(
      await put("kind, paid_through, missed_from, days_in_arrears", "'in_arrears', '2027-01-31', '2027-02-01', 8"),
    ).toBe("23514");
    expect(await put("kind, step_no", "'ended', 1")).toBe("23514");
    expect(
      await put("kind, paid_through, missed_from, days_in_arrears", "'in_arrears', '2027-01-31', '2027-02-01', 9"),
    ).toBeUndefined();
  });
});
