import { fork } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isAlive, until } from "#sandbox/postgres/processes.ts";

test("a stage whose process is killed leaves nobody behind", async () => {
  const child = fork(join(import.meta.dirname, "stage/left-alone.ts"), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  type Told = { pids: Record<string, number>; made: string[] };
  const { pids, made } = await new Promise<Told>((done, fail) => {
    child.once("message", (told) => done(told as Told));
    child.once("exit", () => fail(new Error("the stage ended before it stood")));
  });
  const alive = () => Object.keys(pids).filter((name) => isAlive(pids[name] ?? 0));
  expect(alive().sort()).toEqual(["postgres", "server", "worker"]);
  child.kill("SIGKILL");
  await until(() => alive().length === 0, 30_000);
  expect(alive()).toEqual([]);
  // a killed process cannot tidy up its folders
  for (const path of made) rmSync(path, { recursive: true, force: true });
}, 120_000);
