import { readFile } from "node:fs/promises";
import pg from "pg";
import { expect, inject } from "vitest";
import { forgiveBrokenConnections } from "#db/client.ts";
import { TEMPLATE } from "./global-setup.ts";

const SUPERUSER = "pamphleteer";
const url = (database: string, role: string) => `postgres://${role}@127.0.0.1:${inject("postgresPort")}/${database}`;

export type TestDatabase = {
  /** As the site's own role: no DDL, nothing may be taken away. */
  appUrl: string;
  /** As the owner, for looking and for breaking in. */
  ownerUrl: string;
  owner: pg.Pool;
  drop(): Promise<void>;
};

/** A copy of the migrated and seeded template, for one test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  await asAdmin(`create database ${name} template ${TEMPLATE} strategy file_copy`);
  const owner = new pg.Pool({ connectionString: url(name, SUPERUSER), max: 2 });
  forgiveBrokenConnections(owner);
  return {
    appUrl: url(name, "pamphleteer_app"),
    ownerUrl: url(name, SUPERUSER),
    owner,
    async drop() {
      await owner.end();
      await asAdmin(`drop database if exists ${name} with (force)`);
    },
  };
}

async function asAdmin(statement: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url("postgres", SUPERUSER) });
    await client.connect();
    try {
      await client.query(statement);
      return;
    } catch (error) {
      // two files copying the template in the same moment: one has to wait
      if (attempt >= 20 || !(error instanceof pg.DatabaseError) || error.code !== "55006") throw error;
      await new Promise((resume) => setTimeout(resume, 100));
    } finally {
      await client.end();
    }
  }
}

/** Runs db/self_check.sql: it must return no row. */
export async function expectSound(database: TestDatabase): Promise<void> {
  const check = await readFile(new URL("../../db/self_check.sql", import.meta.url), "utf8");
  expect((await database.owner.query(check)).rows).toEqual([]);
}
