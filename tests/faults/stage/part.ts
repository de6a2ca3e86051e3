import { type Child, startChild } from "#sandbox/demo/children.ts";
import { until } from "#sandbox/postgres/processes.ts";

const PATIENCE_MS = 60_000;
const AGAIN_MS = 200;

/** One process of the site: the web server or the worker, as it runs in production, to be killed and started again. */
export type Part = {
  readonly name: string;
  readonly pid: number | undefined;
  /** How often it was killed while at work. */
  readonly kills: number;
  /** What it logged at `error` or worse, counted by its words and code. */
  readonly errors: ReadonlyMap<string, number>;
  /** Lines it wrote that are no log lines: a stack of a fault nobody caught. */
  readonly loose: readonly string[];
  /** How often it ended by itself. It is started again then, as a hosting machine would. */
  readonly deaths: number;
  isReady(): boolean;
  /** True from start to kill or stop, whether it is at work yet or not. */
  isWanted(): boolean;
  /** Waits until it is at work. */
  ready(): Promise<void>;
  start(): void;
  /** `kill -9`, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, as a hosting machine does. */
  stop(): Promise<void>;
};

/** @param readyLine what its log says once it is at work */
export function createPart(name: string, script: string, env: NodeJS.ProcessEnv, readyLine: string): Part {
  let child: Child | undefined;
  let readiness = false;
  let wanted = false;
  let kills = 0;
  let deaths = 0;
  const errors = new Map<string, number>();
  const loose: string[] = [];

  const hear = (line: string) => {
    const said = readLine(line);
    if (!said) loose.push(line);
    else if (said.msg === readyLine) readiness = true;
    else if (said.level === "error" || said.level === "fatal") {
      const words = [said.msg, said.code].filter(Boolean).join(": ");
      errors.set(words, (errors.get(words) ?? 0) + 1);
    }
  };
  const letGo = () => {
    const ended = child;
    child = undefined;
    readiness = false;
    return ended;
  };

  const start = () => {
    const started = startChild(name, [script], env, hear);
    child = started;
    started.ended.then(() => {
      if (child !== started) return;
      deaths += 1;
      letGo();
      setTimeout(() => {
        if (child === undefined && wanted) start();
      }, AGAIN_MS);
    });
  };

  return {
    name,
    errors,
    loose,
    get pid() {
      return child?.process.pid;
    },
    get kills() {
      return kills;
    },
    get deaths() {
      return deaths;
    },
    isReady: () => readiness,
    isWanted: () => wanted,
    async ready() {
      if (await until(() => readiness || !wanted, PATIENCE_MS, 10)) return;
      throw new Error(`the ${name} does not come to work. Its last words:\n${loose.slice(-20).join("\n")}`);
    },
    start() {
      if (wanted) throw new Error(`the ${name} runs already`);
      wanted = true;
      start();
    },
    async kill() {
      wanted = false;
      if (readiness) kills += 1;
      const ended = letGo();
      ended?.process.kill("SIGKILL");
      await ended?.ended;
    },
    async stop() {
      wanted = false;
      await letGo()?.end();
    },
  };
}

function readLine(line: string): { level?: string; msg?: string; code?: string } | undefined {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === "object" && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}
