import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Trouble } from "../postgres/trouble.ts";

/** The checkout, in which everything is started. */
export const ROOT = join(import.meta.dirname, "..", "..");

const END_WITH_PARENT = pathToFileURL(join(import.meta.dirname, "end-with-parent.ts")).href;
const PATIENCE_MS = 15_000;
const REMEMBERED = 15;

/** A process of ours. */
export type Child = {
  name: string;
  process: ChildProcess;
  /** Settles when it has ended and all its lines are in, with how: "code 1", "signal SIGKILL". */
  ended: Promise<string>;
  /** What went wrong, in plain words with its last lines. */
  trouble(how: string): Trouble;
  /** Asks it to end, waits, and ends it in the end. Harmless when repeated. */
  end(): Promise<void>;
};

/**
 * Starts a script of the checkout with the Node.js that runs us. It is kept from the terminal's Ctrl-C, so that we
 * can end things in the right order, and it ends when we do, however that is.
 * @param show gets each line it prints
 */
export function startChild(
  name: string,
  script: string[],
  env: NodeJS.ProcessEnv,
  show: (line: string) => void,
): Child {
  const child = spawn(process.execPath, ["--import", END_WITH_PARENT, ...script], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: process.platform !== "win32",
  });
  const last: string[] = [];
  const hear = (line: string) => {
    last.push(line);
    if (last.length > REMEMBERED) last.shift();
    show(line);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", hear);
  let over = false;
  const ended = new Promise<string>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code, signal) => done(signal === null ? `code ${code}` : `signal ${signal}`));
  }).finally(() => {
    over = true;
  });
  return {
    name,
    process: child,
    ended,
    trouble: (how) => {
      const lines =
        last.length === 0 ? "It said nothing." : `Its last lines:\n${last.map((line) => `  ${line}`).join("\n")}`;
      return new Trouble(`${name} ended unexpectedly (${how}). ${lines}`);
    },
    async end() {
      if (over) return;
      signalGroup(child, "SIGTERM");
      const timer = setTimeout(() => signalGroup(child, "SIGKILL"), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The whole group: a build starts helpers of its own. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined && process.platform !== "win32") process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has gone by itself since.
  }
}
