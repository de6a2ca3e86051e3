import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { Trouble } from "./trouble.ts";

/** Folders every account can reach, the one that outlives a reboot first. */
export const SHARED_PLACES = ["/var/tmp", "/tmp"];

/**
 * Throws unless the folder is a real one that we own and nobody else may write to. Names in /tmp can be guessed, so
 * another account could have put a folder of its own there for us to trust.
 */
export function mustBeOurs(folder: string): void {
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Trouble(`The folder ${folder} was not made by us. Look at who made it, then delete it and try again.`);
  }
}

/** Makes the folder, readable by all and writable by us alone, or checks the one that is there. */
export function trustedFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  mustBeOurs(folder);
  chmodSync(folder, 0o755);
}
