import { setTimeout as wait } from "node:timers/promises";
import type { Chances } from "./dice.ts";
import type { Part } from "./stage/part.ts";
import type { Stage } from "./stage/stage.ts";

export type Strikes = { kills: number; restarts: number };
type Wanted = { kills: number; restarts: number };

/** On a slow machine business takes long, and so many times more than wanted are enough. */
const MOST_KILLS = 3;
const LEAST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 1_500;

/**
 * Kills the server or the worker every half second to second and a half, and crashes the database now and then, until
 * the business is done and there were enough of both. Only what is at work is killed. All is up again at the end.
 */
export async function strike(
  stage: Stage,
  chances: Chances,
  wanted: Wanted,
  business: () => "goes on" | "is done" | "broke off",
): Promise<Strikes> {
  const done: Strikes = { kills: 0, restarts: 0 };
  const perRestart = Math.max(1, Math.floor(wanted.kills / (wanted.restarts + 1)));
  const enough = () => business() === "is done" && done.kills >= wanted.kills && done.restarts >= wanted.restarts;
  while (business() !== "broke off" && !enough()) {
    await wait(chances.whole(LEAST_PAUSE_MS, MOST_PAUSE_MS));
    if (done.kills >= MOST_KILLS * wanted.kills && done.restarts >= wanted.restarts) continue;
    const target = await pick(stage, chances);
    await target.kill();
    done.kills += 1;
    if (done.restarts < wanted.restarts && done.kills % perRestart === 0) {
      await stage.ground.postgres.restart("immediate");
      done.restarts += 1;
    }
    target.start();
  }
  await Promise.all([stage.server.ready(), stage.worker.ready()]);
  return done;
}

async function pick(stage: Stage, chances: Chances): Promise<Part> {
  const end = Date.now() + 60_000;
  for (;;) {
    const atWork = [stage.server, stage.worker].filter((part) => part.isReady());
    if (atWork.length > 0) return chances.from(atWork);
    if (Date.now() > end) throw new Error("neither server nor worker comes to work");
    await wait(20);
  }
}
