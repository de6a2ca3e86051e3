import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** What stands before several web processes and shares requests out among them. */
export type Front = { name: string; close(): Promise<void> };

const OURS = join(import.meta.dirname, "../../../docs/nginx.conf");

/** nginx with the configuration of docs/, where it is installed; else a small one of our own that does the same. */
export async function openFront(port: number, behind: readonly [number, number]): Promise<Front> {
  return spawnSync("nginx", ["-v"]).error ? openPlain(port, behind) : openNginx(port, behind);
}

async function openNginx(port: number, behind: readonly [number, number]): Promise<Front> {
  const home = mkdtempSync(join(tmpdir(), "pamphleteer-nginx-"));
  chmodSync(home, 0o755);
  mkdirSync(join(home, "logs"));
  const ours = readFileSync(OURS, "utf8")
    .replace("127.0.0.1:3000", `127.0.0.1:${behind[0]}`)
    .replace("127.0.0.1:3001", `127.0.0.1:${behind[1]}`)
    .replace("127.0.0.1:8080", `127.0.0.1:${port}`);
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${home}/${name};`,
  );
  writeFileSync(
    join(home, "nginx.conf"),
    `daemon off; worker_processes 1; pid ${home}/pid; error_log ${home}/error.log;\nevents {}\nhttp { access_log off; ${folders.join(" ")}\n${ours}}\n`,
  );
  const child = spawn("nginx", ["-e", `${home}/error.log`, "-p", home, "-c", join(home, "nginx.conf")], {
    stdio: "ignore",
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const patience = performance.now() + 10_000;
  while (!(await accepts(port)) && performance.now() < patience) await wait(20);
  if (!(await accepts(port))) {
    child.kill("SIGKILL");
    throw new Error(`nginx does not start: ${readFileSync(join(home, "error.log"), "utf8")}`);
  }
  return {
    name: "nginx",
    async close() {
      child.kill("SIGTERM");
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const accepts = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });

/** In turn; a page that could not be had from one is asked of the other, a form never. */
async function openPlain(port: number, behind: readonly [number, number]): Promise<Front> {
  let turn = 0;
  const pass = (req: IncomingMessage, res: ServerResponse, body: Buffer, tries: number) => {
    turn++;
    const headers = { ...req.headers, "x-forwarded-for": req.socket.remoteAddress ?? "" };
    const to = behind[turn % 2];
    const fail = () => {
      if (req.method === "GET" && tries < 2 && !res.headersSent) pass(req, res, body, tries + 1);
      else if (!res.headersSent) res.writeHead(502).end();
      else res.destroy();
    };
    const sent = request(
      { host: "127.0.0.1", port: to, method: req.method, path: req.url, headers, agent: false },
      (answer) => {
        answer.once("error", fail);
        res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(res);
      },
    );
    sent.once("error", fail);
    sent.end(body);
  };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
    pass(req, res, Buffer.concat(chunks), 1);
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    name: "a front of our own",
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
