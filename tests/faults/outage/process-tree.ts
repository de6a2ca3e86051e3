import { spawnSync } from "node:child_process";

/** A process and all that it started, as the system lists them at this moment. */
export function withChildren(pid: number): number[] {
  const listing = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  if (listing.status !== 0) throw new Error("ps does not list the processes of this machine");
  const parents = new Map<number, number>();
  for (const line of listing.stdout.trim().split("\n")) {
    const [child, parent] = line
      .trim()
      .split(/\s+/)
      .map((word) => Number.parseInt(word, 10));
    if (child !== undefined && parent !== undefined) parents.set(child, parent);
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/** Stops a process tree where it stands, or lets it go on. One that ended meanwhile is no matter. */
export function signalTree(pid: number, signal: "SIGSTOP" | "SIGCONT"): void {
  for (const one of withChildren(pid)) {
    try {
      process.kill(one, signal);
    } catch {
      // it ended since it was listed
    }
  }
}
