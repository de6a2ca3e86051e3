import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { makeFiles } from "#app/jobs/make-files.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { testEnvironment } from "#tests/support/settings.ts";
import { createTestSite } from "#tests/support/site.ts";
import { load, QUICK, round, tell } from "./figures.ts";
import { median, onFreshDatabase } from "./ground.ts";
import { loadOn } from "./load.ts";
import { cpuOf } from "./processes.ts";
import { AS_STARTED, fill, LONG_TEXT, ROOT, startSite } from "./site.ts";

// `npm run bench:start`: from the moment the site's process is started to its first answered page, and what it holds of
// memory after a minute's mixed load. Cold: Linux is told to forget what it read of the disk, where it lets us.

const TIMES = QUICK ? 3 : 10;
const SECONDS = QUICK ? 1 : 5;
/** Where the site keeps what Node compiled (server/keep-compiled.ts). */
const COMPILED = join(ROOT, "build/compiled");

await onFreshDatabase(async (databaseUrl) => {
  await fill(databaseUrl);
  console.log(`on a machine of load ${load()}, ${TIMES} starts each`);
  const warm = await starts(databaseUrl, () => {});
  tell({
    figure: "start to first page, warm",
    measured: spread(warm.ms),
    target: "≤ 1,000 ms",
    holds: median(warm.ms) <= 1000,
  });
  tell({
    figure: "  of it, processor",
    measured: spread(warm.cpuMs),
    target: "",
    holds: undefined,
  });
  const forgets = forgetFiles();
  const cold = await starts(databaseUrl, () => {
    forgetFiles();
    rmSync(COMPILED, { recursive: true, force: true });
  });
  tell({
    figure: `start to first page, nothing compiled${forgets ? " nor read" : ""}`,
    measured: spread(cold.ms),
    target: "",
    holds: undefined,
  });
  await memory(databaseUrl);
});

function spread(values: readonly number[]): string {
  return `${round(median(values))} ms (${round(Math.min(...values))}–${round(Math.max(...values))})`;
}

async function starts(databaseUrl: string, before: () => void): Promise<{ ms: number[]; cpuMs: number[] }> {
  const taken: { ms: number[]; cpuMs: number[] } = { ms: [], cpuMs: [] };
  // the first fills what a warm start finds
  for (let time = 0; time <= TIMES; time++) {
    before();
    const { ms, cpuMs } = await startOnce(databaseUrl);
    if (time === 0) continue;
    taken.ms.push(ms);
    taken.cpuMs.push(cpuMs);
  }
  return taken;
}

/** From starting the process to the last byte of its front page. */
async function startOnce(databaseUrl: string): Promise<{ ms: number; cpuMs: number }> {
  const port = await freePort(0);
  const settings = testEnvironment({
    PORT: String(port),
    SITE_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: "warn",
  });
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, NODE_ENV: "production", ...settings };
  const began = performance.now();
  const child = spawn(process.execPath, [...AS_STARTED, join(ROOT, "server/main.ts")], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = new Promise((done) => child.once("close", done));
  try {
    while (!(await answersWhole(port))) {
      if (child.exitCode !== null || performance.now() - began > 60_000) throw new Error("the site does not start");
    }
    return { ms: performance.now() - began, cpuMs: cpuOf(child.pid ?? 0) };
  } finally {
    child.kill("SIGTERM");
    await gone;
  }
}

/** Asks in this process's own time: where nobody listens the refusal comes at once, so it waits a little then. */
function answersWhole(port: number): Promise<boolean> {
  return new Promise((done) => {
    get({ host: "127.0.0.1", port, path: "/", agent: false }, (reply) => {
      reply.resume();
      reply.once("end", () => done(reply.statusCode === 200));
    }).once("error", () => setTimeout(() => done(false), 5));
  });
}

/** True where the machine allowed it. */
function forgetFiles(): boolean {
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "1");
    return true;
  } catch {
    return false;
  }
}

/** Pages kept and not kept, packed and not, a search, a share picture, an EPUB and pages nobody has. */
async function memory(databaseUrl: string): Promise<void> {
  const site = await startSite(databaseUrl);
  try {
    // the worker does this when it starts
    const { site: worker } = createTestSite({ DATABASE_URL: databaseUrl, SITE_URL: site.url });
    await makeFiles(worker, {});
    await worker.db.destroy();
    const first = site.memoryMb().now;
    const mix: [path: string, headers?: Record<string, string>][] = [
      ["/", { "Accept-Encoding": "br" }],
      [`/texts/${LONG_TEXT}`],
      [`/texts/${LONG_TEXT}`, { "Accept-Encoding": "gzip" }],
      ["/shop"],
      ["/donate"],
      ["/basket"],
      ["/search?q=october"],
      ["/reading/what-about-russia.epub"],
      [`/texts/${LONG_TEXT}.txt`],
      [`/og/text/${LONG_TEXT}.png`],
      ["/sitemap.xml"],
      ["/nothing-of-that-name"],
    ];
    for (const [path, headers = {}] of mix) {
      const { perSecond, p99Ms } = await loadOn({ url: site.url + path, connections: 32, seconds: SECONDS, headers });
      const { now, most } = site.memoryMb();
      console.log(
        `  ${path.padEnd(36)} ${round(perSecond).padStart(8)}/s  p99 ${round(p99Ms, 1)} ms  ${now} MB, at most ${most}`,
      );
    }
    const { now, most } = site.memoryMb();
    tell({
      figure: "memory of one instance after mixed load",
      measured: `${now} MB (at first ${first}, at most ${most})`,
      target: "≤ 200 MB",
      holds: now <= 200,
    });
  } finally {
    await site.end();
  }
}
