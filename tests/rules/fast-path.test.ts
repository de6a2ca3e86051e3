import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BETWEEN_REQUESTS_MS } from "#server/connections.ts";
import { createWeb } from "#server/web.ts";
import { ask } from "../support/ask.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openWeb, type Web } from "../support/kept-web.ts";
import { speak, withoutDate } from "../support/wire.ts";

let database: TestDatabase;
let web: Web;
/** How many requests node:http was given. */
let byNode = 0;
const sockets: Socket[] = [];
let stylesheet = "";
const now = new Date("2026-11-20T12:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  web = await openWeb(() => now, { DATABASE_URL: database.appUrl });
  web.server.on("request", () => byNode++);
  web.server.on("connection", (socket: Socket) => sockets.push(socket));
  stylesheet = /href="(\/assets\/[^"]+\.css)"/.exec((await ask(web.url, "/")).body)?.[1] ?? "";
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  `${method} ${path} HTTP/1.1\r\nHost: ${new URL(web.url).host}\r\n` +
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
const CLOSE = { Connection: "close" };
/** Means nothing, but is none of what a plain request has. */
const BY_NODE = { TE: "trailers" };

/** Waits until a page lies there ready in this encoding. */
const makeReady = (path: string, encoding: string) =>
  vi.waitUntil(async () => {
    const before = byNode;
    await speak(web.url, [get(path, { ...CLOSE, "Accept-Encoding": encoding })]);
    return byNode === before;
  });

const answers = (heard: string) => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) [A-Z]/g)].map((match) => Number(match[1]));

describe("what lies there ready", () => {
  const cases = [
    "/",
    "/reading",
    "/texts/in-defence-of-october",
    "/news.atom",
    "/robots.txt",
    "the stylesheet",
  ].flatMap((path) => ["", "gzip", "br"].map((encoding) => [path, encoding] as const));
  test.each(cases)("%s in '%s' is the same, byte for byte, as node:http would send it", async (named, encoding) => {
    const path = named === "the stylesheet" ? stylesheet : named;
    await makeReady(path, encoding);
    const etag = (await ask(web.url, path)).headers.etag ?? "";
    const asked = { "Accept-Encoding": encoding };
    for (const headers of [asked, { ...asked, "If-None-Match": etag }, { ...asked, "If-None-Match": 'W/"other"' }]) {
      const stays = { enough: isWhole };
      for (const [connection, listening] of [
        [CLOSE, {}],
        [{}, stays],
      ] as const) {
        const before = byNode;
        const quick = await speak(web.url, [get(path, { ...headers, ...connection })], listening);
        expect(byNode).toBe(before);
        const slow = await speak(web.url, [get(path, { ...headers, ...connection, ...BY_NODE })], listening);
        expect(byNode).toBe(before + 1);
        expect(quick.length).toBeGreaterThan(200);
        expect(withoutDate(quick)).toBe(withoutDate(slow));
        expect(quick).toMatch(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/m);
      }
    }
  });

  test("is answered on one connection time and again, and then goes on by node:http", async () => {
    await makeReady("/reading", "");
    const before = byNode;
    const said = [get("/reading"), get("/reading"), get("/no-such-page"), get("/reading"), get("/reading", CLOSE)];
    expect(answers(await speak(web.url, said, { apartMs: 60 }))).toEqual([200, 200, 404, 200, 200]);
    expect(byNode).toBe(before + 3);
  });
});

describe("what is not a plain request for it", () => {
  test.each([
    ["in two halves", () => [get("/reading", CLOSE).slice(0, 20), get("/reading", CLOSE).slice(20)], [200]],
    ["a byte at a time", () => [...get("/robots.txt", CLOSE)], [200]],
    ["three at once", () => [get("/reading") + get("/robots.txt") + get("/nothing", CLOSE)], [200, 200, 404]],
    ["one and a half, and the rest", () => [`${get("/reading")}GET /`, get("/robots.txt", CLOSE).slice(5)], [200, 200]],
    ["HEAD", () => [get("/reading", CLOSE, "HEAD")], [200]],
    ["another host", () => [`GET /reading HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`], [421]],
    ["two hosts", () => [get("/reading", { ...CLOSE, host: "evil.example" })], [421]],
    ["no HTTP at all", () => ["\x16\x03\x01 hello"], [400]],
    ["a form without an origin", () => [get("/contact", { ...CLOSE, "Content-Length": "0" }, "POST")], [415]],
  ] as const)("%s: is node:http's, from its first byte", async (_, said, statuses) => {
    await makeReady("/reading", "");
    expect(answers(await speak(web.url, said(), { apartMs: 1 }))).toEqual(statuses);
  });

  test("shows what a cookie says", async () => {
    const heard = await speak(web.url, [get("/reading", { ...CLOSE, Cookie: "reading-settings=dark.large.wide" })]);
    expect(answers(heard)).toEqual([200]);
    expect(heard).toContain('data-theme="dark"');
    expect(await speak(web.url, [get("/reading", CLOSE)])).not.toContain('data-theme="dark"');
  });
});

test("a process that is to end, or notes each request, answers none without node:http", async () => {
  let isEnding = false;
  const server = await createWeb(web.site, { isEnding: () => isEnding });
  let requests = 0;
  server.on("request", () => requests++);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const before = web.site.log.level;
  const asked = async () => {
    requests = 0;
    expect(answers(await speak(site, [get(stylesheet, CLOSE)]))).toEqual([200]);
    return requests;
  };
  await asked();
  expect(await asked()).toBe(0);
  isEnding = true;
  expect(await asked()).toBe(1);
  isEnding = false;
  web.site.log.level = "debug";
  expect(await asked()).toBe(1);
  web.site.log.level = before;
  await new Promise((done) => server.close(done));
});

test("what is told of is not sent any more, on a connection that was open before", async () => {
  await makeReady("/shop/in-defence-of-october", "");
  const { hostname, port } = new URL(web.url);
  const agent = connect({ host: hostname, port: Number(port), noDelay: true });
  let heard = "";
  agent.setEncoding("latin1").on("data", (text: string) => {
    heard += text;
  });
  const again = async () => {
    heard = "";
    agent.write(get("/shop/in-defence-of-october"));
    await vi.waitUntil(() => isWhole(heard));
    return /<span class="price">([^<]+)</.exec(heard)?.[1];
  };
  const before = byNode;
  expect(await again()).toBe("50p");
  expect(byNode).toBe(before);
  await database.owner.query("update pamphlets set price_pence = 60 where slug = 'in-defence-of-october'");
  await expect.poll(again).toBe("60p");
  agent.destroy();
});

test("who asks and does not read is not remembered without end", async () => {
  const path = "/texts/in-defence-of-october";
  await makeReady(path, "");
  const { hostname, port } = new URL(web.url);
  const before = sockets.length;
  const greedy = connect({ host: hostname, port: Number(port), noDelay: true });
  greedy.pause();
  const taken = await vi.waitUntil(() => sockets[before]);
  const askOnce = async () => {
    greedy.write(get(path));
    await new Promise((next) => setTimeout(next, 1));
  };
  // the system takes some megabytes before an answer stays with us
  for (let time = 0; time < 5_000 && taken.writableLength === 0; time++) await askOnce();
  expect(taken.writableLength).toBeGreaterThan(0);
  for (let time = 0; time < 100; time++) await askOnce();
  const page = (await ask(web.url, path)).bytes.length;
  expect(taken.writableLength).toBeLessThan(10 * page);
  greedy.destroy();
});

test("closing ends what is idle at once, and what is under way when it is sent", async () => {
  const other = await openWeb(() => now, { DATABASE_URL: database.appUrl });
  const { hostname, port } = new URL(other.url);
  const style = get(stylesheet).replace(new URL(web.url).host, new URL(other.url).host);
  await ask(other.url, stylesheet); // it lies there ready after this
  const idle = connect({ host: hostname, port: Number(port) });
  const silent = connect({ host: hostname, port: Number(port) });
  let heard = "";
  idle.setEncoding("latin1").on("data", (text: string) => {
    heard += text;
  });
  silent.resume();
  idle.write(style);
  await vi.waitUntil(() => isWhole(heard));
  const ended = Promise.all([once(idle, "close"), once(silent, "close")]);
  const closed = new Promise((done) => other.server.close(done));
  const tooLate = new Promise((_, fail) => setTimeout(() => fail(new Error("not closed")), BETWEEN_REQUESTS_MS - 500));
  await Promise.race([Promise.all([closed, ended]), tooLate]);
  await other.site.db.destroy();
});

/** True once an answer of a known length is here, or one that has no body. */
function isWhole(heard: string): boolean {
  const end = heard.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /^content-length: (\d+)/im.exec(heard.slice(0, end))?.[1];
  return heard.startsWith("HTTP/1.1 304") || heard.length >= end + 4 + Number(length ?? Number.POSITIVE_INFINITY);
}
