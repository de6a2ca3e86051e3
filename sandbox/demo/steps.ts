import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { ensureDatabase } from "../postgres/databases.ts";
import { whyNotPort } from "../postgres/free-port.ts";
import { wasAbandoned } from "../postgres/owner.ts";
import { startPostgres } from "../postgres/start-postgres.ts";
import { Trouble } from "../postgres/trouble.ts";
import { type Child, startChild } from "./children.ts";
import type { Ending } from "./ending.ts";
import { describe, messageOf } from "./own-database.ts";
import type { Screen } from "./screen.ts";
import type { Wishes } from "./wishes.ts";

const LET_GO_WITHIN_MS = 12_000;
const READY_WITHIN_MS = 60_000;

/** Everything the steps share. */
export type Stage = { screen: Screen; ending: Ending };

/**
 * Sees that both ports can be had. After a demo that was killed, its processes are given time to notice and let go.
 * @throws Trouble where a port cannot be had, naming the setting that chooses another
 */
export async function checkPorts(wishes: Wishes): Promise<void> {
  const end = performance.now() + (wasAbandoned(wishes.dataDir) ? LET_GO_WITHIN_MS : 0);
  for (const [name, port] of [
    ["PORT", wishes.port],
    ["SANDBOX_PORT", wishes.sandboxPort],
  ] as const) {
    let code = await whyNotPort(port);
    while (code === "EADDRINUSE" && performance.now() < end) {
      await wait(100);
      code = await whyNotPort(port);
    }
    if (code === undefined) continue;
    const why = code === "EADDRINUSE" ? "is taken by another program" : `may not be used (${code})`;
    throw new Trouble(`Port ${port} ${why}. Choose another: ${name}=${port + 100} npm run demo`);
  }
}

/** Starts PostgreSQL, or sees that the operator's own can be reached. Gives the addresses for the site and the owner. */
export async function startDatabase(
  wishes: Wishes,
  { screen, ending }: Stage,
): Promise<{ url: string; ownerUrl: string }> {
  if (wishes.database !== undefined) {
    await reach(wishes.database.ownerUrl);
    return wishes.database;
  }
  const starting = startPostgres({ dataDir: join(wishes.dataDir, "postgres"), durable: true, log: screen.line });
  ending.add(async () => (await starting.catch(() => undefined))?.stop());
  const server = await starting;
  server.died.then(() =>
    ending.fail(new Trouble(`PostgreSQL ended by itself. Its log is ${join(server.dataDir, "..", "server.log")}.`)),
  );
  await ensureDatabase(server, "pamphleteer");
  return { url: server.database("pamphleteer", "pamphleteer_app"), ownerUrl: server.database("pamphleteer") };
}

async function reach(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new Trouble(`The database ${describe(url)} cannot be reached: ${messageOf(error)}. Check DATABASE_URL.`);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Runs a command to its end, silently where it succeeds. */
export async function runCommand(name: string, script: string[], env: NodeJS.ProcessEnv, stage: Stage): Promise<void> {
  const child = startChild(name, script, env, () => {});
  stage.ending.add(child.end);
  const how = await child.ended;
  if (how !== "code 0") throw child.trouble(how);
}

/** Starts a process that stays. Its lines are shown with its name; should it end, so does everything. */
export function startService(name: string, script: string[], env: NodeJS.ProcessEnv, stage: Stage): Child {
  const child = startChild(name, script, env, (line) => stage.screen.line(`[${name}] ${line}`));
  stage.ending.add(child.end);
  child.ended.then((how) => stage.ending.fail(child.trouble(how)));
  return child;
}

/** Starts the stand-ins and gives the address mail goes to. */
export async function startSandbox(env: NodeJS.ProcessEnv, stage: Stage): Promise<string> {
  const child = startService("sandbox", ["sandbox/main.ts"], env, stage);
  return new Promise((done) => {
    child.process.on("message", (message: { ready?: { smtpUrl: string } }) => {
      if (message.ready) done(message.ready.smtpUrl);
    });
  });
}

/** Waits until the site says that it is ready. */
export async function waitUntilReady(site: string): Promise<void> {
  const end = performance.now() + READY_WITHIN_MS;
  let last = "it did not answer";
  while (performance.now() < end) {
    try {
      const answer = await fetch(`${site}/readyz`, { signal: AbortSignal.timeout(5_000) });
      const body = await answer.text();
      if (answer.status === 200) return;
      last = `it answered ${answer.status}: ${body.slice(0, 200)}`;
    } catch {
      // Not listening yet.
    }
    await wait(50);
  }
  throw new Trouble(`The site was not ready within ${READY_WITHIN_MS / 1000} seconds: ${last}.`);
}
