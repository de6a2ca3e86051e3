import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../..");

/** A command of the house, run as a process of its own. `code` is null where it was killed. */
export type Command = {
  run(name: "reconcile" | "refund", ...words: string[]): Promise<{ code: number | null; said: string }>;
  /** `kill -9` of what runs, and waits until it is gone. */
  kill(): Promise<void>;
};

export function createCommand(env: NodeJS.ProcessEnv): Command {
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);
  return {
    async run(name, ...words) {
      const started = spawn(process.execPath, [`server/commands/${name}.ts`, ...words], {
        cwd: ROOT,
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let said = "";
      for (const stream of [started.stdout, started.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
          said += text;
        });
      child = started;
      ended = new Promise((done) => started.once("close", done));
      return { code: await ended, said };
    },
    async kill() {
      child?.kill("SIGKILL");
      await ended;
    },
  };
}
