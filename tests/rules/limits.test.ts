import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { howLong } from "#app/limits/how-long.ts";
import { type Limit, passLimits, reachedLimit, sweepLimits, TooOften } from "#app/limits/limits.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestSite } from "../support/site.ts";

/** What `hit_limits` promises, on a clock of our own. */
const START = Date.parse("2026-11-02T23:59:10Z");

let database: TestDatabase;
let site: Site;
let now = START;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ site } = createTestSite({ DATABASE_URL: database.appUrl }));
  site.clock = { now: () => new Date(now) };
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});

let fresh = 0;
const limitOf = (most: number, seconds = 60, of = `somebody ${++fresh}`): Limit => ({
  name: "test",
  of,
  most,
  seconds,
});
const isLetIn = async (...limits: Limit[]) => (await reachedLimit(site, limits)) === undefined;

describe("a limit", () => {
  test("is kept in every window, wherever it begins, over hours of trying", async () => {
    for (const [most, seconds] of [
      [3, 60],
      [1, 60],
      [10, 3600],
      [7, 61],
    ] as const) {
      const limit = limitOf(most, seconds);
      const hits: number[] = [];
      const step = (seconds * 1000) / 37;
      for (let tries = 0; tries < 200; tries++) {
        now += step * ((tries * 7919) % 3);
        if (await isLetIn(limit)) hits.push(now);
      }
      const fullest = Math.max(
        ...hits.map((end) => hits.filter((at) => at > end - seconds * 1000 && at <= end).length),
      );
      expect(fullest, `${most} in ${seconds}`).toBe(most);
    }
  });

  test("says how long to wait, never too short and never by more than a slot", async () => {
    const limit = limitOf(2, 60);
    await passLimits(site, [limit]);
    now += 20_000;
    await passLimits(site, [limit]);
    now += 1_000;
    const refused = await reachedLimit(site, [limit]);
    expect(refused).toBeInstanceOf(TooOften);
    expect(refused?.seconds).toBeGreaterThanOrEqual(39);
    expect(refused?.seconds).toBeLessThanOrEqual(42);
    now += ((refused?.seconds ?? 0) - 3.5) * 1000;
    expect(await isLetIn(limit)).toBe(false);
    now += 3_500;
    expect(await isLetIn(limit)).toBe(true);
    // the second of the two is young still
    expect(await isLetIn(limit)).toBe(false);
  });

  test("costs one row of one size, however much it allows", async () => {
    const limit = limitOf(1_000_000, 86_400);
    for (let i = 0; i < 30; i++) expect(await isLetIn(limit)).toBe(true);
    const { rows } = await database.owner.query(
      "select cardinality(counts) as slots, (select sum(c) from unnest(counts) c)::int as hits from limit_hits where seconds = 86400",
    );
    expect(rows).toEqual([{ slots: 25, hits: 30 }]);
  });

  test("counts against all or against none", async () => {
    const [narrow, wide] = [limitOf(1), limitOf(3)];
    expect(await isLetIn(narrow, wide)).toBe(true);
    for (let i = 0; i < 5; i++) expect(await isLetIn(narrow, wide)).toBe(false);
    // of those five nothing was counted
    expect(await isLetIn(wide)).toBe(true);
    expect(await isLetIn(wide)).toBe(true);
    expect(await isLetIn(wide)).toBe(false);
  });

  test("counts one thing once, pressed one after the other or all at once, and what was refused not at all", async () => {
    const limit = limitOf(2);
    const press = (pass: string) => reachedLimit(site, [limit], pass);
    const presses = await Promise.all(Array.from({ length: 30 }, () => press("one form")));
    expect(presses.filter((refused) => refused)).toEqual([]);
    expect(await press("another")).toBeUndefined();
    expect(await press("a third")).toBeInstanceOf(TooOften);
    expect(await press("a third")).toBeInstanceOf(TooOften);
    expect(await press("one form")).toBeUndefined();
  });

  test("holds where many come at once, in any order of the limits, and nobody waits for ever", async () => {
    const [a, b] = [limitOf(10), limitOf(10)];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => isLetIn(...(i % 2 === 0 ? [a, b] : [b, a]))),
    );
    expect(answers.filter((letIn) => letIn)).toHaveLength(10);
  });

  test("is not stretched by a clock that is a little behind, nor kept shut by one that was days ahead", async () => {
    const limit = limitOf(2);
    await passLimits(site, [limit]);
    now -= 30_000;
    await passLimits(site, [limit]);
    now += 30_000;
    expect(await isLetIn(limit)).toBe(false);
    now += 3 * 86_400_000;
    const other = limitOf(1);
    await passLimits(site, [other]);
    now -= 3 * 86_400_000;
    expect(await isLetIn(other)).toBe(true);
    expect(await isLetIn(other)).toBe(false);
  });

  test("keeps nothing that can be turned back into an address, and forgets what is over", async () => {
    const email = "rosa@reader.example";
    await passLimits(site, [limitOf(5, 60, email)], "a form's key");
    await reachedLimit(site, [limitOf(5, 60, "203.0.113.9"), limitOf(0, 60, "203.0.113.10")]);
    const { rows } = await database.owner.query<{ row: string; key: Buffer }>(
      "select h::text as row, key from limit_hits h union all select p::text, key from limit_passes p",
    );
    for (const { row, key } of rows) {
      expect(row).not.toMatch(/rosa|reader|203\.0\.113|form's key/);
      expect(key).toHaveLength(32);
    }
    now += 86_400_000 * 1.1;
    expect(await sweepLimits(site)).toBe(rows.length);
    expect((await database.owner.query("select from limit_hits")).rowCount).toBe(0);
    expect((await database.owner.query("select from limit_passes")).rowCount).toBe(0);
  });

  test("that refuses somebody new leaves no row behind", async () => {
    const full = limitOf(1);
    await passLimits(site, [full]);
    const count = async () => (await database.owner.query("select from limit_hits")).rowCount;
    const before = await count();
    for (let i = 0; i < 5; i++) expect(await isLetIn(full, limitOf(3))).toBe(false);
    expect(await count()).toBe(before);
  });
});

test("how long to wait is said in words, and never too short", () => {
  expect([1, 60, 61, 5_940, 5_941, 86_400].map(howLong)).toEqual([
    "a minute",
    "a minute",
    "2 minutes",
    "99 minutes",
    "2 hours",
    "24 hours",
  ]);
});
