import { afterAll, beforeAll, expect, test } from "vitest";
import { crashSome } from "./crash/sample.ts";
import { throwDice } from "./dice.ts";
import { type Ground, openGround } from "./stage/ground.ts";

/**
 * The server or the worker is killed at a few of the boundaries it crosses, another few each time; `npm run faults crash`
 * tries every one. CRASH_SEED plays a run again.
 */
const SEED = process.env.CRASH_SEED ? Number.parseInt(process.env.CRASH_SEED, 10) : Date.now() % 100_000;

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

test("killed at any point, the site ends as if it had not been", async () => {
  console.log(`crash points: CRASH_SEED=${SEED}`);
  const outcomes = await crashSome(ground, throwDice(SEED), 2, 3);
  expect(outcomes).toHaveLength(6);
  expect(outcomes.filter(({ result }) => result !== "sound")).toEqual([]);
}, 240_000);
