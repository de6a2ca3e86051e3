import { afterAll, beforeAll, expect, test } from "vitest";
import { lastCopies } from "./contention/last-copies.ts";
import { payOrExpire } from "./contention/pay-or-expire.ts";
import { refundsAtOnce } from "./contention/refunds.ts";
import { sameForm } from "./contention/same-form.ts";
import { type Figures, misses } from "./figures.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { openStage, type Stage } from "./stage/stage.ts";

/** Many at once, at the size each commit can afford. The last, which ends the most orders, empties the shelves. */
let ground: Ground;
let stage: Stage;
beforeAll(async () => {
  ground = await openGround();
  stage = await openStage(ground);
  await stage.up();
});
afterAll(async () => {
  await stage.close();
  await ground.close();
});

const CASES: [name: string, run: (stage: Stage) => Promise<Figures>][] = [
  ["one form sent fifty times at once is one order", (here) => sameForm(here, 50)],
  ["refunds at once never exceed the payment, and each is recorded once", (here) => refundsAtOnce(here, 12)],
  [
    "the last copies go to as many as there are copies",
    (here) => lastCopies(here, { buyers: 60, copies: 10, slugs: ["in-defence-of-october"] }),
  ],
  [
    "the last copies of two pamphlets, asked for crosswise, lock nobody out",
    (here) =>
      lastCopies(here, {
        buyers: 60,
        copies: 10,
        slugs: ["in-defence-of-october", "what-about-russia-a-readers-guide"],
      }),
  ],
  ["paid and ended in one moment, an order is one of both", (here) => payOrExpire(here, 24, 1)],
];

test.each(CASES)("%s", async (_, run) => {
  expect(misses(await run(stage))).toEqual([]);
});
