import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { commandOf, isNumberTaken, until } from "./processes.ts";
import { systemCode, Trouble } from "./trouble.ts";

/** How a server ends: `fast` closes its connections and writes all down; `immediate` is a crash that starts mend. */
export type StopMode = "fast" | "immediate";

/** What a server writes about itself into its data folder. */
export type PidFile = { pid: number; status: string };

/** Reads postmaster.pid; undefined where there is none, or it is being written this moment. */
export function readPidFile(cluster: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? "").trim() } : undefined;
}

/**
 * Ends a server and waits for it, harder each time: asked, told, killed.
 * @throws Trouble where it does not end at all
 */
export async function endPostmaster(
  pid: number,
  mode: StopMode,
  binaries: Binaries,
  gone: () => boolean,
): Promise<void> {
  const steps: [signal: "SIGINT" | "SIGQUIT" | "SIGKILL", limit: number][] = [
    ["SIGINT", 15_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ];
  for (const [signal, limit] of mode === "fast" ? steps : steps.slice(1)) {
    signalPostmaster(pid, signal, binaries);
    if (await until(gone, limit)) return;
  }
  throw new Trouble(`The PostgreSQL server, process ${pid}, does not end. End it by hand and try again.`);
}

function signalPostmaster(pid: number, signal: "SIGINT" | "SIGQUIT" | "SIGKILL", binaries: Binaries): void {
  if (process.platform === "win32") {
    // Windows has no such signals; the server has its own way to be told.
    spawnSync(binaries.pgCtl, ["kill", signal.slice(3), String(pid)], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (systemCode(error) === "ESRCH") return;
    throw new Trouble(
      `The PostgreSQL server, process ${pid}, belongs to another account. Let that account end it first.`,
    );
  }
}

/**
 * Clears the way for a new server on this cluster. A server left behind by a killed parent is stopped. A note whose
 * number belongs to something else by now, or to a zombie, is removed, because PostgreSQL would take it for a server.
 * A note of a dead process stays: PostgreSQL reads from it which shared memory to clear, and replaces it itself.
 */
export async function clearLeftover(cluster: string, binaries: Binaries, log: (line: string) => void): Promise<void> {
  const noted = readPidFile(cluster);
  if (noted === undefined) return;
  if (serves(noted.pid, cluster)) {
    log(`stopping the server that an earlier start left behind (process ${noted.pid})`);
    await endPostmaster(noted.pid, "fast", binaries, () => !serves(noted.pid, cluster));
  } else if (isNumberTaken(noted.pid)) {
    rmSync(join(cluster, "postmaster.pid"), { force: true });
  }
}

/** Whether that process is a server on this cluster: we always name the folder when we start one. */
function serves(pid: number, cluster: string): boolean {
  const command = commandOf(pid);
  if (!basename(command[0] ?? "").startsWith("postgres")) return false;
  // A list from ps is cut at every space, so paths with spaces are compared joined.
  return command.includes(cluster) || command.join(" ").includes(`-D ${cluster}`);
}
