import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrations.ts";
import { seedEverything } from "#db/seed/everything.ts";
import { cloneDatabase, dropDatabase, prepareTemplate } from "#sandbox/postgres/databases.ts";
import { type RunningPostgres, startPostgres } from "#sandbox/postgres/start-postgres.ts";

const TEMPLATE = "faults_template";
/** The site's own role: no DDL, nothing may be taken away. */
export const APP_ROLE = "pamphleteer_app";

/** What every stage stands on: a PostgreSQL server of our own that may be crashed, and a seeded database to copy. */
export type Ground = {
  postgres: RunningPostgres;
  /** For what a stage keeps on disk. */
  folder: string;
  /** All that was made on disk; gone when the ground is closed, or this process ends without being killed. */
  made: readonly string[];
  /** A fresh copy of the migrated and seeded database; its name. */
  copy(): Promise<string>;
  /** Replaces `to` by a copy of `from`. Nobody may be connected to either. */
  replace(to: string, from: string): Promise<void>;
  drop(name: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * Starts the server. What is committed outlives a crash here, unlike in the other tests: that is what is looked at.
 * The server ends with this process, however that ends.
 */
export async function openGround(): Promise<Ground> {
  const dataDir = await mkdtemp(join(tmpdir(), "pamphleteer-faults-"));
  const folder = await mkdtemp(join(tmpdir(), "pamphleteer-stage-"));
  const made = [dataDir, folder];
  const remove = () => {
    for (const path of made) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  };
  process.once("exit", remove);
  const postgres = await startPostgres({ dataDir, durable: true });
  await prepareTemplate(postgres, TEMPLATE, async (url) => {
    await migrate(url);
    const { db } = connect(url, 2);
    await seedEverything(db);
    await db.destroy();
  });
  return {
    postgres,
    folder,
    made,
    async copy() {
      const name = `faults_${crypto.randomUUID().replaceAll("-", "")}`;
      await cloneDatabase(postgres, TEMPLATE, name);
      return name;
    },
    async replace(to, from) {
      await cloneDatabase(postgres, from, to);
    },
    drop: (name) => dropDatabase(postgres, name),
    async close() {
      await postgres.stop("immediate");
      process.removeListener("exit", remove);
      remove();
    },
  };
}
