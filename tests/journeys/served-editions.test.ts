import { describe, expect, test } from "vitest";
import { idsOf, openEpub } from "../support/epub.ts";
import { journey } from "../support/journey.ts";

const here = journey("/");
const SLUG = "in-defence-of-october";
const get = (path: string, init?: RequestInit) => fetch(here.house.url + path, { redirect: "manual", ...init });

describe("editions to take away", () => {
  test("a text's page offers each format, and each is there as it says", async () => {
    const { page } = here;
    await page.goto(`${here.house.url}/texts/${SLUG}`);
    const offers = page.locator('aside a[href^="/texts/"][type]');
    expect(await offers.allInnerTexts()).toEqual(["EPUB", "Plain text", "Markdown"]);
    for (const offer of await offers.all()) {
      const reply = await get((await offer.getAttribute("href")) ?? "");
      expect(reply.status).toBe(200);
      expect(reply.headers.get("content-type")).toContain((await offer.getAttribute("type")) ?? "-");
    }
    // made by now, so the page tells their size
    await page.reload();
    expect(await page.locator("main").innerText()).toMatch(/EPUB \d+ KB, edition 1 of 20 November 2026/);
    for (const [type, format] of [
      ["application/epub+zip", "epub"],
      ["text/plain", "txt"],
      ["text/markdown", "md"],
    ])
      expect(await page.locator(`link[rel=alternate][type="${type}"]`).getAttribute("href")).toBe(
        `/texts/${SLUG}.${format}`,
      );
    const structured = await page.locator('script[type="application/ld+json"]').first().innerText();
    expect(JSON.parse(structured).encoding).toEqual([
      {
        "@type": "MediaObject",
        encodingFormat: "application/epub+zip",
        contentUrl: `${here.house.url}/texts/${SLUG}.epub`,
      },
    ]);
  });

  test("the EPUB has the anchors of the page, and a name that says what it is", async () => {
    const reply = await get(`/texts/${SLUG}.epub`);
    expect(reply.headers.get("content-disposition")).toBe(`attachment; filename="guide-to-${SLUG}-edition-1.epub"`);
    const files = openEpub(new Uint8Array(await reply.arrayBuffer()));
    const page = await (await get(`/texts/${SLUG}`)).text();
    const onPage = idsOf(page).filter((id) => /^g\d+$/.test(id));
    const inBook = [...files].filter(([name]) => /\/text.*xhtml$/.test(name)).flatMap(([, file]) => idsOf(file));
    expect(onPage.length).toBeGreaterThan(20);
    expect(inBook.filter((id) => /^g\d+$/.test(id))).toEqual(onPage);
  });

  test("a reading list is one EPUB, offered on its page and in the index", async () => {
    const { page } = here;
    const reply = await get("/reading/what-about-russia.epub");
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/epub+zip");
    const files = openEpub(new Uint8Array(await reply.arrayBuffer()));
    expect([...files.keys()].filter((name) => /^EPUB\/t\d+-title\.xhtml$/.test(name))).toHaveLength(7);
    for (const path of ["/reading", "/reading/what-about-russia"]) {
      await page.goto(here.house.url + path);
      const offer = page.locator('main a[href="/reading/what-about-russia.epub"]');
      expect(await offer.innerText()).toBe("The whole list as an EPUB");
      expect(await page.locator("main").innerText()).toMatch(/The whole list as an EPUB \d+ KB, 20 November 2026/);
    }
    expect(await page.locator('link[rel=alternate][type="application/epub+zip"]').count()).toBe(1);
  });

  test.each([`/texts/${SLUG}.epub`, `/texts/${SLUG}.txt`, `/texts/${SLUG}.md`, "/reading/what-about-russia.epub"])(
    "%s is kept as pages are, told of by HEAD, and not sent twice",
    async (path) => {
      const reply = await get(path);
      expect(reply.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
      const etag = reply.headers.get("etag") ?? "";
      expect(etag).not.toBe("");
      const bytes = Buffer.from(await reply.arrayBuffer());
      expect(Buffer.from(await (await get(path)).arrayBuffer()).equals(bytes)).toBe(true);
      const head = await get(path, { method: "HEAD" });
      expect([head.status, head.headers.get("etag")]).toEqual([200, etag]);
      expect((await head.arrayBuffer()).byteLength).toBe(0);
      expect((await get(path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    },
  );

  test("what is not there is not found, and is not kept", async () => {
    for (const path of [
      "/texts/nothing.epub",
      "/texts/nothing.txt",
      "/texts/.epub",
      "/reading/nothing.epub",
      `/texts/${SLUG}.pdf`,
    ]) {
      const reply = await get(path);
      expect([path, reply.status, reply.headers.get("cache-control")]).toEqual([path, 404, "no-store"]);
    }
  });

  test("a text with nothing published has no files", async () => {
    const { owner } = here.house.database;
    await owner.query(
      "insert into texts (slug, title, author, occasion, original_date, summary) values ('only-a-draft', 'A', 'B', 'C', '1999', 'D')",
    );
    for (const format of ["epub", "txt", "md"]) expect((await get(`/texts/only-a-draft.${format}`)).status).toBe(404);
  });
});
