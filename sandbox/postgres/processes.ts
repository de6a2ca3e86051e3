import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { systemCode } from "./trouble.ts";

/** Whether the system has given this number to a process, be it one that has ended (a zombie). */
export function isNumberTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

/**
 * Whether a process of that number runs. A zombie does not; a container without a proper first process keeps them for
 * ever.
 */
export function isAlive(pid: number): boolean {
  return isNumberTaken(pid) && (process.platform !== "linux" || statusOf(pid)[0] !== "Z");
}

/** On Linux, what /proc tells of a process after its name: its state first, the tick of its start as 20th. */
function statusOf(pid: number): string[] {
  try {
    // The name is in brackets and may itself hold spaces and brackets.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  } catch {
    return [];
  }
}

/** The words the process was started with; empty where it is gone, a zombie, or not ours to look at. */
export function commandOf(pid: number): string[] {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
    } catch {
      return [];
    }
  }
  const listing = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return listing.status === 0 ? listing.stdout.trim().split(" ") : [];
}

/**
 * Tells one process from a later one that was given the same number. On Linux it is the boot and the tick of its
 * start; elsewhere the second, as ps shows it. Empty where there is no such process.
 */
export function birthOf(pid: number): string {
  if (process.platform === "linux") {
    const [state, ...rest] = statusOf(pid);
    if (state === undefined || state === "Z") return "";
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${rest[18] ?? ""}`;
  }
  const listing = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  return listing.status === 0 ? listing.stdout.trim() : "";
}

/** Waits until the test holds; false when the time (milliseconds) is over first. */
export async function until(test: () => boolean, limit: number, pause = 5): Promise<boolean> {
  const end = performance.now() + limit;
  while (!test()) {
    if (performance.now() > end) return false;
    await wait(pause);
  }
  return true;
}
