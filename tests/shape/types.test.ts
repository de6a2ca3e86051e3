import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateTypes } from "#db/types-generate.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { ROOT } from "./sources.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function generated(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "types-"));
  await generateTypes(database.ownerUrl, join(folder, "types.ts"));
  const text = await readFile(join(folder, "types.ts"), "utf8");
  await rm(folder, { recursive: true });
  return text;
}

test("db/types.ts is what the schema says; run `npm run db:types` where it is not", async () => {
  expect(await readFile(join(ROOT, "db/types.ts"), "utf8")).toBe(await generated());
});

test("a changed schema would be noticed", async () => {
  await database.owner.query("alter table questions add column surprise text");
  expect(await generated()).toContain("surprise");
});
