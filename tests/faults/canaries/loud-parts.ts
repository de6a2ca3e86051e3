import { once } from "node:events";
import { type Child, startChild } from "#sandbox/demo/children.ts";
import { until } from "#sandbox/postgres/processes.ts";
import type { Stage } from "../stage/stage.ts";

/** The server or the worker at its most talkative, with all that it ever prints. */
export type LoudPart = {
  start(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Makes a library of it print an error, and then a fault that nobody catches; waits until it is gone. */
  crash(): Promise<void>;
  readonly said: readonly string[];
};

/**
 * Loaded before the part itself: at a signal it does what a library might, with a person's words in everything an error
 * can carry. `console` is meant as the libraries would find it.
 */
const trouble = (word: string) =>
  `data:text/javascript,${encodeURIComponent(`
  const fault = () => Object.assign(new Error("refused ${word}", { cause: new Error("${word}") }), {
    code: "23505", detail: "Key (email)=(${word}) already exists", table: "people", response: "550 ${word}", raw: { email: "${word}" },
  });
  process.on("SIGUSR2", () => {
    console.error(fault());
    console.log("${word}", { email: "${word}" });
    process.emitWarning("${word}");
    setTimeout(() => { throw fault(); }, 100);
  });`)}`;

export function loudPart(
  stage: Stage,
  part: { name: string; script: string; readyLine: string; word: string },
): LoudPart {
  const said: string[] = [];
  let child: Child | undefined;
  const gone = async () => {
    const ended = child;
    child = undefined;
    await ended?.ended;
  };
  return {
    said,
    async start() {
      const from = said.length;
      // libraries say more where nobody told them that this is production
      const env: NodeJS.ProcessEnv = { ...stage.environment, NODE_ENV: "development", LOG_LEVEL: "debug" };
      child = startChild(part.name, ["--import", trouble(part.word), part.script], env, (line) => said.push(line));
      const ready = () => said.slice(from).some((line) => line.includes(part.readyLine));
      if (!(await until(ready, 60_000, 20))) throw new Error(`${part.name}: ${said.slice(-5).join("\n")}`);
    },
    async kill() {
      child?.process.kill("SIGKILL");
      await gone();
    },
    async stop() {
      await child?.end();
      child = undefined;
    },
    async crash() {
      const ended = child ? once(child.process, "exit") : undefined;
      child?.process.kill("SIGUSR2");
      await ended;
      await gone();
    },
  };
}
