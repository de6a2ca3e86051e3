import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "#db/migrations.ts";
import { ensureDatabase } from "#sandbox/postgres/databases.ts";
import { startPostgres } from "#sandbox/postgres/start-postgres.ts";

/** A migrated database of its own on a server of its own; both are gone when the work is done, and when it fails. */
export async function onFreshDatabase(work: (ownerUrl: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "pamphleteer-bench-"));
  try {
    const server = await startPostgres({ dataDir, durable: false });
    try {
      await ensureDatabase(server, "bench");
      const url = server.database("bench");
      await migrate(url);
      await work(url);
    } finally {
      await server.stop("immediate");
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The value below which 95 of a hundred lie. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
