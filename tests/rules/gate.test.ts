import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Site } from "#app/site.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { createWeb } from "#server/web.ts";
import { ask, post } from "../support/ask.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestSite } from "../support/site.ts";

/** Its spaces may be such as do not break. */
const PHONE = /020[ \u00a0]8988[ \u00a0]8777/;

let database: TestDatabase;
let site: Site;
let server: Server;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const port = await freePort(0);
  url = `http://127.0.0.1:${port}`;
  site = createTestSite({ DATABASE_URL: database.appUrl, SITE_URL: url, PORT: String(port), LOG_LEVEL: "silent" }).site;
  server = await createWeb(site);
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await site.db.destroy();
  await database.drop();
});

test("it listens on loopback only", () => {
  expect((server.address() as AddressInfo).address).toBe("127.0.0.1");
});

describe("what does not belong is turned away with a plain page", () => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const cases: [string, number, () => Promise<{ status: number; body: string }>][] = [
    ["another host", 421, () => ask(url, "/", { headers: { Host: "evil.example" } })],
    ["a host with a space", 421, () => ask(url, "/", { headers: { Host: "evil example" } })],
    ["a host with an odd port", 421, () => ask(url, "/", { headers: { Host: "127.0.0.1:99999" } })],
    ["a forwarded host is not believed", 200, () => ask(url, "/", { headers: { "X-Forwarded-Host": "evil.example" } })],
    ["PUT", 405, () => ask(url, "/", { method: "PUT" })],
    ["DELETE without a body", 405, () => ask(url, "/basket", { method: "DELETE" })],
    ["TRACE", 405, () => ask(url, "/", { method: "TRACE" })],
    ["an encoded NUL", 400, () => ask(url, "/texts/a%00b")],
    ["a broken escape", 400, () => ask(url, "/texts/%E0%A4%A")],
    ["half a character", 400, () => ask(url, "/texts/%ED%A0%80")],
    ["a very long address", 400, () => ask(url, `/${"a".repeat(9000)}`)],
    [
      "a form from another site",
      403,
      () => post(url, "/contact", {}, { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }),
    ],
    ["a form of no origin at all", 403, () => ask(url, "/contact", { method: "POST", headers: form, body: "" })],
    [
      "origin null",
      403,
      () => ask(url, "/contact", { method: "POST", headers: { ...form, Origin: "null" }, body: "" }),
    ],
    ["another origin beside our own mark", 403, () => post(url, "/contact", {}, { Origin: "https://evil.example" })],
    ["JSON for a form", 415, () => post(url, "/contact", "{}", { "Content-Type": "application/json" })],
    ["multipart with no boundary", 415, () => post(url, "/contact", "x", { "Content-Type": "multipart/form-data" })],
    ["no content type", 415, () => post(url, "/contact", "x", { "Content-Type": "" })],
    ["140 kB of form", 413, () => post(url, "/contact", `question=${"a".repeat(140_000)}`)],
    ["a page that is not there", 404, () => ask(url, "/wp-login.php")],
    ["a text that is not there", 404, () => ask(url, "/texts/no-such-text")],
    ["a form for a page that takes none", 405, () => post(url, "/news", { a: "b" })],
    ["a backslash is no other host", 400, () => ask(url, "/\\evil.example/")],
    ["a dot and two slashes are no other host", 400, () => ask(url, "/.//evil.example/")],
    ["a climb and two slashes are no other host", 400, () => ask(url, "/a/..//evil.example/")],
    ["the whole address of a page of ours", 200, () => ask(url, `${url}/shop`)],
    ["the whole address of another's", 400, () => ask(url, "http://evil.example/shop")],
    ["two slashes are no other host", 404, () => ask(url, "//evil.example")],
    ["an encoded backslash is no other host", 400, () => ask(url, "/%5c")],
    ["nor is one behind a climb", 400, () => ask(url, "/a/%2e%2e/%5Cevil.example")],
    ["what a loader gives without its page", 404, () => ask(url, "/contact?_data=routes/contact._index")],
    ["the same by another spelling", 404, () => ask(url, "/contact?a&%5fdata=root")],
    ["the same with a fragment", 404, () => ask(url, "/contact.data#here")],
    ["the list of all pages, round a corner", 404, () => ask(url, "/./__manifest?p=/")],
    ["more than a browser expects", 417, () => ask(url, "/", { headers: { Expect: "a miracle" } })],
  ];
  test.each(cases)("%s: %i", async (_, status, send) => {
    const reply = await send();
    expect(reply.status).toBe(status);
    expect(reply.body).not.toMatch(/at .*\.ts|node_modules|Error:.*at /);
  });
});

test("a page that takes no form says so before it is read, and what is allowed", async () => {
  for (const path of ["/news", "/robots.txt", "/texts/a.epub", "/nothing-there"]) {
    const reply = await post(url, path, { a: "b" });
    expect([path, reply.status, reply.headers.allow]).toEqual([path, 405, "GET, HEAD"]);
    expect(reply.body).toContain("There is no form at this address.");
  }
  expect((await ask(url, "/contact", { method: "PUT" })).headers.allow).toBe("GET, HEAD, POST");
});

test("a file that is not there is answered with a page that says so", async () => {
  for (const path of ["/texts/nothing.epub", "/news/topic/nothing.atom", "/og/texts/nothing.png"]) {
    const reply = await ask(url, path);
    expect([path, reply.status]).toEqual([path, 404]);
    expect(reply.body).toContain("There is nothing at this address.");
    expect(reply.headers["cache-control"]).toBe("no-store");
  }
});

describe("every reply", () => {
  test("a request that names no host is answered with them too", async () => {
    const { hostname, port } = new URL(url);
    const told = await new Promise<string>((done) => {
      const socket = connect(Number(port), hostname);
      let said = "";
      socket.on("data", (chunk) => {
        said += chunk;
      });
      socket.on("close", () => done(said));
      socket.write("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    });
    expect(told).toMatch(/^HTTP\/1\.1 421 /);
    expect(told).toMatch(/content-security-policy: /i);
  });

  test.each(["/", "/donate", "/wp-login.php", "/favicon.ico"])("%s carries the headers", async (path) => {
    const { headers } = await ask(url, path);
    expect(headers["content-security-policy"]).toContain("script-src 'none'");
    expect(headers["content-security-policy"]).toContain(`form-action 'self' http://127.0.0.1:3001`);
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("strict-origin-when-cross-origin");
    expect(headers["x-powered-by"]).toBeUndefined();
    expect(headers.server).toBeUndefined();
  });

  test("HEAD is GET without its body; what is known is not sent again", async () => {
    const get = await ask(url, "/reading");
    const head = await ask(url, "/reading", { method: "HEAD" });
    expect([head.status, head.body, head.headers["content-length"]]).toEqual([200, "", get.headers["content-length"]]);
    expect((await ask(url, "/reading", { headers: { "If-None-Match": get.headers.etag ?? "" } })).status).toBe(304);
  });

  test("a page may be kept only where it is the same for everyone", async () => {
    expect((await ask(url, "/reading")).headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
    for (const path of ["/basket", "/donate/thanks?checkout=x&key=y", "/join/check", "/orders/P-3333-3333?key=x"]) {
      expect((await ask(url, path)).headers["cache-control"], path).toContain("no-store");
    }
  });

  test("the stylesheet is hashed, packed and kept for a year", async () => {
    const { body } = await ask(url, "/");
    const css = /href="(\/assets\/[^"]+\.css)"/.exec(body)?.[1] ?? "";
    const reply = await ask(url, css, { headers: { "Accept-Encoding": "br" } });
    expect([reply.status, reply.headers["content-encoding"], reply.headers["cache-control"]]).toEqual([
      200,
      "br",
      "public, max-age=31536000, immutable",
    ]);
  });
});

describe("pages that went away, and pages that went wrong", () => {
  test("an old address leads on for ever; one that is gone on purpose says so", async () => {
    await database.owner.query(
      "insert into old_addresses (path, target) values ('/russia.html', '/reading/what-about-russia'), ('/old-forum', null)",
    );
    const moved = await ask(url, "/russia.html");
    expect([moved.status, moved.headers.location]).toEqual([301, "/reading/what-about-russia"]);
    const gone = await ask(url, "/old-forum");
    expect(gone.status).toBe(410);
    expect(gone.body).toMatch(PHONE);
  });

  test("a fault of ours is a page with a reference, kept by nobody, that tells nothing of the inside", async () => {
    await database.owner.query("alter table news rename to news_gone");
    try {
      const reply = await ask(url, "/news");
      expect([reply.status, reply.headers["cache-control"]]).toEqual([500, "no-store"]);
      expect(reply.body).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
      expect(reply.body).toMatch(PHONE);
      expect(reply.body).not.toMatch(/news_gone|relation|select|postgres|node_modules|\.ts\b/i);
    } finally {
      await database.owner.query("alter table news_gone rename to news");
    }
    expect((await ask(url, "/news")).status).toBe(200);
  });
});

describe("the webhook's door", () => {
  const stored = async () => (await site.db.selectFrom("stripe_events").select("id").execute()).length;
  test.each([
    ["GET", 405, {}, undefined],
    ["POST", 400, {}, "{}"],
    ["POST", 400, { "Stripe-Signature": "t=1,v1=00" }, "not json"],
    ["POST", 413, { "Stripe-Signature": "t=1,v1=00" }, "x".repeat(600_000)],
  ])("%s: %i", async (method, status, headers, body) => {
    expect(
      (await ask(url, "/webhooks/stripe", { method, headers: headers as Record<string, string>, body })).status,
    ).toBe(status);
    expect(await stored()).toBe(0);
  });
});

test("it says whether it lives and whether it is ready", async () => {
  expect((await ask(url, "/healthz")).status).toBe(200);
  expect((await ask(url, "/readyz")).status).toBe(200);
});
