import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import type { ServerUser } from "./server-user.ts";
import { systemCode, Trouble, unwritable } from "./trouble.ts";

/** The role that owns everything in a sandbox database. */
export const SUPERUSER = "pamphleteer";

/** What PostgreSQL's programs see of our environment: none of the operator's PG… settings reach them. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV, PATH, SystemRoot } = process.env;
  return { NODE_ENV, PATH, SystemRoot, LC_ALL: "C", TZ: "UTC" };
}

/**
 * Makes the cluster where there is none, else checks that this server can read it. It appears by a rename, so that a
 * start cut short leaves nothing half made under the name that counts.
 */
export async function ensureCluster(
  home: string,
  durable: boolean,
  binaries: Binaries,
  user: ServerUser,
): Promise<string> {
  const cluster = join(home, "cluster");
  if (existsSync(join(cluster, "PG_VERSION"))) {
    checkVersion(cluster, binaries);
    return cluster;
  }
  for (const name of readdirSync(home)) {
    if (name.startsWith("cluster.making-")) rmSync(join(home, name), { recursive: true, force: true });
  }
  const draft = join(home, `cluster.making-${process.pid}`);
  try {
    mkdirSync(draft, { mode: 0o700 });
    if (user !== undefined) chownSync(draft, user.uid, user.gid);
  } catch (error) {
    throw unwritable(home, error);
  }
  await initdb(draft, durable, binaries, user);
  renameSync(draft, cluster);
  return cluster;
}

function checkVersion(cluster: string, binaries: Binaries): void {
  const made = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (made === binaries.major) return;
  throw new Trouble(
    `The database in ${cluster} was made by PostgreSQL ${made}, and PostgreSQL ${binaries.major} is installed here. ` +
      "Sandbox data is not carried over: start over with `npm run demo -- --fresh`, or install the older release again to keep it.",
  );
}

async function initdb(folder: string, durable: boolean, binaries: Binaries, user: ServerUser): Promise<void> {
  const args = ["-D", folder, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--no-instructions"];
  // The same collation on every machine, whatever locales it has.
  args.push("--locale-provider=builtin", "--builtin-locale=C.UTF-8");
  if (!durable) args.push("--no-sync");
  const child = spawn(binaries.initdb, args, {
    ...user,
    cwd: folder,
    env: bareEnvironment(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  const failed = await new Promise<string | undefined>((done) => {
    child.once("error", (error) => done(`its program does not start here (${systemCode(error) || error.message})`));
    child.once("close", (code, signal) =>
      done(code === 0 ? undefined : lastLine(said) || `it ended with ${code ?? signal}`),
    );
  });
  if (failed === undefined) return;
  rmSync(folder, { recursive: true, force: true });
  throw new Trouble(
    `PostgreSQL could not make its database in ${folder}: ${failed}. ` +
      "Put that right, or give a server of your own (15 or newer) with DATABASE_URL.",
  );
}

/** The last line that says what was wrong, without the program's name before it. */
export function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => /error|fatal|panic|could not|cannot|denied/i.test(line));
  return (lines.at(-1) ?? "").replace(/^\w+: (error: )?/, "").trim();
}
