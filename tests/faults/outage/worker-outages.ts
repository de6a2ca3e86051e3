import { setTimeout as wait } from "node:timers/promises";
import { difference, readBooks } from "../crash/books.ts";
import { GIVE } from "../crash/journeys.ts";
import { backWithin, calmRun, compare, MINUTE_MS, type Outage, pay, paymentPage, type Scene } from "./scene.ts";

const GIFTS = 4;

/**
 * Four people have paid, and the worker waits for Stripe with their jobs in hand when it is killed. The queue would keep
 * those jobs for four hours; the next worker takes them up when it starts.
 */
async function killWithJobsInHand(scene: Scene): Promise<Record<string, number>> {
  const { stage, worker, doors } = scene;
  const leaves = await calmRun(scene, GIVE);
  const before = await readBooks(stage);
  doors.workerToStripe.faults.delayMs = 5_000;
  for (let gifts = 0; gifts < GIFTS; gifts++) {
    const person = await GIVE.arrive(scene);
    await pay(scene, person, (await paymentPage(scene, await person.press())).session);
  }
  await backWithin(scene, MINUTE_MS, async () => (await inHand(scene)) > 1);
  const held = await inHand(scene);
  await worker.kill();
  doors.workerToStripe.faults.delayMs = 0;
  await wait(1_000);
  if ((await inHand(scene)) !== held) scene.blame("the jobs of the killed worker are not as it left them");
  worker.start();
  await worker.ready();
  const ms = await backWithin(scene, MINUTE_MS, async () => {
    return difference(before, await readBooks(stage))["letters sent"] === GIFTS;
  });
  await scene.rest();
  compare(scene, difference(before, await readBooks(stage)), leaves, GIFTS, "after the kill");
  if (ms > SECONDS_MS) scene.blame(`the next worker took ${ms} ms to do what was left`);
  return { "jobs in hand": held, "done by the next worker after, ms": ms };
}

/** "Within seconds": far from the four hours the queue itself would wait. */
const SECONDS_MS = 15_000;

async function inHand({ stage }: Scene): Promise<number> {
  const { rows } = await stage.database.owner.query<{ n: number }>(
    "select count(*)::int as n from graphile_worker._private_jobs where locked_at is not null",
  );
  return rows[0]?.n ?? 0;
}

/** A second worker is started beside the first: it waits, and takes over when the first is gone. */
async function twoWorkers(scene: Scene): Promise<Record<string, number>> {
  const { stage, worker } = scene;
  const leaves = await calmRun(scene, GIVE);
  const before = await readBooks(stage);
  const { worker: second } = stage;
  second.start();
  try {
    await wait(3_000);
    if (second.isReady()) scene.blame("two workers are at work");
    await worker.kill();
    const ms = await backWithin(scene, MINUTE_MS, async () => second.isReady());
    const person = await GIVE.arrive(scene);
    await pay(scene, person, (await paymentPage(scene, await person.press())).session);
    await scene.rest();
    compare(scene, difference(before, await readBooks(stage)), leaves, 1, "with the second worker");
    return { "taken over after, ms": ms };
  } finally {
    await second.stop();
    worker.start();
    await worker.ready();
  }
}

export const WORKER_OUTAGES: readonly Outage[] = [
  { name: "Worker: killed with jobs in hand", play: killWithJobsInHand },
  { name: "Worker: a second one waits, and takes over", play: twoWorkers },
];
