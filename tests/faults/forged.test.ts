import { afterAll, beforeAll, expect, test } from "vitest";
import { misses } from "./figures.ts";
import { tellBadNews } from "./forged/bad-news.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { openStage, type Stage } from "./stage/stage.ts";

/** What the real server believes of what it is told; `npm run faults forged` tells it ten times as much. */
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

test("news that nobody should believe does nothing, and keeps true news from nobody", async () => {
  expect(misses({ part: "forged", figures: await tellBadNews(stage, 200) })).toEqual([]);
});
