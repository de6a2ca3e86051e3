import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { ask } from "#tests/support/ask.ts";
import { type Figure, QUICK } from "./figures.ts";
import { median, onFreshDatabase } from "./ground.ts";
import { LOADER, loadOn } from "./load.ts";
import { type Running, startServer } from "./processes.ts";
import { hasNginx, nginxFor } from "./servers/nginx.ts";
import { fill, LONG_TEXT, ROOT, startSite } from "./site.ts";

// `npm run bench:pages`: a page that is kept, as the site sends it, against a bare node:http server and against nginx,
// each sending the same bytes with the same headers. In turn, round after round, in one run; what counts is the ratio.
// The aim: 0.8 of the better at least, and 0.2 ms of processor a request at most.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? (QUICK ? 1 : 5));
const SECONDS = Number(process.env.BENCH_SECONDS ?? (QUICK ? 1 : 2));
const CONNECTIONS = QUICK ? [32] : [1, 32, 128];
const PAGES = [
  { name: "10k", path: "/donation-rules", encoding: "identity" },
  { name: "156k", path: `/texts/${LONG_TEXT}`, encoding: "identity" },
  { name: "10k-br", path: "/donation-rules", encoding: "br" },
  { name: "156k-br", path: `/texts/${LONG_TEXT}`, encoding: "br" },
];
/** What each server says for itself. */
const OWN = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);

type Server = { name: string; running: Running; address(page: (typeof PAGES)[number]): string };

await onFreshDatabase(async (ownerUrl) => {
  await fill(ownerUrl);
  const folder = mkdtempSync(join(tmpdir(), "pamphleteer-bench-pages-"));
  const servers: Server[] = [];
  try {
    const site = await startSite(ownerUrl);
    servers.push({ name: "site", running: site, address: ({ path }) => site.url + path });
    const files = [];
    for (const { name, path, encoding } of PAGES) {
      // asked for often, so that it lies there as it will be sent
      let reply = await ask(site.url, path, { headers: { "Accept-Encoding": encoding } });
      for (let time = 0; time < 20; time++) {
        await new Promise((done) => setTimeout(done, 100));
        reply = await ask(site.url, path, { headers: { "Accept-Encoding": encoding } });
      }
      if (reply.status !== 200) throw new Error(`${path} answers ${reply.status}`);
      const headers = Object.fromEntries(
        Object.entries(reply.headers).flatMap(([key, value]) => (OWN.has(key) ? [] : [[key, String(value)]])),
      );
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), reply.bytes);
      writeFileSync(join(folder, `${name}.headers.json`), JSON.stringify(headers));
      files.push({ name, headers });
      console.log(`${name}: ${reply.bytes.length} bytes of ${path}`);
    }
    const rawPort = await freePort(0);
    const raw = `http://127.0.0.1:${rawPort}`;
    const rawServer = join(ROOT, "bench/servers/raw.ts");
    const running = await startServer(process.execPath, [rawServer, String(rawPort), folder], raw);
    servers.push({ name: "node:http", running, address: ({ name }) => `${raw}/${name}` });
    if (hasNginx()) {
      const port = await freePort(0);
      const nginx = `http://127.0.0.1:${port}`;
      servers.push({
        name: "nginx",
        running: await startServer("nginx", nginxFor(folder, port, files), nginx),
        address: ({ name }) => `${nginx}/${name}`,
      });
    }
    await compare(servers);
    const { now, most } = site.memoryMb();
    console.log(`\nmemory of the site after it: ${now} MB, at most ${most} MB`);
  } finally {
    for (const { running } of servers) await running.end();
    rmSync(folder, { recursive: true, force: true });
  }
});

type Row = { speeds: Record<string, number>; cpu: Record<string, number>; p99: number };

async function oneRound(
  servers: Server[],
  round: number,
  page: (typeof PAGES)[number],
  connections: number,
): Promise<Row> {
  const row: Row = { speeds: {}, cpu: {}, p99: 0 };
  const first = round % servers.length; // each goes first in its turn
  for (const server of [...servers.slice(first), ...servers.slice(0, first)]) {
    const before = server.running.cpuMs();
    const headers = { "Accept-Encoding": page.encoding };
    const measured = await loadOn({ url: server.address(page), connections, seconds: SECONDS, headers });
    if (measured.failed > 0) throw new Error(`${server.name} failed ${measured.failed} times`);
    row.speeds[server.name] = measured.perSecond;
    row.cpu[server.name] = (server.running.cpuMs() - before) / (measured.perSecond * SECONDS);
    if (server.name === "site") row.p99 = measured.p99Ms;
  }
  return row;
}

async function compare(servers: Server[]): Promise<void> {
  const names = servers.map(({ name }) => name);
  console.log(
    `\n${ROUNDS} rounds of ${SECONDS} s each, by ${LOADER}, on a machine of load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    "requests a second and ms of processor a request, medians; the ratio is of each round, to the better of the others",
  );
  console.log(
    `page     conns ${names.map((name) => `${name}/s`.padStart(13)).join("")}${names.map((name) => `${name} ms`.padStart(13)).join("")}   ratio           p99 ms`,
  );
  let missed = 0;
  for (const page of PAGES) {
    for (const connections of CONNECTIONS) {
      const rows: Row[] = [];
      for (let round = 0; round < ROUNDS; round++) rows.push(await oneRound(servers, round, page, connections));
      const ratios = rows.map(({ speeds: { site = 0, ...others } }) => site / Math.max(...Object.values(others)));
      const cpu = (name: string) => median(rows.map((row) => row.cpu[name] ?? 0));
      const holds = median(ratios) >= 0.8 && cpu("site") <= 0.2;
      if (!holds) missed++;
      const speed = (name: string) =>
        Math.round(median(rows.map((row) => row.speeds[name] ?? 0))).toLocaleString("en-GB");
      const spread = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
      console.log(
        `${page.name.padEnd(8)} ${String(connections).padStart(5)} ${names.map((name) => speed(name).padStart(13)).join("")}` +
          `${names.map((name) => cpu(name).toFixed(3).padStart(13)).join("")}   ${median(ratios).toFixed(2)} ${spread.padEnd(10)}` +
          median(rows.map((row) => row.p99))
            .toFixed(1)
            .padStart(7),
      );
      process.send?.({
        figure: `kept page, ${page.name}, ${connections} connections`,
        measured: `${median(ratios).toFixed(2)} of the better, ${cpu("site").toFixed(3)} ms`,
        target: "≥ 0.8, ≤ 0.2 ms",
        holds,
      } satisfies Figure);
    }
  }
  console.log(missed === 0 ? "every row holds" : `${missed} rows do not hold`);
}
