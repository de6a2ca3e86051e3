import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { OF_BOOKS } from "./corruptions/of-books.ts";
import { OF_THINGS } from "./corruptions/of-things.ts";
import { writeStanding } from "./rows/standing.ts";
import type { Scene } from "./scene.ts";
import { openStage, type Stage } from "./stage.ts";
import { makeWorld, type World } from "./world.ts";

/** Each row of db/self_check.sql is made to speak: one thing is put wrong, and exactly that is named. */
const CORRUPTIONS = [...OF_BOOKS, ...OF_THINGS];

let database: TestDatabase;
let stage: Stage;
let world: World;
let check: string;

beforeAll(async () => {
  check = await readFile(new URL("../../db/self_check.sql", import.meta.url), "utf8");
  database = await createTestDatabase();
  stage = openStage((role) => (role === "app" ? database.appUrl : database.ownerUrl));
  await stage.rush(async ({ prepare }) => {
    await prepare(writeStanding);
    world = await prepare(makeWorld);
  });
});
afterAll(async () => {
  await stage.close();
  await database.drop();
});

const look = (scene: Scene) => scene.sql(check);

test("a world in which a little of everything happened is sound", async () => {
  await stage.act("owner", async (scene) => {
    expect(await look(scene)).toEqual([]);
    const [counts] = await scene.sql(
      "select (select count(*)::int from payments), (select count(*)::int as moved from balance_movements)",
    );
    expect(counts).toEqual({ count: 6, moved: 9 });
  });
});

test.each(CORRUPTIONS)("$fault", async ({ fault, act, also = [] }) => {
  await stage.act("owner", async (scene) => {
    await scene.sql("set local session_replication_role = replica");
    const what = await act(scene, world);
    const found = await look(scene);
    expect(found).toContainEqual({ fault, what: String(what) });
    expect(found.map((row) => row.fault).sort()).toEqual([fault, ...also].sort());
  });
});

test("no fault is left that nothing was put wrong for", () => {
  const faults = [...check.matchAll(/^select '([^']+)'/gm)].map(([, fault]) => fault);
  expect(faults.length).toBeGreaterThan(30);
  expect([...new Set(CORRUPTIONS.map(({ fault }) => fault))].sort()).toEqual(faults.sort());
});
