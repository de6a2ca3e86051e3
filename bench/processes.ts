import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

export type Running = {
  pid: number;
  /** What it used of the processor so far, with its children, in ms. Linux alone tells. */
  cpuMs(): number;
  /** Its memory that is really there, in MB, and the most of it that ever was. */
  memoryMb(): { now: number; most: number };
  end(): Promise<void>;
};

/** One tick of /proc, in ms (USER_HZ is 100 on every Linux there is). */
const TICK_MS = 10;

/** Starts a program and waits until it answers at this address. */
export async function startServer(
  command: string,
  args: string[],
  answersAt: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
  const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  let ended = false;
  child.once("close", () => {
    ended = true;
  });
  const patience = performance.now() + 30_000;
  while (!(await answers(answersAt))) {
    if (ended || performance.now() > patience) throw new Error(`${command} ${args[0] ?? ""} does not answer`);
    await wait(10);
  }
  const pid = child.pid ?? 0;
  return { pid, cpuMs: () => cpuOf(pid), memoryMb: () => memoryOf(pid), end: () => end(child) };
}

async function answers(address: string): Promise<boolean> {
  try {
    await (await fetch(address)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    const hard = setTimeout(() => child.kill("SIGKILL"), 12_000);
    child.once("close", () => {
      clearTimeout(hard);
      done();
    });
    child.kill("SIGTERM");
  });
}

/** What a process and its children used of the processor so far, in ms. */
export function cpuOf(pid: number): number {
  const own = cpuOfOne(pid);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, name) => sum + (parentOf(name) === pid ? cpuOfOne(Number(name)) : 0), own);
}

/** The fields of /proc/PID/stat after the name, which may hold anything. */
function statOf(pid: number | string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return [];
  }
}

const parentOf = (pid: string) => Number(statOf(pid)[1] ?? 0);

function cpuOfOne(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK_MS;
}

function memoryOf(pid: number): { now: number; most: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: mb("VmRSS"), most: mb("VmHWM") };
}
