import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { birthOf } from "./processes.ts";
import { systemCode, Trouble, unwritable } from "./trouble.ts";

const NOTE = "owner.json";

type Owner = { pid: number; birth: string };

/**
 * Notes that this process uses the folder, so that no second one starts on it, and gives back how to let
 * go. A note left by a process that was killed is taken over.
 * @throws Trouble where a living process, ours included, holds the folder
 */
export function takeFolder(folder: string): () => void {
  const note = join(folder, NOTE);
  const mine: Owner = { pid: process.pid, birth: birthOf(process.pid) };
  const draft = `${note}.${process.pid}`;
  try {
    writeFileSync(draft, JSON.stringify(mine));
  } catch (error) {
    throw unwritable(folder, error);
  }
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // A link appears whole or not at all, and only one of two processes can make it.
        linkSync(draft, note);
        return () => rmSync(note, { force: true });
      } catch (error) {
        if (systemCode(error) !== "EEXIST") throw unwritable(folder, error);
      }
      const other = read(note);
      if (other !== undefined && isRunning(other)) {
        throw new Trouble(
          `The folder ${folder} is in use by process ${other.pid}. Stop that one first, or choose another folder with DATA_DIR.`,
        );
      }
      setAside(note, draft, other);
    }
    throw new Trouble(`Several processes want the folder ${folder} at once. Start one of them.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether the process that last used the folder was killed before it could let go. */
export function wasAbandoned(folder: string): boolean {
  const other = read(join(folder, NOTE));
  return other !== undefined && !isRunning(other);
}

function isRunning(owner: Owner): boolean {
  return owner.birth !== "" && owner.birth === birthOf(owner.pid);
}

/** Removes a dead process's note, unless another start has put its own there since we read it. */
function setAside(note: string, draft: string, dead: Owner | undefined): void {
  const aside = `${draft}.old`;
  try {
    renameSync(note, aside);
    if (read(aside)?.birth !== dead?.birth) linkSync(aside, note);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(systemCode(error))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(note: string): Owner | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(note, "utf8"));
    if (typeof found !== "object" || found === null || !("pid" in found) || !("birth" in found)) return undefined;
    return { pid: Number(found.pid), birth: String(found.birth) };
  } catch {
    return undefined;
  }
}
