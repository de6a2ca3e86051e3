import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfCheck } from "#db/self-check.ts";
import { ask } from "../support/ask.ts";
import { openBook } from "./business/desk.ts";
import { PLENTY, SCARCE } from "./business/orders.ts";
import { doBusiness, plan } from "./business/plan.ts";
import { throwDice } from "./dice.ts";
import { misses } from "./figures.ts";
import { type HouseOfTwo, openHouseOfTwo } from "./instances/house-of-two.ts";
import { WALKS, walk } from "./instances/walk.ts";
import { reckon, reckoningFigures } from "./reckoning.ts";
import { type Ground, openGround } from "./stage/ground.ts";
import { printCopies } from "./stage/print.ts";

/** Nothing that one process keeps in memory may be missed by another. */
let ground: Ground;
let house: HouseOfTwo;
let printed: Awaited<ReturnType<typeof printCopies>>;
beforeAll(async () => {
  ground = await openGround();
  house = await openHouseOfTwo(ground);
  printed = await printCopies(house.stage, Object.fromEntries([...PLENTY, SCARCE].map((slug) => [slug, 400])));
  console.log(`two web processes and two workers behind ${house.front.name}`);
});
afterAll(async () => {
  await house.close();
  await ground.close();
});

const PATIENCE_MS = 240_000;
const host = () => new URL(house.stage.url).host;
/** Asks one process by itself. */
const from = (at: 0 | 1, path: string) =>
  ask(`http://127.0.0.1:${house.ports[at]}`, path, { headers: { Host: host() } });

test("every journey goes through both, and both were asked", { timeout: PATIENCE_MS }, async () => {
  await Promise.all([...WALKS, ...WALKS].map((one) => walk(house.stage, one)));
  await house.stage.quiet();
  expect(await selfCheck(house.stage.site.db)).toEqual([]);
  const ready = house.workers.filter((worker) => worker.isReady());
  expect(ready).toHaveLength(1);
});

test("what one is told of, the other knows within the second", { timeout: PATIENCE_MS }, async () => {
  const price = async (at: 0 | 1) =>
    /class="price">([^<]+)</.exec((await from(at, "/shop/in-defence-of-october")).body)?.[1];
  const took: number[] = [];
  for (let pence = 60; pence < 80; pence++) {
    await Promise.all([price(0), price(1)]);
    await house.stage.database.owner.query("update pamphlets set price_pence = $1 where slug = $2", [
      pence,
      "in-defence-of-october",
    ]);
    const began = performance.now();
    await expect
      .poll(async () => [await price(0), await price(1)], { interval: 1, timeout: 5_000 })
      .toEqual([`${pence}p`, `${pence}p`]);
    took.push(performance.now() - began);
  }
  await house.stage.database.owner.query("update pamphlets set price_pence = 50 where slug = 'in-defence-of-october'");
  const sorted = took.sort((a, b) => a - b);
  console.log(
    `both agree after ${sorted[10]?.toFixed(0)} ms (median), ${sorted.at(-1)?.toFixed(0)} ms (longest of 20)`,
  );
});

/** Readers who ask without pause; each failure is one page that somebody did not get. */
function readAllTheTime(lanes: number) {
  const paths = ["/", "/shop", "/donate", "/reading/what-about-russia", "/search?q=october", "/basket"];
  let ended = false;
  let asked = 0;
  const failed: string[] = [];
  const work = Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let at = lane; !ended; at++) {
        const path = paths[at % paths.length] ?? "/";
        const status = await ask(house.stage.url, path).then(
          (reply) => reply.status,
          (fault: NodeJS.ErrnoException) => fault.code ?? "broken off",
        );
        asked++;
        if (status !== 200) failed.push(`${path} ${status}`);
      }
    }),
  );
  return {
    async end() {
      ended = true;
      await work;
      return { asked, failed };
    },
  };
}

test("one asked to end finishes what it began: no reader notices", { timeout: PATIENCE_MS }, async () => {
  const readers = readAllTheTime(4);
  for (const server of house.servers) {
    await server.stop();
    await wait(200);
    server.start();
    await server.ready();
    await wait(300);
  }
  const { asked, failed } = await readers.end();
  console.log(`each web process ended and started: ${asked} pages asked for, ${failed.length} not had`);
  expect(failed).toEqual([]);
  expect(asked).toBeGreaterThan(50);
});

test("one killed costs what it had in hand, and no more", { timeout: PATIENCE_MS }, async () => {
  const lanes = 4;
  const readers = readAllTheTime(lanes);
  await wait(500);
  await house.servers[0].kill();
  await wait(1_500);
  house.servers[0].start();
  await house.servers[0].ready();
  await wait(500);
  const { asked, failed } = await readers.end();
  console.log(`one web process killed: ${asked} pages asked for, ${failed.length} not had`);
  expect(failed.length).toBeLessThanOrEqual(lanes);
});

test("business through both, while one worker is killed and one web process: settled once, to the penny", {
  timeout: PATIENCE_MS,
}, async () => {
  const { stage } = house;
  const chances = throwDice(7);
  const desk = { stage, chances, book: openBook() };
  const business = doBusiness(desk, plan(40, chances), 3);
  await wait(800);
  const active = house.workers.find((worker) => worker.isReady());
  await active?.kill();
  await house.servers[1].kill();
  house.servers[1].start();
  await business;
  await house.servers[1].ready();
  await stage.quiet();
  // the one that waited took over, by itself
  expect(house.workers.find((worker) => worker.isReady())).not.toBe(active);
  active?.start();
  const others = [house.servers[1], house.workers[1]];
  const asked = new Set([...desk.book.asked, ...(await earlier())]);
  await Promise.all(others.map((part) => part.stop()));
  if (!stage.worker.isWanted()) stage.worker.start();
  const reckoning = await reckon(stage, asked, printed);
  expect(misses({ part: "two of each", figures: reckoningFigures(reckoning) })).toEqual([]);
  expect(reckoning.truth.payments.length).toBeGreaterThan(20);
});

/** What the journeys before asked for. */
async function earlier(): Promise<string[]> {
  const { rows } = await house.stage.database.owner.query<{ id: string }>("select id from checkouts");
  return rows.map((row) => row.id);
}
