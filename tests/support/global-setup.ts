import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrations.ts";
import { seedEverything } from "#db/seed/everything.ts";
import { ensureDatabase } from "#sandbox/postgres/databases.ts";
import { startPostgres } from "#sandbox/postgres/start-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresPort: number;
  }
}

export const TEMPLATE = "pamphleteer_template";

/** One real server for the whole run, and one migrated and seeded database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "pamphleteer-tests-"));
  const server = await startPostgres({ dataDir, durable: false });
  await ensureDatabase(server, TEMPLATE);
  const url = server.database(TEMPLATE);
  await migrate(url);
  const { db } = connect(url, 2);
  await seedEverything(db);
  await db.destroy();
  project.provide("postgresPort", server.port);
  return async () => {
    await server.stop("immediate");
    await rm(dataDir, { recursive: true, force: true });
  };
}
