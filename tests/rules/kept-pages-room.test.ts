import { describe, expect, test } from "vitest";
import { Refused } from "#server/gate.ts";
import { KeptPages } from "#server/kept-pages/kept-pages.ts";

const ROOM = 1_000_000;
const html = (bytes: number) => async () => ({
  status: 200,
  headers: { "content-type": "text/html", "cache-control": "public" },
  body: Buffer.alloc(bytes, "a"),
});

function desk(nextChange = async (now: number) => now + 60_000) {
  let now = 1_000;
  const pages = new KeptPages({ room: ROOM, now: () => now, nextChange });
  pages.hears(true);
  return {
    pages,
    later: (ms: number) => {
      now += ms;
    },
  };
}
const at = (address: string, shown = "") => ({ address, shown });

describe("the room for kept pages", () => {
  test("is never more than was given, whatever surrounds small pages", async () => {
    const { pages } = desk();
    for (let n = 0; n < 1_000; n++) await pages.find(at(`/p/${n}`), html(10));
    expect(pages.held).toBeLessThanOrEqual(ROOM);
    // what surrounds a page counts: a thousand of ten bytes do not fit into a megabyte
    const here = Array.from({ length: 1_000 }, (_, n) => pages.fresh(at(`/p/${n}`))).filter(Boolean).length;
    expect(here).toBeGreaterThan(50);
    expect(here).toBeLessThan(200);
  });

  test("goes to what everybody reads before what is for some", async () => {
    const { pages, later } = desk();
    for (let n = 0; n < 20; n++) await pages.find(at(`/p/${n}`), html(10_000));
    for (let n = 0; n < 500; n++) {
      later(1);
      await pages.find(at("/reading/list", `read text-${n}`), html(10_000));
      await pages.find(at(`/news?page=${n}`), html(10_000));
    }
    for (let n = 0; n < 20; n++) expect(pages.fresh(at(`/p/${n}`))).toBeDefined();
    expect(pages.held).toBeLessThanOrEqual(ROOM);
  });

  test("grows with each encoding, and what was asked for longest ago goes", async () => {
    const { pages, later } = desk();
    for (let n = 0; n < 40; n++) {
      later(1);
      const found = await pages.find(at(`/p/${n}`), html(20_000));
      if ("page" in found) await found.page.in("gzip");
      pages.fresh(at("/p/0"));
    }
    expect(pages.held).toBeLessThanOrEqual(ROOM);
    expect(pages.fresh(at("/p/0"))).toBeDefined();
    expect(pages.fresh(at("/p/1"))).toBeUndefined();
    expect(pages.fresh(at("/p/39"))).toBeDefined();
  });
});

test("where it cannot be said when pages change, they are made each time, and kept again afterwards", async () => {
  let fails = true;
  const { pages } = desk(async (now) => {
    if (fails) throw new Error("away");
    return now + 60_000;
  });
  await pages.find(at("/"), html(10));
  expect(pages.fresh(at("/"))).toBeUndefined();
  fails = false;
  await pages.find(at("/"), html(10));
  expect(pages.fresh(at("/"))).toBeDefined();
});

test("an address that says it is gone takes all its pages with it", async () => {
  const { pages } = desk();
  await pages.find(at("/texts/a"), html(10));
  await pages.find(at("/texts/a", "dark.large.wide"), html(10));
  await pages.find(at("/texts/b"), html(10));
  pages.tellAll();
  const gone = async () => ({ status: 410, headers: {}, body: Buffer.from("gone") });
  expect(await pages.find(at("/texts/a"), gone)).toHaveProperty("once.status", 410);
  const away = async () => ({ status: 503, headers: {}, body: Buffer.from("away") });
  expect(await pages.find(at("/texts/a", "dark.large.wide"), away)).toHaveProperty("once.status", 503);
  expect(await pages.find(at("/texts/b"), away)).toHaveProperty("asItWas", true);
});

test("what is away is covered by the page as it was; a fault of ours is not", async () => {
  const { pages } = desk();
  await pages.find(at("/"), html(10));
  pages.tellAll();
  const fails = (fault: Error) => pages.find(at("/"), () => Promise.reject(fault));
  await expect(fails(new TypeError("ours"))).rejects.toThrow("ours");
  expect(await fails(new Refused(503, "too slow"))).toHaveProperty("asItWas", true);
  const held = pages.held;
  const found = await pages.find(at("/"), html(10));
  if ("page" in found) found.page.asItWas(() => ({ status: 200, headers: {}, body: Buffer.alloc(5_000) }));
  // the covering page takes room too
  expect(pages.held).toBeGreaterThan(held + 5_000);
});
