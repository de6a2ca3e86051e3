import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProxy, type TcpProxy } from "../faults/proxy.ts";
import { ask } from "../support/ask.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { isKept, openWeb, page, queriesFor, type Web } from "../support/kept-web.ts";

describe("while the database is away", () => {
  let proxy: TcpProxy;
  let web: Web;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    const real = new URL(database.appUrl);
    const target = Number(real.port);
    proxy = await openProxy({ target: () => target });
    real.port = String(proxy.port);
    web = await openWeb(() => new Date(), { DATABASE_URL: real.href });
  });
  afterAll(async () => {
    await web.close();
    await proxy.close();
    await database.drop();
  });
  const note =
    /<div class="notice notice-warning" role="status">.{0,80}<p>This page is as it was on \d+ \w+ \d{4} at \d\d:\d\d, because .{0,400}<\/p><\/div><main/;

  test("a text that was taken back does not come again, whoever asked for it since", async () => {
    const path = "/texts/lessons-of-october";
    const take = (at: "now()" | "null") =>
      database.owner.query(
        `update texts set withdrawn_at = ${at}, withdrawn_why = ${at === "null" ? "null" : "'Its rights.'"} where slug = 'lessons-of-october'`,
      );
    expect((await ask(web.url, path)).status).toBe(200);
    await take("now()");
    await expect.poll(async () => (await ask(web.url, path)).status).toBe(410);
    await take("null");
    await expect.poll(async () => (await ask(web.url, path)).status).toBe(200);
    await take("now()");
    // nobody asked between that and the cut
    await new Promise((done) => setTimeout(done, 300));
    proxy.faults.mode = "cut";
    proxy.cutAll();
    const { status, body } = await ask(web.url, path);
    proxy.faults.mode = "pass";
    expect(status).toBe(503);
    expect(body).not.toContain("as it was on");
    await take("null");
    await expect.poll(async () => (await ask(web.url, path)).status, { timeout: 10_000 }).toBe(200);
    await expect.poll(() => isKept(web, "/shop"), { timeout: 20_000 }).toBe(true);
  });

  test("one page a second is tried, however many ask", async () => {
    await Promise.all(["/shop", "/news", "/"].map((path) => page(web, path)));
    proxy.faults.mode = "cut";
    proxy.cutAll();
    try {
      await expect.poll(() => page(web, "/shop"), { timeout: 15_000 }).toMatch(note);
      const began = performance.now();
      const tries = await queriesFor(web, async () => {
        for (let time = 0; time < 300; time++)
          expect(await page(web, ["/shop", "/news", "/"][time % 3] ?? "/")).toMatch(note);
      });
      const perPage = 8;
      expect(tries).toBeLessThanOrEqual(perPage * Math.ceil(1 + (performance.now() - began) / 1_000));
    } finally {
      proxy.faults.mode = "pass";
    }
    await expect.poll(() => page(web, "/shop"), { timeout: 20_000 }).not.toMatch(note);
    await expect.poll(() => isKept(web, "/shop"), { timeout: 20_000 }).toBe(true);
  });

  test.each(["cut", "half-open"] as const)("%s: what was read before is shown as it was, and says so", async (mode) => {
    expect(await page(web, "/shop")).not.toMatch(note);
    const before = await ask(web.url, "/shop/in-defence-of-october");
    proxy.faults.mode = mode;
    proxy.cutAll();
    try {
      const etag = String(before.headers.etag);
      const reply = await ask(web.url, "/shop/in-defence-of-october", { headers: { "If-None-Match": etag } });
      await expect.poll(() => page(web, "/shop"), { timeout: 15_000 }).toMatch(note);
      expect(await page(web, "/shop/in-defence-of-october")).toMatch(note);
      // at the very moment of the cut it may still be fresh, and never later
      expect([200, 304]).toContain(reply.status);
      expect(
        (await ask(web.url, "/shop/in-defence-of-october", { headers: { "If-None-Match": etag } })).headers,
      ).toMatchObject({
        "cache-control": "no-store",
      });
      // what was not read before, and every form, says what to do
      for (const path of ["/donate", "/news/pamphlet-back-in-print"]) {
        const away = await ask(web.url, path);
        expect([path, away.status, away.headers["cache-control"]]).toEqual([path, 503, "no-store"]);
        expect(Number(away.headers["retry-after"])).toBeGreaterThan(0);
        expect(away.body).toMatch(/020[ \u00a0]8988[ \u00a0]8777/);
      }
      expect((await ask(web.url, "/readyz")).status).toBe(503);
      expect((await ask(web.url, "/healthz")).status).toBe(200);
    } finally {
      proxy.faults.mode = "pass";
      proxy.cutAll();
    }
    await expect.poll(() => page(web, "/shop"), { timeout: 20_000 }).not.toMatch(note);
    await expect.poll(() => isKept(web, "/shop"), { timeout: 20_000 }).toBe(true);
  });
});
