import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { testEnvironment } from "#tests/support/settings.ts";
import { makeBare } from "./bare/make-bare.ts";
import { load, QUICK, round, tell } from "./figures.ts";
import { median, onFreshDatabase } from "./ground.ts";
import { LOADER, loadOn } from "./load.ts";
import { type Running, startServer } from "./processes.ts";
import { AS_STARTED, fill, LONG_TEXT, ROOT } from "./site.ts";

// `npm run bench:uncached`: a page that is made for whoever asks, by the whole site with its gate and headers, against
// the same page in a bare Remix app that hydrates. In turn, round after round; then what each holds of memory. The bare
// one runs with Node's own settings, as Remix starts it.

const ROUNDS = QUICK ? 1 : 5;
const SECONDS = QUICK ? 2 : 4;
const CONNECTIONS = 32;
const PATHS = [`/texts/${LONG_TEXT}`, "/donate", "/shop"];

type Server = { name: "site" | "bare"; url: string; running: Running };

const folder = mkdtempSync(join(tmpdir(), "pamphleteer-bench-bare-"));
try {
  makeBare(folder);
  await onFreshDatabase(async (databaseUrl) => {
    await fill(databaseUrl);
    const servers: Server[] = [];
    try {
      const site = [...AS_STARTED, join(ROOT, "bench/servers/deaf-site.ts")];
      servers.push(await start("site", databaseUrl, site));
      const bare = [join(ROOT, "bench/bare/serve.ts"), join(folder, "build/server/index.js")];
      servers.push(await start("bare", databaseUrl, bare));
      for (const path of PATHS) await compare(servers, path);
      for (const { name, running } of servers) {
        const { now, most } = running.memoryMb();
        console.log(`memory of ${name} after it: ${now} MB, at most ${most} MB`);
      }
    } finally {
      for (const { running } of servers) await running.end();
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function start(name: Server["name"], databaseUrl: string, args: string[]): Promise<Server> {
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const over = { PORT: String(port), SITE_URL: url, DATABASE_URL: databaseUrl, LOG_LEVEL: "silent" };
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, NODE_ENV: "production", ...testEnvironment(over) };
  return { name, url, running: await startServer(process.execPath, args, `${url}/donate`, env) };
}

async function compare(servers: Server[], path: string): Promise<void> {
  const rows: Record<Server["name"], { perSecond: number; cpuMs: number; p99Ms: number }[]> = { site: [], bare: [] };
  const bytes: Record<string, number> = {};
  for (const { name, url } of servers) {
    const reply = await fetch(url + path);
    bytes[name] = (await reply.arrayBuffer()).byteLength;
    if (reply.status !== 200) throw new Error(`${name} answers ${reply.status} at ${path}`);
  }
  console.log(`\n${path}: ${ROUNDS} rounds of ${SECONDS} s by ${LOADER}, ${CONNECTIONS} connections, load ${load()}`);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const { name, url, running } of turn % 2 === 0 ? servers : [...servers].reverse()) {
      const before = running.cpuMs();
      const seen = await loadOn({ url: url + path, connections: CONNECTIONS, seconds: SECONDS });
      if (seen.failed > 0) throw new Error(`${name} failed ${seen.failed} times at ${path}`);
      const cpuMs = (running.cpuMs() - before) / (seen.perSecond * SECONDS);
      rows[name].push({ perSecond: seen.perSecond, cpuMs, p99Ms: seen.p99Ms });
    }
  }
  for (const { name, running } of servers) {
    const of = (what: "perSecond" | "cpuMs" | "p99Ms") => median(rows[name].map((row) => row[what]));
    console.log(
      `  ${name}: ${round(of("perSecond"))}/s, ${round(of("cpuMs"), 2)} ms of processor a request, p99 ${round(of("p99Ms"))} ms, ` +
        `${round(bytes[name] ?? 0)} bytes, ${running.memoryMb().now} MB`,
    );
  }
  const ratios = rows.site.map(({ perSecond }, turn) => perSecond / (rows.bare[turn]?.perSecond ?? Number.NaN));
  tell({
    figure: `made for one, ${path}, to bare Remix`,
    measured: `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
    target: "≥ 1",
    holds: median(ratios) >= 1,
  });
}
