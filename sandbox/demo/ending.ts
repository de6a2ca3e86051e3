import { Trouble } from "../postgres/trouble.ts";

/** Ends what was started, in reverse, once, whatever the reason. */
export type Ending = {
  /** Notes how to end something that was just started. */
  add(step: () => unknown): void;
  /** Ends all because of a fault, shows it, and exits with code 1. */
  fail(error: unknown): Promise<void>;
};

/** One Ctrl-C comes twice under npm: from the terminal, and handed on by npm. */
const ECHO_MS = 1_000;

/** Listens for Ctrl-C, SIGTERM and a closed terminal, which end all and exit with code 0; a second one waits no more. */
export function prepareEnding(say: (line: string) => void): Ending {
  const steps: (() => unknown)[] = [];
  let begun = false;
  let begunAt = 0;
  const finish = async (code: number) => {
    begun = true;
    begunAt = performance.now();
    for (const step of steps.reverse()) {
      try {
        await step();
      } catch (error) {
        // The rest must be ended all the same.
        console.error(error instanceof Trouble ? error.message : error);
        code = 1;
      }
    }
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (begun) {
        if (performance.now() - begunAt > ECHO_MS) process.exit(1);
        return;
      }
      say("stopping");
      finish(0);
    });
  }
  return {
    add: (step) => steps.push(step),
    async fail(error) {
      if (begun) return;
      console.error(error instanceof Trouble ? error.message : error);
      await finish(1);
    },
  };
}
