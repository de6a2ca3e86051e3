import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import { Kysely, PostgresDialect, sql } from "kysely";
import { type Migration, type MigrationProvider, Migrator } from "kysely/migration";
import pg from "pg";
import { forgiveBrokenConnections } from "./client.ts";

const FOLDER = join(import.meta.dirname, "migrations");

const quiet = new Logger(() => () => {});

/** The numbered SQL files. There is no way down: a mistake is put right by the next number. */
const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql"));
    const entries = names.map(async (name): Promise<[string, Migration]> => {
      const text = await readFile(join(FOLDER, name), "utf8");
      return [name.replace(/\.sql$/, ""), { up: async (db) => void (await sql.raw(text).execute(db)) }];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};

/**
 * Brings a database up to date as its owner: our tables, the queue's tables, then what the site's role may do.
 * Returns the names of the migrations applied. Throws the first fault; what that migration did is rolled back.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  forgiveBrokenConnections(pool);
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) });
  try {
    const { error, results } = await new Migrator({ db, provider: sqlFiles }).migrateToLatest();
    if (error) throw error;
    await runMigrations({ pgPool: pool, logger: quiet });
    await sql.raw(await readFile(join(import.meta.dirname, "grants.sql"), "utf8")).execute(db);
    return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}
