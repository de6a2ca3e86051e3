import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fillHouse } from "#db/seed/large/fill.ts";
import { expectSound } from "../support/database.ts";
import { type House, openHouse } from "../support/house.ts";
import { ALLOWED } from "./allowed.ts";
import { type Reading, tellPlans, watchPlans } from "./plan-watch.ts";
import { ON_THE_WAY, PAGES, STEPS } from "./whole-site.ts";
import { withoutIndex } from "./without-index.ts";

/**
 * Years of business, and then everything the site does: no page and no job reads a growing table from its first row to
 * its last. What Postgres did is what counts, not what it might do: also in triggers, functions and foreign keys.
 */
const SIZES = { orders: 10_000, donations: 10_000, members: 1_000 };
/** No statement looks at more rows of a growing table: a tenth of the least that the large ones hold. */
const MOST_ROWS = 1_000;

let house: House;
let watch: ReturnType<typeof watchPlans>;

beforeAll(async () => {
  house = await openHouse();
  await fillHouse(house.database.ownerUrl, SIZES);
  await tellPlans(house.database.owner);
  if (!house.pool) throw new Error("the house is in another process");
  watch = watchPlans(house.pool);
});
afterAll(() => house.close());

test("what is made up is whole: the books are sound before anything is done with them", () =>
  expectSound(house.database));

test("every route of the site is among the pages that are opened", () => {
  const files = readdirSync(join(import.meta.dirname, "../../app/routes"), { withFileTypes: true });
  const opened = [...PAGES, ...ON_THE_WAY].map((path) => path.split("?")[0] ?? "");
  const missed = files
    .map((file) => patternOf(file.name))
    .filter((pattern) => !opened.some((path) => pattern.test(path)));
  expect(files.length).toBeGreaterThan(40);
  expect(missed).toEqual([]);
});

/** The addresses a route file answers, by Remix's own rules for its name. */
function patternOf(file: string): RegExp {
  const literal: string[] = [];
  const path = file
    .replace(/\.tsx?$/, "")
    .replace(/\[([^\]]*)\]/g, (_, text: string) => `<${literal.push(text) - 1}>`)
    .split(".")
    .filter((segment) => segment !== "_index")
    .map((segment) => segment.replace(/^\$$/, ".+").replace(/\$\w+/, "[^/]+").replace(/_$/, ""))
    .join("/")
    .replace(/<(\d+)>/g, (_, at: string) => (literal[Number.parseInt(at, 10)] ?? "").replaceAll(".", "\\."));
  return new RegExp(`^/${path}$`);
}

test.each(STEPS)("%s", async (_name, does) => {
  await does(house);
});

const isAllowed = ({ query, table }: Reading) =>
  ALLOWED.some((one) => one.table === table && query.includes(one.words));
/** A small table that is read whole again and again is no large one: the next test looks at those. */
const isLarge = ({ sequential, rows, each }: Reading) => (sequential ? each : rows) > MOST_ROWS;
const say = ({ rows, table, how, query }: Reading) => `${rows} rows of ${table} by ${how}: ${query}`;

test("nothing read a large table from end to end", () => {
  expect(watch.statements()).toBeGreaterThan(2_000);
  const wrong = watch.readings.filter((reading) => isLarge(reading) && !isAllowed(reading));
  expect([...new Set(wrong.map(say))]).toEqual([]);
});

test("what was quicker to read whole, because it is small here, can be found by an index when it is large", async () => {
  const whole = watch.readings.filter((reading) => reading.sequential && !isLarge(reading));
  const questions = new Map(whole.map((reading) => [`${reading.table}: ${reading.query}`, reading]));
  expect(questions.size).toBeGreaterThan(5);
  const wrong = await withoutIndex(house.database.owner, [...questions.values()]);
  expect(wrong.filter((reading) => !isAllowed(reading)).map(say)).toEqual([]);
});

test("each reason not to mind is still needed", () => {
  const large = watch.readings.filter(isLarge);
  const idle = ALLOWED.filter(
    (one) => !large.some(({ table, query }) => one.table === table && query.includes(one.words)),
  );
  expect(idle).toEqual([]);
});
