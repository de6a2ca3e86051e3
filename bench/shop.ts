import { loadavg } from "node:os";
import { join } from "node:path";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { testEnvironment } from "#tests/support/settings.ts";
import { QUICK, round, tell } from "./figures.ts";
import { median, onFreshDatabase } from "./ground.ts";
import { loadOn, type Measured } from "./load.ts";
import { startServer } from "./processes.ts";
import { AS_STARTED, fill, ROOT, startSite } from "./site.ts";

// `npm run bench:shop`: the list of pamphlets, kept and made anew for everybody who asks, in turn.

const ROUNDS = QUICK ? 1 : 5;
const SECONDS = QUICK ? 1 : 3;

await onFreshDatabase(async (databaseUrl) => {
  await fill(databaseUrl);
  const kept = await startSite(databaseUrl);
  const port = await freePort(0);
  const made = `http://127.0.0.1:${port}`;
  const over = { PORT: String(port), SITE_URL: made, DATABASE_URL: databaseUrl, LOG_LEVEL: "silent" };
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, NODE_ENV: "production", ...testEnvironment(over) };
  const args = [...AS_STARTED, join(ROOT, "bench/servers/deaf-site.ts")];
  const deaf = await startServer(process.execPath, args, `${made}/healthz`, env);
  try {
    console.log(`${ROUNDS} rounds of ${SECONDS} s, 32 connections, on a machine of load ${loadavg()[0]?.toFixed(1)}`);
    const rows: Record<"kept" | "made", Measured[]> = { kept: [], made: [] };
    await loadOn({ url: `${kept.url}/shop`, connections: 1, seconds: 1 }); // it lies there from now on
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const [name, url] of [["kept", kept.url] as const, ["made", made] as const]) {
        const seen = await loadOn({ url: `${url}/shop`, connections: 32, seconds: SECONDS });
        if (seen.failed > 0) throw new Error(`the list that is ${name} failed ${seen.failed} times`);
        rows[name].push(seen);
      }
    }
    const shown = (name: "kept" | "made") =>
      `${round(median(rows[name].map((row) => row.perSecond)))}/s, p99 ${round(median(rows[name].map((row) => row.p99Ms)), 1)} ms`;
    const perSecond = median(rows.kept.map((row) => row.perSecond));
    tell({ figure: "list of pamphlets, kept", measured: shown("kept"), target: "≥ 1,000/s", holds: perSecond >= 1000 });
    tell({ figure: "list of pamphlets, made for one", measured: shown("made"), target: "", holds: undefined });
  } finally {
    await kept.end();
    await deaf.end();
  }
});
