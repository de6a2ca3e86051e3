import { afterEach } from "vitest";
import { isAlive, until } from "#sandbox/postgres/processes.ts";
import { type Checkout, type Demo, toyCheckout } from "./toy-checkout.ts";

/** Lays out checkouts and starts demos in them; after each test all is ended and removed. */
export function demoStage() {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  return {
    /** Runs the step after this test. */
    later: (step: () => unknown) => undo.push(step),
    async checkout(): Promise<Checkout> {
      const made = await toyCheckout();
      undo.push(made.remove);
      return made;
    },
    start(from: Checkout, args?: string[], env?: Record<string, string>, as?: { uid: number; gid: number }): Demo {
      const demo = from.start(args, env, as);
      undo.push(async () => {
        if (demo.child.exitCode === null && demo.child.signalCode === null) demo.child.kill("SIGTERM");
        await demo.ended;
      });
      return demo;
    },
  };
}

export async function stop(demo: Demo, signal: NodeJS.Signals = "SIGINT"): Promise<number | null> {
  demo.child.kill(signal);
  return demo.ended;
}

/** Those that still run, by name. */
export function survivors(pids: Record<string, number>): string[] {
  return Object.keys(pids).filter((name) => (pids[name] ?? 0) > 1 && isAlive(pids[name] ?? -1));
}

/** The process numbers of a running demo, once its last process has noted its own. */
export async function running(from: Checkout): Promise<Record<string, number>> {
  const names = ["postgres", "sandbox", "web", "worker"];
  await until(() => names.every((name) => (from.pids()[name] ?? 0) > 1), 20_000);
  return from.pids();
}

export function kill(pid: number | undefined): void {
  // Number 0 would be this test's own group.
  if (pid === undefined || pid < 2) throw new Error("no such process was noted");
  process.kill(pid, "SIGKILL");
}

export const json = async (url: string) => (await fetch(url)).json();
