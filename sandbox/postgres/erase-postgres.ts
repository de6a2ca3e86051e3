import { existsSync } from "node:fs";
import { join } from "node:path";
import { findBinaries } from "./binaries.ts";
import { homeFor, removeDatabase } from "./data-folder.ts";
import { takeFolder } from "./owner.ts";
import { clearLeftover } from "./postmaster.ts";
import { serverUser } from "./server-user.ts";

/**
 * Deletes the database on this folder and the folder itself; a server left behind on it is stopped first.
 * @throws Trouble where another process uses it
 */
export async function erasePostgres(dataDir: string, log: (line: string) => void = () => {}): Promise<void> {
  if (!existsSync(dataDir)) return;
  const user = serverUser(dataDir);
  const binaries = findBinaries(user);
  const home = homeFor(dataDir, user, () => {});
  const letGo = takeFolder(home);
  try {
    await clearLeftover(join(home, "cluster"), binaries, log);
    removeDatabase(dataDir, user);
  } finally {
    letGo();
  }
}
