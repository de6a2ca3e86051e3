import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fillHouse, NotToBeFilled } from "#db/seed/large/fill.ts";
import { readSizes } from "#db/seed/large/sizes.ts";
import { createTestDatabase, expectSound, type TestDatabase } from "../support/database.ts";

/** What is made up for measuring: small enough to look at, whole like the rest, and never where business is. */
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const SMALL = { orders: 100, donations: 100, members: 50 };

function command(words: string[], environment: Record<string, string>) {
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, "../../bench/seed-large.ts"), ...words], {
    env: { ...process.env, DATABASE_OWNER_URL: "", DATABASE_URL: database.ownerUrl, ...environment },
    encoding: "utf8",
  });
  return [ran.status, (ran.stdout + ran.stderr).trim()];
}

describe("the sizes", () => {
  test("by name, by number, and the rest as the name says", () => {
    expect(readSizes(["100"])).toEqual(SMALL);
    expect(readSizes(["1000000"])).toEqual({ orders: 1_000_000, donations: 1_000_000, members: 100_000 });
    expect(readSizes(["100", "--orders", "700"])).toEqual({ ...SMALL, orders: 700 });
    expect(readSizes(["--orders", "60", "--donations", "70", "--members", "80"])).toEqual({
      orders: 60,
      donations: 70,
      members: 80,
    });
  });

  test.each([
    [["12"], "There is no size 12"],
    [["--orders", "many"], "--orders needs a whole number"],
    [["--copies", "5"], "Nothing is called --copies"],
    [["100", "--members", "1"], "Fewer than 50"],
  ])("%j is answered with a sentence", (words, sentence) => {
    expect(readSizes(words)).toContain(sentence);
  });
});

test("nothing is made up in the production environment", async () => {
  expect(command(["100"], { PAMPHLETEER_ENV: "production" })).toEqual([
    1,
    "This is the production environment: nothing is made up in it.",
  ]);
  expect((await database.owner.query("select from people")).rowCount).toBe(0);
});

test("a hundred of everything is whole, and by the same keys and indexes as before", async () => {
  const indexes = async () =>
    (await database.owner.query("select indexdef from pg_indexes where schemaname = 'public' order by 1")).rows;
  const constraints = async () =>
    (
      await database.owner.query(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint order by 1, 2",
      )
    ).rows;
  const before = [await indexes(), await constraints()];
  await fillHouse(database.ownerUrl, SMALL);
  expect([await indexes(), await constraints()]).toEqual(before);
  await expectSound(database);
  const { rows } = await database.owner.query(
    "select (select count(*)::int from orders) as orders, (select count(*)::int from applications) as members",
  );
  expect(rows).toEqual([{ orders: 100, members: 50 }]);
});

test("every foreign key holds, although none was looked at meanwhile", async () => {
  const keys = await database.owner.query(
    `select format('alter table %s add constraint looked_at %s; alter table %1$s drop constraint looked_at',
       conrelid::regclass, pg_get_constraintdef(oid)) as again
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
  );
  expect(keys.rows.length).toBeGreaterThan(40);
  for (const { again } of keys.rows) await database.owner.query(again);
});

test("where business is, nothing is made up", async () => {
  await expect(fillHouse(database.ownerUrl, SMALL)).rejects.toThrow(NotToBeFilled);
  expect(command(["100"], { PAMPHLETEER_ENV: "sandbox" })).toEqual([
    1,
    "There is business in this database: it is filled only where there is none.",
  ]);
});
