import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findBinaries } from "./binaries.ts";
import { ensureCluster, SUPERUSER } from "./cluster.ts";
import { homeFor } from "./data-folder.ts";
import { freePort } from "./free-port.ts";
import { type Launching, launchPatiently, type Server } from "./launch.ts";
import { takeFolder } from "./owner.ts";
import { clearLeftover, endPostmaster, type StopMode } from "./postmaster.ts";
import { serverUser } from "./server-user.ts";
import { unwritable } from "./trouble.ts";

export type { StopMode } from "./postmaster.ts";

/** A PostgreSQL server of our own, reachable from this machine alone. */
export type RunningPostgres = {
  readonly host: "127.0.0.1";
  /** Stays the same over restarts. */
  readonly port: number;
  /** The superuser; no password is asked for. */
  readonly user: string;
  /** The server's process number; another one after a restart. */
  readonly pid: number;
  /** PostgreSQL's data folder, which may lie elsewhere than asked for where we run as root. */
  readonly dataDir: string;
  /** Settles when the server has ended without being told to by stop or restart. */
  readonly died: Promise<void>;
  /** The address of one database, for the superuser or a role of that name. */
  database(name: string, role?: string): string;
  /** Ends the server, by default with everything written down. Harmless when repeated. */
  stop(mode?: StopMode): Promise<void>;
  /** Ends the server and starts it again, on the same port; `immediate` is a crash and its recovery. */
  restart(mode?: StopMode): Promise<void>;
};

export type PostgresOptions = {
  /** Made where it is not there; the database is kept in it. */
  dataDir: string;
  /** Whether what is committed outlives a power cut. Off is quicker, for data nobody will miss. */
  durable: boolean;
  /** Told in a line what is unusual, such as a server that had to be stopped first. */
  log?: (line: string) => void;
};

/**
 * Starts PostgreSQL from the programs npm brought, on a new or an earlier data folder. The server ends with this
 * process, also when that is killed.
 * @throws Trouble with a sentence to show, where the folder or the machine does not allow it
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const user = serverUser(options.dataDir);
  const binaries = findBinaries(user);
  const log = options.log ?? (() => {});
  const home = homeFor(options.dataDir, user, log);
  const letGo = takeFolder(home);
  try {
    const cluster = await ensureCluster(home, options.durable, binaries, user);
    await clearLeftover(cluster, binaries, log);
    return await serve({ home, cluster, binaries, user, durable: options.durable, letGo });
  } catch (error) {
    letGo();
    throw error;
  }
}

type Ground = Launching & { letGo: () => void };

async function serve(ground: Ground): Promise<RunningPostgres> {
  const port = await choosePort(ground.home);
  let server = await launchPatiently(ground, port.number, port.set);
  let wanted = true;
  let reportDeath = () => {};
  const died = new Promise<void>((done) => {
    reportDeath = done;
  });
  const mind = (watched: Server) =>
    watched.gone.then(() => {
      watched.callOff();
      if (wanted && watched === server) reportDeath();
    });
  mind(server);
  const endAtExit = () => {
    if (!server.hasGone()) server.child.kill("SIGINT");
  };
  process.once("exit", endAtExit);
  const end = async (mode: StopMode) => {
    wanted = false;
    if (!server.hasGone()) await endPostmaster(server.pid, mode, ground.binaries, server.hasGone);
  };
  return {
    host: "127.0.0.1",
    get port() {
      return port.number;
    },
    user: SUPERUSER,
    get pid() {
      return server.pid;
    },
    dataDir: ground.cluster,
    died,
    database: (name, role = SUPERUSER) =>
      `postgres://${encodeURIComponent(role)}@127.0.0.1:${port.number}/${encodeURIComponent(name)}`,
    async stop(mode = "fast") {
      await end(mode);
      process.removeListener("exit", endAtExit);
      ground.letGo();
    },
    async restart(mode = "fast") {
      await end(mode);
      server = await launchPatiently(ground, port.number);
      wanted = true;
      mind(server);
    },
  };
}

/** The port of the last run where it is free, so that an address noted elsewhere still holds. */
async function choosePort(home: string): Promise<{ number: number; set: (next: number) => void }> {
  const note = join(home, "port");
  let last = 0;
  try {
    last = Number(readFileSync(note, "utf8"));
  } catch {
    // The first run has no note.
  }
  const port = {
    number: await freePort(Number.isInteger(last) && last > 0 && last < 65_536 ? last : 0),
    set(next: number) {
      port.number = next;
      try {
        writeFileSync(note, String(next));
      } catch (error) {
        throw unwritable(home, error);
      }
    },
  };
  port.set(port.number);
  return port;
}
