import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { bareEnvironment, lastLine } from "./cluster.ts";
import { freePort } from "./free-port.ts";
import { readPidFile } from "./postmaster.ts";
import { until } from "./processes.ts";
import { openServerLog } from "./server-log.ts";
import type { ServerUser } from "./server-user.ts";
import { Trouble } from "./trouble.ts";
import { watch } from "./watchdog.ts";

/** What a server is launched from: the folder with its log, the cluster, the programs and their account. */
export type Launching = { home: string; cluster: string; binaries: Binaries; user: ServerUser; durable: boolean };

/** A server that takes connections; `callOff` ends the watch over it once it is gone. */
export type Server = {
  child: ChildProcess;
  pid: number;
  callOff: () => void;
  gone: Promise<void>;
  hasGone: () => boolean;
};

/**
 * Two things pass by themselves: somebody took the port since we looked, and the children of a server that was killed
 * still hold its shared memory for a moment.
 */
export async function launchPatiently(
  ground: Launching,
  first: number,
  move?: (port: number) => void,
): Promise<Server> {
  let port = first;
  for (let attempt = 1; ; attempt++) {
    const outcome = await launch(ground, port);
    if (!("said" in outcome)) return outcome;
    const taken = /address already in use|could not bind/i.test(outcome.said);
    if (attempt === 20 || !(taken || /shared memory block|lock file/i.test(outcome.said))) {
      throw new Trouble(
        `PostgreSQL did not start on ${ground.cluster}: ${lastLine(outcome.said) || "it gave no reason"}. ` +
          `Its log is ${join(ground.home, "server.log")}.`,
      );
    }
    if (taken && move) {
      port = await freePort();
      move(port);
    } else await new Promise((done) => setTimeout(done, 250));
  }
}

async function launch(ground: Launching, port: number): Promise<Server | { said: string }> {
  const log = openServerLog(join(ground.home, "server.log"));
  const child = spawn(ground.binaries.postgres, ["-D", ground.cluster, ...settings(port, ground.durable)], {
    ...ground.user,
    cwd: ground.cluster,
    env: bareEnvironment(),
    stdio: ["ignore", log.fd, log.fd],
    // Its own group: Ctrl-C must reach those who still need the database first.
    detached: true,
  });
  let over = false;
  const gone = new Promise<void>((done) => {
    const finish = () => {
      over = true;
      done();
    };
    child.once("exit", finish);
    child.once("error", finish);
  });
  const pid = child.pid;
  const ready = () => {
    const noted = readPidFile(ground.cluster);
    return noted !== undefined && noted.pid === pid && noted.status === "ready";
  };
  const callOff = pid === undefined ? () => {} : watch(pid);
  const inTime = await until(() => over || ready(), 60_000);
  if (pid === undefined || over || !inTime) {
    if (!over) child.kill("SIGKILL");
    await gone;
    callOff();
    const said = log.tail() || (inTime ? "" : "FATAL: it was not ready after a minute");
    log.close();
    return { said };
  }
  gone.then(log.close);
  child.unref();
  return { child, pid, callOff, gone, hasGone: () => over };
}

function settings(port: number, durable: boolean): string[] {
  const list: Record<string, string | number> = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: 200,
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    // A refused row must not put a person's e-mail address into the log.
    log_error_verbosity: "terse",
    log_min_error_statement: "panic",
    log_parameter_max_length_on_error: 0,
    // No standby follows a sandbox.
    wal_level: "minimal",
    max_wal_senders: 0,
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(list).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
