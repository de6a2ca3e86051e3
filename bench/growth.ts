import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { settle } from "#app/settlement.ts";
import { connect } from "#db/client.ts";
import { migrate } from "#db/migrations.ts";
import { seedEverything } from "#db/seed/everything.ts";
import { fillHouse } from "#db/seed/large/fill.ts";
import { readSizes } from "#db/seed/large/sizes.ts";
import { ensureDatabase } from "#sandbox/postgres/databases.ts";
import { startPostgres } from "#sandbox/postgres/start-postgres.ts";
import { progressBar } from "#server/commands/progress-bar.ts";
import { type Filled, openFilled } from "./growth/open.ts";
import { listPages } from "./growth/pages.ts";
import { payUnsettled, SETTLINGS } from "./growth/settlings.ts";
import { type Line, printGrowth } from "./growth/table.ts";
import { WHOLE } from "./growth/whole.ts";

// `npm run bench:growth`: how much slower each page, each settling and each job is with a million orders and donations
// than with ten thousand; the two databases take turns, request by request, in one run. It fills both first, which takes
// most of the time; with `--small URL --large URL` it takes two that `npm run seed:large` has filled (as their owner).
// `--parts pages,settle,jobs` says what is measured: all of it, unless told otherwise.

const ROUNDS = 200;
const SETTLED = 100;
const WARM = 10;
const NEEDS_BYTES = 25e9;

const { values } = parseArgs({
  options: {
    small: { type: "string" },
    large: { type: "string" },
    rounds: { type: "string", default: String(ROUNDS) },
    parts: { type: "string", default: "pages,settle,jobs" },
  },
});
const parts = values.parts.split(",");
const rounds = Number.parseInt(values.rounds, 10);
const bar = progressBar();

async function measure(smallUrl: string, largeUrl: string): Promise<void> {
  const houses = [await openFilled("10,000", smallUrl), await openFilled("1,000,000", largeUrl)] as const;
  try {
    if (parts.includes("pages"))
      printGrowth("p95 of a page, in ms, straight from the site: no cache before it", await timePages(houses));
    if (parts.includes("settle"))
      printGrowth("p95 of settling what was paid, in ms, with Stripe's answers", await timeSettlings(houses));
    if (parts.includes("jobs")) for (const house of houses) await timeWhole(house);
  } finally {
    for (const house of houses) await house.close();
  }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

type Two = readonly [Filled, Filled];

async function timePages(houses: Two): Promise<Line[]> {
  const [small, large] = houses;
  const pages = [await listPages(small.site), await listPages(large.site)] as const;
  for (const [i, [name, path]] of pages[0].entries()) {
    const answers = [await small.open(path), await large.open(pages[1][i]?.[1] ?? "")];
    // a page that is not found in one of the two would be compared with one that is
    if (answers[0] !== answers[1]) throw new Error(`${name} answers ${answers.join(" and ")}`);
  }
  const lines: Line[] = pages[0].map(([name]) => ({ name, small: [], large: [] }));
  for (let round = -WARM; round < rounds; round++) {
    bar.show(Math.max(0, round) / rounds, "pages");
    for (const [i, line] of lines.entries()) {
      // who goes first takes turns as well: the second finds the page's code warm
      for (const which of round % 2 ? (["large", "small"] as const) : (["small", "large"] as const)) {
        const [house, paths] = which === "small" ? [small, pages[0]] : [large, pages[1]];
        const took = await timed(() => house.open(paths[i]?.[1] ?? ""));
        if (round >= 0) line[which].push(took);
      }
    }
  }
  bar.clear();
  return lines;
}

async function timeSettlings([small, large]: Two): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [kind, [name, ask]] of SETTLINGS.entries()) {
    const line: Line = { name, small: [], large: [] };
    for (let turn = -WARM; turn < SETTLED; turn++) {
      bar.show(Math.max(0, turn) / SETTLED, name);
      for (const [house, into] of [
        [small, line.small],
        [large, line.large],
      ] as const) {
        const session = await payUnsettled(house, ask, Date.now() * 10 + kind);
        const took = await timed(() => settle(house.site, { kind: "checkout.session", id: session }));
        if (turn >= 0) into.push(took);
      }
    }
    lines.push(line);
  }
  bar.clear();
  return lines;
}

/** What goes through the whole books, once: how long it takes, and what it adds to the process's memory. */
async function timeWhole({ name, site }: Filled): Promise<void> {
  console.log(`\nwith ${name} orders and donations`);
  for (const [what, work] of WHOLE) {
    bar.show(0, what);
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 50);
    const took = await timed(() => work(site));
    clearInterval(watch);
    bar.clear();
    const grew = Math.round((most - before) / 1e6);
    console.log(`${what.padEnd(44)} ${(took / 1000).toFixed(2).padStart(9)} s   + ${grew} MB`);
  }
}

async function fillTwo(): Promise<void> {
  const room = statfsSync(tmpdir());
  if (room.bavail * room.bsize < NEEDS_BYTES)
    throw new Error("25 GB of room are needed in the folder for temporary files");
  const dataDir = mkdtempSync(join(tmpdir(), "pamphleteer-growth-"));
  try {
    const server = await startPostgres({ dataDir, durable: false });
    try {
      for (const size of ["10000", "1000000"]) {
        const sizes = readSizes([size]);
        if (typeof sizes === "string") throw new Error(sizes);
        await ensureDatabase(server, `growth_${size}`);
        const url = server.database(`growth_${size}`);
        await migrate(url);
        const { db } = connect(url, 2);
        await seedEverything(db);
        await db.destroy();
        const took = await timed(() => fillHouse(url, sizes, bar.show));
        bar.clear();
        console.log(
          `${size} orders, as many donations, ${sizes.members} members: filled in ${Math.round(took / 1000)} s`,
        );
      }
      await measure(server.database("growth_10000"), server.database("growth_1000000"));
    } finally {
      await server.stop("immediate");
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

const [load = 0] = loadavg();
console.log(`load of the machine before: ${load.toFixed(2)}`);
if (values.small && values.large) await measure(values.small, values.large);
else await fillTwo();
console.log(`load of the machine after: ${(loadavg()[0] ?? 0).toFixed(2)}`);
