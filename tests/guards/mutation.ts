import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "#db/migrations.ts";
import { ensureDatabase } from "#sandbox/postgres/databases.ts";
import { startPostgres } from "#sandbox/postgres/start-postgres.ts";
import { ATTEMPTS } from "./attempts/all.ts";
import { type Finding, failingAttempts, prepareMutation, runMutants } from "./mutate.ts";

/**
 * `npm run mutation`: takes every guard of the database away, one at a time, and demands that an attempt notices.
 * `--only PATTERN` looks at the guards whose line matches. Ends with one line of counts; exits 1 where one is missed.
 */
const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const only = new RegExp(values.only);
const lineOf = ({ kind, table, guard }: { kind: string; table: string; guard: string }) => `${kind} ${table}: ${guard}`;

const began = performance.now();
const dataDir = await mkdtemp(join(tmpdir(), "pamphleteer-mutation-"));
const server = await startPostgres({ dataDir, durable: false });
try {
  await ensureDatabase(server, "migrated");
  await migrate(server.database("migrated"));
  const mutants = (await prepareMutation(server.database, "migrated")).filter((mutant) => only.test(lineOf(mutant)));
  const failing = await failingAttempts(server.database);
  for (const name of failing) console.log(`fails although every guard stands: ${name}`);
  const show = (finding: Finding) => console.log(`${lineOf(finding)} | ${finding.caughtBy ?? "NOBODY"}`);
  console.log("guard | caught by");
  const findings = failing.length > 0 ? [] : await runMutants(server.database, mutants, show);
  const missed = findings.filter((finding) => finding.caughtBy === undefined);
  for (const finding of missed) console.log(`missed: ${lineOf(finding)}`);
  const kinds = Map.groupBy(findings, (finding) => finding.kind);
  console.log([...kinds].map(([kind, { length }]) => `${kind} ${length}`).join(", "));
  console.log(`${ATTEMPTS.length} attempts, ${((performance.now() - began) / 1000).toFixed(0)} s`);
  console.log(`guards ${mutants.length}, caught ${findings.length - missed.length}, missed ${missed.length}`);
  process.exitCode = failing.length > 0 || missed.length > 0 || findings.length === 0 ? 1 : 0;
} finally {
  await server.stop("immediate");
  await rm(dataDir, { recursive: true, force: true });
}
