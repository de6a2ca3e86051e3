import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createSecure } from "node:https";
import { type AddressInfo, createServer as createSocketServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStripe } from "#app/payments/stripe-client.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
import { seedEverything } from "#db/seed/everything.ts";
import { createLog } from "#server/log.ts";
import { createWeb } from "#server/web.ts";
import { testSettings } from "#tests/support/settings.ts";
import { onFreshDatabase } from "./ground.ts";

// `npm run bench:headers`: MDN's own scanner looks at the site behind https, on this machine. The scanner is a package
// of its own (bench/observatory), installed there at the first run. A certificate is made for the run and the scanner is
// told to trust it, so the score is the one behind a certificate that everybody trusts. Exits with 1 below 120 points.

const SCANNER = join(import.meta.dirname, "observatory");
const PACKAGE = join(SCANNER, "node_modules/@mdn/mdn-http-observatory");
/** One of each kind: pages anybody may keep, forms, the one page with a script, a page that is not there is not scanned. */
const PATHS = [
  "",
  "/texts/in-defence-of-october",
  "/shop",
  "/basket",
  "/donate",
  "/join",
  "/contact",
  "/offline",
  "/search",
];
const TARGET = 120;

type Scanned = {
  scan: { grade: string; score: number };
  tests: Record<string, { result: string; scoreModifier: number; pass: boolean }>;
};

install();
const folder = mkdtempSync(join(tmpdir(), "pamphleteer-headers-"));
try {
  const certificate = makeCertificate();
  await onFreshDatabase(async (databaseUrl) => {
    const site = await openSite(databaseUrl, certificate);
    const lines = new Map<string, string[]>();
    try {
      for (const path of PATHS) {
        const found = await scan(`${site.host}${path}`, join(folder, "certificate.pem"));
        console.log(`${found.scan.grade.padEnd(3)} ${String(found.scan.score).padStart(4)} points  ${path || "/"}`);
        for (const [name, { result, scoreModifier }] of Object.entries(found.tests)) {
          const line = `  ${String(scoreModifier).padStart(4)}  ${name.padEnd(30)} ${result}`;
          const pages = lines.get(line) ?? [];
          lines.set(line, [...pages, path || "/"]);
        }
        if (found.scan.score < TARGET || found.scan.grade !== "A+") process.exitCode = 1;
      }
      console.log("\nWhat gave points and what took them:");
      for (const [line, pages] of [...lines].sort(([a], [b]) => (a.slice(6) < b.slice(6) ? -1 : 1)))
        console.log(pages.length === PATHS.length ? line : `${line}, on ${pages.join(" ")}`);
    } finally {
      await site.close();
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The scanner wants two lists that it would fetch; nothing on this machine is on either. */
function install(): void {
  if (!existsSync(PACKAGE)) {
    const { status } = spawnSync("npm", ["ci", "--ignore-scripts"], { cwd: SCANNER, stdio: "inherit" });
    if (status !== 0) throw new Error("The scanner could not be installed in bench/observatory.");
  }
  for (const name of ["hsts-preload.json", "tld-list.json"]) {
    const file = join(PACKAGE, "conf", name);
    if (!existsSync(file)) writeFileSync(file, name.startsWith("tld") ? "[]" : "{}");
  }
}

function makeCertificate(): { key: string; cert: string } {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const wish = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1";
  const made = spawnSync("openssl", [
    ...wish.split(" "),
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
  ]);
  if (made.status !== 0) throw new Error("openssl made no certificate.");
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}

/** The site, and before it what a host would have: https, and on plain http nothing but the way there. */
async function openSite(databaseUrl: string, certificate: { key: string; cert: string }) {
  let inner = 0;
  const forward = (req: IncomingMessage, res: ServerResponse) => {
    const { method, url, headers } = req;
    const asked = request({ host: "127.0.0.1", port: inner, method, path: url, headers }, (reply) => {
      res.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
      reply.pipe(res);
    });
    req.pipe(asked);
  };
  const secure = createSecure(certificate, forward);
  const plain = createServer((req, res) => {
    res.writeHead(301, { Location: `https://${req.headers.host}${req.url}` }).end();
  });
  // the scanner asks one port for both
  const door = createSocketServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.once("readable", () => {
      const first: Buffer | null = socket.read();
      if (!first) return;
      socket.unshift(first);
      (first[0] === 0x16 ? secure : plain).emit("connection", socket);
    });
  });
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${(door.address() as AddressInfo).port}`;

  const { db } = connect(databaseUrl, 4);
  await seedEverything(db);
  // the real Stripe's addresses, as on a real site; nothing is asked of it
  const settings = testSettings({
    SITE_URL: `https://${host}`,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: "silent",
    STRIPE_HOST: undefined,
    STRIPE_PORT: undefined,
    STRIPE_PROTOCOL: undefined,
  });
  const stripe = createStripe(settings.stripe);
  const web = await createWeb({ settings, db, clock: systemClock, stripe, log: createLog("silent") });
  await new Promise<void>((done) => web.listen(0, "127.0.0.1", done));
  inner = (web.address() as AddressInfo).port;
  return {
    host,
    async close() {
      for (const server of [web, secure, plain]) server.closeAllConnections();
      web.close();
      door.close();
      await db.destroy();
    },
  };
}

function scan(host: string, certificate: string): Promise<Scanned> {
  const child = spawn(process.execPath, [join(PACKAGE, "src/scan.js"), host], {
    cwd: SCANNER,
    env: { PATH: process.env.PATH, NODE_ENV: "production", NODE_EXTRA_CA_CERTS: certificate },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  return new Promise((done, fail) => {
    child.on("close", () => {
      const found = JSON.parse(said) as Scanned & { error?: string };
      if (found.error) fail(new Error(`${host}: ${found.error}`));
      else done(found);
    });
  });
}
