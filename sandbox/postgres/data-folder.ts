import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./make-folder.ts";
import { canReach, type ServerUser } from "./server-user.ts";
import { Trouble, unwritable } from "./trouble.ts";
import { SHARED_PLACES, trustedFolder } from "./trusted-folder.ts";

const POINTER = "where-the-database-is.txt";

/**
 * The folder that holds cluster/, server.log and what else we note about a database: the one asked for, nearly always.
 *
 * Root runs the server as another account (see server-user.ts). That account cannot enter a folder under, say, a home
 * that only root may open, and opening up the folders above is not ours to do. Then the database lives in a folder all
 * accounts can reach, named after the path asked for, so that the next start finds it again; /var/tmp comes first
 * because it outlives a reboot. A note in the folder asked for says where. The data is readable by the server's account
 * alone, as always: PostgreSQL insists on that.
 */
export function homeFor(dataDir: string, user: ServerUser, log: (line: string) => void): string {
  try {
    makeFolder(dataDir);
  } catch (error) {
    throw unwritable(dataDir, error);
  }
  const asked = realpathSync(dataDir);
  if (user === undefined || (letIn(asked, user) && canGive(asked, user))) return asked;
  const home = elsewhere(asked, user);
  trustedFolder(home);
  try {
    writeFileSync(join(asked, POINTER), `${home}\n`);
  } catch (error) {
    throw unwritable(asked, error);
  }
  log(`root's server cannot use ${asked}, so the data is kept in ${home}`);
  return home;
}

/** Deletes all that a database on this folder left, wherever it lives. Stop its server first. */
export function removeDatabase(dataDir: string, user: ServerUser): void {
  if (!existsSync(dataDir)) return;
  const asked = realpathSync(dataDir);
  if (user !== undefined)
    for (const place of SHARED_PLACES) rmSync(nameIn(place, asked), { recursive: true, force: true });
  rmSync(asked, { recursive: true, force: true });
}

function elsewhere(asked: string, user: ServerUser): string {
  const usable = SHARED_PLACES.filter((place) => existsSync(place) && canReach(place, user));
  const known = usable.find((place) => existsSync(nameIn(place, asked)));
  const place = known ?? usable[0];
  if (place !== undefined) return nameIn(place, asked);
  throw new Trouble(`The account that runs PostgreSQL can enter neither ${asked} nor ${SHARED_PLACES.join(" nor ")}.`);
}

function nameIn(place: string, asked: string): string {
  return join(place, `pamphleteer-data-${createHash("sha256").update(asked).digest("hex").slice(0, 16)}`);
}

/** Where only the folder itself keeps the server's account out, as a fresh temporary one does, it is let pass through. */
function letIn(folder: string, user: ServerUser): boolean {
  if (canReach(folder, user)) return true;
  const { mode } = statSync(folder);
  chmodSync(folder, mode | 0o011);
  if (canReach(folder, user)) return true;
  chmodSync(folder, mode);
  return false;
}

/** Shared folders of virtual machines and network disks often refuse a change of owner, even to root. */
function canGive(folder: string, user: { uid: number; gid: number }): boolean {
  const probe = join(folder, `.owner-${process.pid}`);
  try {
    mkdirSync(probe);
    chownSync(probe, user.uid, user.gid);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
