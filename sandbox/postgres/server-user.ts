import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Whom the server's programs run as; undefined means: as whoever runs us. */
export type ServerUser = { uid: number; gid: number } | undefined;

/** Debian, Alpine, Fedora and the BSDs all have it; used where the list of accounts cannot be read. */
const NOBODY = { uid: 65534, gid: 65534 };

/**
 * PostgreSQL refuses to run as root, so root hands it to the account that owns the database already there, or else to
 * "nobody". The account must be in the machine's list, because initdb looks its own name up.
 */
export function serverUser(dataDir: string): ServerUser {
  if (process.getuid?.() !== 0) return undefined;
  const made = statSync(join(dataDir, "cluster"), { throwIfNoEntry: false });
  if (made !== undefined && made.uid !== 0) return { uid: made.uid, gid: made.gid };
  let accounts: string;
  try {
    accounts = readFileSync("/etc/passwd", "utf8");
  } catch {
    return NOBODY;
  }
  const found = /^nobody:[^:]*:(\d+):(\d+):/m.exec(accounts);
  return found ? { uid: Number(found[1]), gid: Number(found[2]) } : NOBODY;
}

/**
 * Whether that user may enter the folder, or run the file. The kernel is asked, as that user, rather than mode bits
 * read: every folder above counts, and so do access lists and mounts without execution.
 */
export function canReach(path: string, user: ServerUser): boolean {
  if (user === undefined) return true;
  const probe = spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { ...user, cwd: "/", stdio: "ignore" });
  return probe.status === 0;
}
