import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ATTEMPTS } from "./attempts/all.ts";
import { writeStanding } from "./rows/standing.ts";
import { openStage, type Stage } from "./stage.ts";

/** Every guard of the database, and the attempts to break it; `npm run mutation` shows that each one is noticed. */
let database: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  database = await createTestDatabase();
  stage = openStage((role) => (role === "app" ? database.appUrl : database.ownerUrl));
  await stage.rush(({ prepare }) => prepare(writeStanding));
});
afterAll(async () => {
  await stage.close();
  await database.drop();
});

test.each(ATTEMPTS)("$name", ({ run }) => run(stage));

test("no two attempts go by one name", () => {
  const names = ATTEMPTS.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
