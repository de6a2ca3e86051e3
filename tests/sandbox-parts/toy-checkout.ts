import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { roomyFolder } from "./holding.ts";

// A checkout with the real demo and toys for what the demo starts: what is tested is the starting and the ending.
// Each process notes its number in pids/, and the toys do as the file "mood" says.

const NOTE_PID = (name: string) =>
  `import { mkdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
mkdirSync("pids", { recursive: true });
writeFileSync("pids/${name}", String(process.pid));
export const mood = existsSync("mood") ? readFileSync("mood", "utf8") : "";
`;

const TOYS: Record<string, string> = {
  "sandbox/stripe/stripe-sandbox.ts": `${NOTE_PID("sandbox")}
export async function createStripeSandbox(options: { journalFile?: string }) {
  return {
    async handle(req: { url?: string }, res: { end(text: string): void }) {
      if (req.url !== "/v1/toy") return false;
      res.end(JSON.stringify({ ...options, webhook: options.webhook }));
      return true;
    },
    async close() {},
  };
}`,
  "db/migrate.ts": `${NOTE_PID("migrate")}
import pg from "pg";
if (mood === "bad migration") throw new Error("relation is crooked");
const client = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL });
await client.connect();
await client.query(\`create table if not exists kysely_migration as select '0001_foundation' as name;
  create table if not exists starts (at timestamptz default now());
  do $$ begin create role pamphleteer_app login; exception when duplicate_object then null; end $$;
  grant select on starts to pamphleteer_app\`);
await client.end();`,
  "db/seed/seed.ts": `import pg from "pg";
const client = new pg.Client({ connectionString: process.env.DATABASE_OWNER_URL });
await client.connect();
await client.query("insert into starts default values");
await client.end();`,
  "server/main.ts": `${NOTE_PID("web")}
import { createServer } from "node:http";
import pg from "pg";
if (mood === "web will not start") { console.error("Cannot start: PARTY_NAME is missing."); process.exit(1); }
console.log("the web says hello");
createServer(async (req, res) => {
  if (req.url === "/readyz") return res.end("ok");
  if (req.url === "/env") return res.end(JSON.stringify(process.env));
  if (req.url === "/crash") { console.error("the boiler burst"); process.exit(3); }
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query("select count(*)::int as starts, current_user as who from starts");
  await client.end();
  res.end(JSON.stringify(rows[0]));
}).listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => setTimeout(() => process.exit(0), mood === "slow to go" ? 1500 : 0));`,
  "server/worker.ts": `${NOTE_PID("worker")}
setInterval(() => {}, 1000);`,
  "app/page.ts": "export {};",
  "node_modules/@remix-run/dev/package.json": '{"name":"@remix-run/dev","main":"dist/index.js"}',
  "node_modules/@remix-run/dev/dist/index.js": "",
  "node_modules/@remix-run/dev/dist/cli.js": `${NOTE_PID("build")
    .replace(/import (.*) from "node:fs";/, 'const $1 = require("node:fs");')
    .replace("export ", "")}
mkdirSync("build/client", { recursive: true });
mkdirSync("build/server", { recursive: true });
if (mood === "slow build") setInterval(() => {}, 1000);
else writeFileSync("build/server/index.js", "");`,
};

/** A demo that was started: its lines so far, and what became of it. */
export type Demo = {
  child: ChildProcess;
  said: () => string;
  /** Settles with what it said once that holds; fails when it ends first. */
  until(text: string): Promise<string>;
  ended: Promise<number | null>;
};

export type Checkout = {
  root: string;
  site: string;
  sandbox: string;
  env: Record<string, string>;
  start(args?: string[], env?: Record<string, string>, as?: { uid: number; gid: number }): Demo;
  setMood(mood: string): void;
  /** The process numbers of all that was started, by name. */
  pids(): Record<string, number>;
  remove(): void;
};

/** Lays out a checkout in a temporary folder, with two free ports. */
export async function toyCheckout(): Promise<Checkout> {
  const { folder: root, remove } = roomyFolder();
  for (const path of [
    "package.json",
    ".env.example",
    "sandbox/postgres",
    "sandbox/mailbox",
    "sandbox/demo",
    "sandbox/demo.ts",
    "sandbox/main.ts",
    "sandbox/stripe/payments/test-instruments.ts",
  ]) {
    cpSync(path, join(root, path), { recursive: true });
  }
  for (const [path, text] of Object.entries(TOYS)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const name of readdirSync("node_modules")) {
    if (name !== "@remix-run") symlinkSync(join(process.cwd(), "node_modules", name), join(root, "node_modules", name));
  }
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const env = { PORT: String(port), SANDBOX_PORT: String(sandboxPort) };
  return {
    root,
    site: `http://127.0.0.1:${port}`,
    sandbox: `http://127.0.0.1:${sandboxPort}`,
    env,
    start: (args = [], more = {}, as) => startDemo(root, args, { ...env, ...more }, as),
    setMood: (mood) => writeFileSync(join(root, "mood"), mood),
    pids: () => ({
      ...Object.fromEntries(readdirSync(join(root, "pids")).map((name) => [name, read(join(root, "pids", name))])),
      ...postgresPid(root),
    }),
    remove,
  };
}

function postgresPid(root: string): { postgres?: number } {
  try {
    return { postgres: read(join(root, ".data/postgres/cluster/postmaster.pid")) };
  } catch {
    return {};
  }
}

function read(file: string): number {
  return Number(readFileSync(file, "utf8").split("\n")[0]);
}

function startDemo(root: string, args: string[], env: Record<string, string>, as?: { uid: number; gid: number }): Demo {
  const { DATABASE_URL: _, DATABASE_OWNER_URL: __, DATA_DIR: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, ["sandbox/demo.ts", ...args], {
    ...as,
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let listeners: (() => void)[] = [];
  const hear = (text: string) => {
    said += text;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding("utf8").on("data", hear);
  child.stderr.setEncoding("utf8").on("data", hear);
  const ended = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
  return {
    child,
    said: () => said,
    ended,
    until: (text) =>
      new Promise((done, fail) => {
        const look = () => {
          if (!said.includes(text)) return;
          listeners = listeners.filter((listener) => listener !== look);
          done(said);
        };
        listeners.push(look);
        ended.then((code) => fail(new Error(`the demo ended with ${code} before it said "${text}":\n${said}`)));
        look();
      }),
  };
}
