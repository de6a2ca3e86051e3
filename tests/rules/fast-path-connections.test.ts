import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BETWEEN_REQUESTS_MS, boundConnections, HEADERS_MS, STALLED_MS } from "#server/connections.ts";
import { openFastPath } from "#server/fast-path/fast-path.ts";
import { speak } from "../support/wire.ts";

const HOST = "Host: pamphlets.example\r\n";
const CLOSE = "Connection: close\r\n";
const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\n${HOST}${more}\r\n`;
const post = (body: string) => `POST /form HTTP/1.1\r\n${HOST}${CLOSE}Content-Length: ${body.length}\r\n\r\n${body}`;
/** More than any system takes from us before the other end reads. */
const LONG = Buffer.alloc(40_000_000, "x");
const READY: Record<string, Buffer> = { "/ready": Buffer.from("ready"), "/long": LONG };

let server: Server;
let site: string;
let sockets: Socket[];
/** What node:http was given: of each request its path, and how much came with it. */
let byNode: string[];
/** Lets go what Node has to say about /later. */
let letGo: () => void;
beforeEach(async () => {
  [sockets, byNode] = [[], []];
  const later = new Promise<void>((done) => {
    letGo = done;
  });
  server = createServer(async (req, res) => {
    let bytes = 0;
    for await (const chunk of req) bytes += chunk.length;
    byNode.push(`${req.url} ${bytes}`);
    if (req.url === "/later") await later;
    res.end("by node");
  });
  boundConnections(server, {});
  openFastPath(server, ({ address }) => {
    if (address === "/fault") throw new Error("nobody's");
    const body = READY[address];
    return body && { head: Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n`), body };
  });
  server.on("connection", (socket: Socket) => sockets.push(socket));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  vi.useRealTimers();
  const closed = new Promise((done) => server.close(done));
  server.closeAllConnections();
  await closed;
});

/** A reader who has asked for the long answer and takes nothing of it yet. */
async function askForLong(more = ""): Promise<{ reader: Socket; taken: Socket; length(): number }> {
  const before = sockets.length;
  const reader = connect({ port: Number(new URL(site).port), host: "127.0.0.1", allowHalfOpen: true });
  let length = 0;
  reader
    .on("error", () => {})
    .on("data", (bytes: Buffer) => {
      length += bytes.length;
    });
  reader.pause();
  reader.write(get("/long", more));
  const taken = await vi.waitUntil(() => sockets[before]);
  await vi.waitUntil(() => taken.writableLength > 0);
  return { reader, taken, length: () => length };
}

/** What is heard where something is said, in parts, on a connection on which a page was had before. */
async function sayAfterPage(parts: string[]): Promise<string> {
  const socket = connect({ port: Number(new URL(site).port), host: "127.0.0.1", noDelay: true });
  let heard = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    heard += text;
  });
  socket.write(get("/ready"));
  await vi.waitUntil(() => heard.endsWith("\r\n\r\nready"), { interval: 2 });
  heard = "";
  for (const part of parts) {
    socket.write(part);
    await new Promise((next) => setTimeout(next, 5));
  }
  await vi.waitUntil(() => socket.closed, { interval: 2 });
  return heard;
}

test("a form after a page is Node's whole, wherever its bytes are parted", async () => {
  const said = post("a=b&c=d");
  await Promise.all(
    Array.from(said, async (_, at) => {
      const heard = await sayAfterPage([said.slice(0, at), said.slice(at)].filter((part) => part !== ""));
      expect(heard.match(/HTTP\/1\.1 \d+|by node$/g)).toEqual(["HTTP/1.1 200", "by node"]);
    }),
  );
  expect(new Set(byNode)).toEqual(new Set(["/form 7"]));
  expect(byNode).toHaveLength(said.length);
});

test("a form too long for one piece comes whole", async () => {
  expect(await sayAfterPage([post("x".repeat(3_000_000))])).toMatch(/by node$/);
  expect(byNode).toEqual(["/form 3000000"]);
});

test("what finds nothing but a fault is asked of Node", async () => {
  expect(await speak(site, [get("/fault", CLOSE)])).toMatch(/by node$/);
});

test("who says no more than one request, and that at once, gets all of the answer", async () => {
  const { reader, taken, length } = await askForLong();
  reader.end();
  await once(taken, "end");
  reader.resume();
  await once(reader, "close");
  expect(length()).toBeGreaterThan(LONG.length);
});

test.each([
  ["they", "", true],
  ["we", CLOSE, false],
])("a connection that %s end is not kept until it is idle", async (_, more, theyEnd) => {
  const reader = connect({ port: Number(new URL(site).port), host: "127.0.0.1", allowHalfOpen: true });
  reader.resume().write(get("/ready", more));
  if (theyEnd) reader.end();
  await vi.waitUntil(() => sockets[0]?.closed, { timeout: BETWEEN_REQUESTS_MS - 500 });
  reader.destroy();
});

test("an answer under way when the server closes is finished", async () => {
  const { reader, taken, length } = await askForLong();
  const closed = new Promise((done) => server.close(done));
  reader.write(get("/ready"));
  await vi.waitUntil(() => taken.bytesRead > get("/long").length);
  reader.resume();
  reader.once("end", () => reader.end());
  await closed;
  await vi.waitUntil(() => reader.closed);
  expect(length()).toBeGreaterThan(LONG.length);
  expect(length()).toBeLessThan(LONG.length + 500);
});

test("an answer that Node is making when the server closes is finished", async () => {
  const heard = sayAfterPage([get("/later", CLOSE)]);
  await vi.waitUntil(() => byNode.length === 1);
  const closed = new Promise((done) => server.close(done));
  letGo();
  expect(await heard).toMatch(/by node$/);
  await closed;
});

test("closing everything breaks off what is under way", async () => {
  const { taken } = await askForLong();
  server.closeAllConnections();
  expect(taken.destroyed).toBe(true);
});

test("who takes nothing of an answer is given time once; whoever goes on reading is not counted as silent", async () => {
  const { reader, taken } = await askForLong();
  const usual = taken.timeout;
  for (let time = 0; time < 2; time++) {
    taken.emit("timeout");
    expect([taken.destroyed, taken.timeout]).toEqual([false, STALLED_MS]);
    reader.resume();
    await vi.waitUntil(() => taken.writableLength === 0);
    reader.pause();
    reader.write(get("/long"));
    await vi.waitUntil(() => taken.writableLength > 0);
    expect(taken.timeout).toBe(usual);
  }
  taken.emit("timeout");
  taken.emit("timeout");
  expect(taken.destroyed).toBe(true);
});

test("who has nothing to wait for and says nothing is shut out", async () => {
  let patience: number | undefined;
  server.once("connection", (socket: Socket) => {
    patience = socket.timeout;
  });
  await speak(site, [get("/ready")], {
    enough: (heard) => {
      if (heard.endsWith("ready")) sockets[0]?.emit("timeout");
      return false;
    },
  });
  expect(sockets[0]?.destroyed).toBe(true);
  expect(patience).toBe(HEADERS_MS);
});

test("who speaks on after the last request gets no second answer, and cannot stay by it", async () => {
  const { reader, taken } = await askForLong(CLOSE);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  for (let time = 0; time < 3; time++) {
    const before = taken.bytesRead;
    reader.write(get("/ready"));
    while (taken.bytesRead === before) await new Promise((next) => setImmediate(next));
    expect(taken.destroyed).toBe(false);
    vi.advanceTimersByTime(STALLED_MS / 2 - 1);
  }
  expect([taken.destroyed, byNode]).toEqual([true, []]);
});

test("connections that break leave nothing behind", async () => {
  for (const end of ["destroy", "resetAndDestroy"] as const) {
    const { reader, taken } = await askForLong();
    reader[end]();
    await vi.waitUntil(() => taken.destroyed);
  }
  const left = await new Promise((done) => server.getConnections((_, count) => done(count)));
  expect(left).toBe(0);
});

test("an answer has the date on which it is sent", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  for (const date of ["Thu, 26 Nov 2026 23:59:59 GMT", "Fri, 27 Nov 2026 00:00:00 GMT"]) {
    vi.setSystemTime(new Date(date));
    expect(await speak(site, [get("/ready", CLOSE)])).toContain(`\r\nDate: ${date}\r\n`);
  }
});
