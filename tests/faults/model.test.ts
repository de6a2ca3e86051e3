import { expect, test } from "vitest";
import { createTestDatabase } from "../support/database.ts";
import { play } from "./model/play.ts";
import { sizeOf } from "./model/run.ts";

/**
 * Chance decides what people, banks and Stripe do; the house has to end as a model in plain TypeScript says
 * (reliability.md 4.1). A failure prints what plays it again: set MODEL_SEED and MODEL_PATH to that. MODEL_RUNS and
 * MODEL_COMMANDS say how much is played, MODEL_SECONDS for how long at most; `npm run faults model` plays more.
 */
const size = sizeOf(process.env, { runs: 6, commands: 40, seconds: 600 });

test(
  "whatever happens, the house ends as the model says",
  async () => {
    const { failure, runs, acts, compared, seed, seconds } = await play({ ...size, database: createTestDatabase });
    if (failure) throw new Error(failure);
    const done = [...acts.values()].reduce((sum, n) => sum + n, 0);
    console.log(
      `model: ${runs} runs, ${done} commands, ${compared} times compared in full, seed ${seed}, ${seconds} s`,
    );
    expect(compared).toBeGreaterThan(0);
  },
  24 * 3_600_000, // it keeps its own time
);
