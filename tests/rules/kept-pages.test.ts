import { setTimeout as wait } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, post } from "../support/ask.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { isKept, openWeb, page, queriesFor, type Web } from "../support/kept-web.ts";

/** Two web processes on one database, with a clock of their own. */
let database: TestDatabase;
let one: Web;
let other: Web;
let now = new Date("2026-11-20T12:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  const open = () => openWeb(() => now, { DATABASE_URL: database.appUrl });
  [one, other] = await Promise.all([open(), open()]);
});
afterAll(async () => {
  await one.close();
  await other.close();
  await database.drop();
});

const cookieOf = (reply: { headers: Record<string, string | string[] | undefined> }) =>
  String(reply.headers["set-cookie"]).split(";")[0] ?? "";

const PRICE = /<span class="price">([^<]+)</;
const shown = async (web: Web) => PRICE.exec(await page(web, "/shop/in-defence-of-october"))?.[1];

describe("a page that is the same for everybody", () => {
  test("is made once for fifty who ask at once, and then asked for without the database", async () => {
    await database.owner.query("update news set title = title");
    const alone = await queriesFor(other, () => page(other, "/reading"));
    const together = await queriesFor(one, () => Promise.all(Array.from({ length: 50 }, () => page(one, "/reading"))));
    expect(alone).toBeGreaterThan(1);
    expect(together).toBeLessThan(2 * alone);
    expect(await queriesFor(one, () => page(one, "/reading"))).toBe(0);
    expect(await queriesFor(one, () => page(one, "/search?q=october"))).toBeGreaterThan(0);
  });

  test("is sent packed as the browser takes it, and says that it comes in several ways", async () => {
    const plain = await ask(one.url, "/");
    for (const [accepted, encoding, unpack] of [
      ["gzip, deflate, br", "br", brotliDecompressSync],
      ["gzip", "gzip", gunzipSync],
      ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
    ] as const) {
      // asked for often, it is packed again, tighter; what comes out stays the same
      for (let time = 0; time < 8; time++) {
        const reply = await ask(one.url, "/", { headers: { "Accept-Encoding": accepted } });
        expect(reply.headers["content-encoding"]).toBe(encoding);
        expect(unpack(reply.bytes).toString()).toBe(plain.body);
        expect(reply.headers.vary).toBe("Cookie, Accept-Encoding");
        if (time === 5) await wait(50);
      }
    }
    expect((await ask(one.url, "/", { headers: { "Accept-Encoding": "br;q=0" } })).headers["content-encoding"]).toBe(
      undefined,
    );
  });

  test("is not sent again to whoever has it", async () => {
    const { headers } = await ask(one.url, "/");
    const etag = String(headers.etag);
    for (const known of [etag, etag.replace("W/", ""), `"x", ${etag}`, "*"]) {
      const reply = await ask(one.url, "/", { headers: { "If-None-Match": known } });
      expect([known, reply.status, reply.body]).toEqual([known, 304, ""]);
    }
    expect((await ask(one.url, "/", { headers: { "If-None-Match": `"x"` } })).status).toBe(200);
  });

  test("is no other page for a query that it does not heed", async () => {
    await page(one, "/news");
    expect(await queriesFor(one, () => page(one, "/news?fbclid=1&utm_source=x"))).toBe(0);
    expect(await page(one, "/news?page=2&utm_source=x")).toBe(await page(one, "/news?page=2"));
    // nor are there as many pages as words that can be written into an address
    for (const path of ["/reading?author=Leon+Trotsky", "/news?page=4711", "/NEWS", "/%6eews"]) {
      await page(one, path);
      expect([path, await queriesFor(one, () => page(one, path))]).toEqual([path, expect.toSatisfy((n) => n > 0)]);
    }
  });

  test("what is for one visitor is never kept", async () => {
    const paths = [
      "/basket",
      "/donate",
      "/join",
      "/contact",
      "/orders/P-3333-3333?key=x",
      "/donate/thanks?checkout=x&key=x",
    ];
    for (const path of paths) {
      await page(one, path);
      const { headers } = await ask(one.url, path);
      expect([path, headers["cache-control"], headers.etag]).toEqual([path, "no-store", undefined]);
    }
    const token = async () => /name="form-key" value="([^"]+)"/.exec(await page(one, "/donate"))?.[1];
    expect(await token()).not.toBe(await token());
    expect(await queriesFor(one, () => page(one, "/shop/no-such-pamphlet"))).toBeGreaterThan(0);
    expect(await queriesFor(one, () => page(one, "/shop/no-such-pamphlet"))).toBeGreaterThan(0);
  });
});

describe("a visitor's own", () => {
  test("basket, settings and ticks show on a kept page, on theirs alone, and cost no query the second time", async () => {
    const added = await post(one.url, "/basket", { intent: "add", slug: "in-defence-of-october" });
    const ticked = await post(one.url, "/texts/in-defence-of-october", { intent: "read" });
    const chose = await post(one.url, "/reading-settings", { colours: "dark", size: "large", spacing: "wide" });
    const cookie = [added, ticked, chose].map(cookieOf).join("; ");
    const path = "/texts/in-defence-of-october";
    const plain = await page(one, path);
    const theirs = await page(one, path, { Cookie: cookie });
    expect(theirs).toContain("Basket (1)");
    expect(theirs).toContain('data-theme="dark" data-size="large" data-spacing="wide"');
    expect(plain).not.toContain("Basket (");
    expect(theirs.match(/value="unread"/g)?.length).toBe(1);
    expect(plain).not.toContain('value="unread"');
    expect(await queriesFor(one, () => page(one, path, { Cookie: cookie }))).toBe(0);
    // another who has as much in the basket is sent the same; a cookie of somebody else's makes no other page
    expect(await queriesFor(one, () => page(one, path, { Cookie: `${cookie}; tracker=1` }))).toBe(0);
    expect(await page(one, path)).toBe(plain);
    const reply = await ask(one.url, path, { headers: { Cookie: cookie } });
    expect(reply.headers["cache-control"]).toBe("private, max-age=0, must-revalidate");
    expect(reply.headers.vary).toContain("Cookie");
    expect((await ask(one.url, path, { headers: { Cookie: "tracker=1" } })).headers["cache-control"]).toContain(
      "public",
    );
  });

  test("a cookie that is none of ours, or is changed, shows nothing", async () => {
    const plain = await page(one, "/");
    for (const cookie of ["basket=x", `basket=${"A".repeat(200)}`, "reading-settings=<b>.x.y", "read=../../x", "="]) {
      expect([cookie, await page(one, "/", { Cookie: cookie })]).toEqual([cookie, plain]);
    }
  });
});

describe("what changed is never sent as it was", () => {
  const onBoth = async (read: (web: Web) => Promise<unknown>, expected: unknown) => {
    await expect.poll(() => Promise.all([read(one), read(other)]), { interval: 5 }).toEqual([expected, expected]);
  };

  test("a price, on every instance", async () => {
    await onBoth(shown, "50p");
    await database.owner.query("update pamphlets set price_pence = 75 where slug = 'in-defence-of-october'");
    await onBoth(shown, "75p");
    await database.owner.query("update pamphlets set price_pence = 50 where slug = 'in-defence-of-october'");
    await onBoth(shown, "50p");
  });

  test("a price that changes while pages are asked for all the time is never seen to go back", async () => {
    let ended = false;
    const seen: string[][] = [];
    const readers = [one, other, one, other].map(async (web) => {
      const prices: string[] = [];
      seen.push(prices);
      while (!ended) {
        const price = (await shown(web)) ?? "none";
        if (prices.at(-1) !== price) prices.push(price);
      }
    });
    const prices = Array.from({ length: 20 }, (_, at) => `${51 + at}p`);
    for (let pence = 51; pence <= 70; pence++) {
      await database.owner.query("update pamphlets set price_pence = $1 where slug = 'in-defence-of-october'", [pence]);
      await wait(15);
    }
    await onBoth(shown, "70p");
    ended = true;
    await Promise.all(readers);
    for (const list of seen) {
      expect(list.at(-1)).toBe("70p");
      const order = list.filter((price) => price !== "50p").map((price) => prices.indexOf(price));
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    await database.owner.query("update pamphlets set price_pence = 50 where slug = 'in-defence-of-october'");
    await onBoth(shown, "50p");
  });

  test("the last copies, one by one, until there is none", async () => {
    const left = async (web: Web) =>
      /Only (\d+) left|Out of print/.exec(await page(web, "/shop/in-defence-of-october"))?.[0] ?? "plenty";
    for (let copies = 12; copies >= 0; copies--) {
      await database.owner.query(
        "update stock set on_hand = reserved + $1 from pamphlets p where p.id = pamphlet_id and slug = 'in-defence-of-october'",
        [copies],
      );
      await onBoth(left, copies === 0 ? "Out of print" : copies < 10 ? `Only ${copies} left` : "plenty");
    }
  });

  test("a change that is taken back changes nothing", async () => {
    const client = await database.owner.connect();
    await client.query("begin");
    await client.query("update pamphlets set price_pence = 99 where slug = 'in-defence-of-october'");
    expect(await shown(one)).toBe("50p");
    await client.query("rollback");
    client.release();
    expect(await shown(one)).toBe("50p");
  });

  test("news comes out at its moment, and the page changes with the day, without anything being told", async () => {
    await database.owner.query(
      "update news set published_at = '2026-11-20T12:05:00Z' where slug = (select slug from news order by published_at desc limit 1)",
    );
    const first = (await database.owner.query("select slug from news where published_at = '2026-11-20T12:05:00Z'"))
      .rows;
    const link = `/news/${first[0]?.slug}"`;
    const isThere = async (web: Web) => (await page(web, "/news")).includes(link);
    await onBoth(isThere, false);
    now = new Date("2026-11-20T12:05:00Z");
    expect(await isThere(one)).toBe(true);
    const cite = "/texts/in-defence-of-october/cite";
    expect(await page(one, cite)).toContain("20 November 2026");
    now = new Date("2026-11-21T00:00:00Z");
    expect(await page(one, cite)).toContain("21 November 2026");
  });
});

describe("while notices cannot be heard", () => {
  test("every page is made for whoever asks; after that they are kept again", async () => {
    expect(await isKept(one, "/shop")).toBe(true);
    const cut = () =>
      database.owner.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%' or query = 'select 1' and datname = current_database() and pid <> pg_backend_pid()",
      );
    await cut();
    await database.owner.query("update pamphlets set price_pence = 80 where slug = 'in-defence-of-october'");
    await expect.poll(() => shown(one), { interval: 5 }).toBe("80p");
    await expect.poll(() => isKept(one, "/shop"), { timeout: 10_000 }).toBe(true);
    await database.owner.query("update pamphlets set price_pence = 50 where slug = 'in-defence-of-october'");
    await expect.poll(() => shown(one), { interval: 5 }).toBe("50p");
  });
});
