import { afterAll, beforeAll, expect, test } from "vitest";
import { QUICK_OUTAGES } from "./outage/all-outages.ts";
import { openScene, playOutage, type Scene } from "./outage/scene.ts";
import { type Ground, openGround } from "./stage/ground.ts";

/** Parts of the world fail while people read, buy and give; `npm run faults outages` plays all of it. */
let ground: Ground;
let scene: Scene;
beforeAll(async () => {
  ground = await openGround();
  scene = await openScene(ground);
});
afterAll(async () => {
  await scene.close();
  await ground.close();
});

test.each(QUICK_OUTAGES.map((outage) => [outage.name, outage] as const))(
  "%s",
  async (_, outage) => {
    expect((await playOutage(scene, outage)).why).toBe("");
  },
  180_000,
);
