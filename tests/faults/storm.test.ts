import { afterAll, beforeAll, expect, test } from "vitest";
import { misses } from "./figures.ts";
import { oldBackup } from "./old-backup.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { type StormOptions, storm } from "./storm.ts";
import { receiverOffFigures, stormFigures } from "./storm-figures.ts";

/** The storm, the deaf day and the old backup at the size each commit can afford; `npm run faults` runs them whole. */
let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

// a machine with much else to do takes its time
const PATIENCE_MS = 240_000;
const SMALL: StormOptions = { seed: 1, acts: 90, months: 2, kills: 3, restarts: 1, receiver: true };

test(
  "killed, crashed and told everything wrong, the books agree with Stripe to the penny",
  async () => {
    expect(misses(stormFigures(await storm(ground, SMALL), 500))).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "told nothing at all, one walk through Stripe's lists finds every payment",
  async () => {
    const deaf: StormOptions = { ...SMALL, seed: 2, acts: 40, kills: 0, restarts: 0, receiver: false };
    expect(misses(receiverOffFigures(await storm(ground, deaf)))).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "a restored backup gets back every order that was paid after it",
  async () => {
    expect(misses(await oldBackup(ground, 20, 1))).toEqual([]);
  },
  PATIENCE_MS,
);
