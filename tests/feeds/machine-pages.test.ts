import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSecurityTxt } from "#app/feeds/security-txt.ts";
import { MOST_PLACES, writeSitemap } from "#app/feeds/sitemap.ts";
import { ask } from "../support/ask.ts";
import { openBrowser } from "../support/browser.ts";
import { type House, openHouse } from "../support/house.ts";
import { all, readXml, textOf } from "./read-xml.ts";

let house: House;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  house = await openHouse();
  browser = await openBrowser();
  page = await browser.newPage();
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

describe("/sitemap.xml, by the rules of sitemaps.org", () => {
  const W3C_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/;

  test("every address is whole, there once, and a page that may be found", async () => {
    const reply = await ask(house.url, "/sitemap.xml");
    expect(reply.headers["content-type"]).toBe("application/xml; charset=utf-8");
    const root = await readXml(page, reply.body);
    expect([root.name, root.space]).toEqual(["urlset", "http://www.sitemaps.org/schemas/sitemap/0.9"]);
    const places = root.children.map((url) => textOf(url, "loc") ?? "");
    expect(new Set(places).size).toBe(places.length);
    for (const path of ["/", "/feeds", "/offline", "/figures/lessons-of-october", "/texts/lessons-of-october"])
      expect(places).toContain(house.url + path);
    for (const url of root.children) {
      expect(url.children.every((child) => ["loc", "lastmod"].includes(child.name))).toBe(true);
      const changed = textOf(url, "lastmod");
      if (changed !== undefined) expect(changed).toMatch(W3C_DATE);
    }
    const robots = (await ask(house.url, "/robots.txt")).body;
    const blocked = [...robots.matchAll(/^Disallow: (.+)$/gm)].map(([, path = ""]) => house.url + path);
    for (const place of places) {
      expect(
        blocked.filter((path) => place.startsWith(path)),
        place,
      ).toEqual([]);
      const { status, body } = await ask(house.url, place.slice(house.url.length));
      expect([place, status]).toEqual([place, 200]);
      expect(body, place).not.toContain('name="robots" content="noindex"');
    }
    expect(places.length).toBeGreaterThan(40);
  });

  test("a text was last changed when its newest edition came out", async () => {
    const changed = async () => {
      const root = await readXml(page, (await ask(house.url, "/sitemap.xml")).body);
      const url = root.children.find((one) => textOf(one, "loc")?.endsWith("/texts/what-about-russia"));
      return url && textOf(url, "lastmod");
    };
    const { rows } = await house.database.owner.query(
      "select published_at from editions where text_id = (select id from texts where slug = 'what-about-russia')",
    );
    expect(await changed()).toBe(rows[0].published_at.toISOString());
  });

  test("it stays within 50,000 addresses and 50 MB, and well formed with any of them", async () => {
    const many = Array.from({ length: MOST_PLACES + 7 }, (_, number) => ({
      path: `/news/a&b<${number}`,
      changed: new Date(0),
    }));
    const xml = writeSitemap("https://party.example", many);
    expect(xml.match(/<url>/g)).toHaveLength(50_000);
    expect(Buffer.byteLength(xml)).toBeLessThan(50 * 1024 * 1024);
    const root = await readXml(page, writeSitemap("https://party.example", many.slice(0, 3)));
    expect(all(root, "url").map((url) => textOf(url, "loc"))[1]).toBe("https://party.example/news/a&b<1");
  });
});

test("/robots.txt blocks what is nobody's business, and names the sitemap", async () => {
  const { body } = await ask(house.url, "/robots.txt");
  const lines = body.trimEnd().split("\n");
  expect(lines[0]).toBe("User-agent: *");
  expect(lines.at(-1)).toBe(`Sitemap: ${house.url}/sitemap.xml`);
  for (const path of ["/basket", "/orders", "/donations", "/dues", "/account", "/office"])
    expect(lines).toContain(`Disallow: ${path}`);
  for (const line of lines) expect(line).toMatch(/^(User-agent: \*|Disallow: \/\S*|Sitemap: \S+|)$/);
});

describe("/.well-known/security.txt (RFC 9116)", () => {
  const read = (text: string) => {
    const fields = text
      .trimEnd()
      .split("\n")
      .map((line) => /^([A-Za-z-]+): (\S.*)$/.exec(line)?.slice(1) as [string, string]);
    expect(fields.every(Boolean)).toBe(true);
    return (name: string) => fields.filter(([key]) => key === name).map(([, value]) => value);
  };

  test("it says where to write, until when, in what language, and where it belongs", async () => {
    const { status, headers, body } = await ask(house.url, "/.well-known/security.txt");
    expect([status, headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
    const field = read(body);
    expect(field("Contact")).toEqual(["mailto:questions@party.example", `${house.url}/contact`]);
    expect(field("Expires")).toHaveLength(1);
    expect(field("Preferred-Languages")).toEqual(["en"]);
    expect(field("Canonical")).toEqual([`${house.url}/.well-known/security.txt`]);
  });

  test.each(["2026-11-26T23:59:59Z", "2027-02-28T00:00:00Z", "2028-02-29T12:00:00Z", "2099-12-31T23:59:59.999Z"])(
    "at %s it ends in the future, less than a year ahead",
    (moment) => {
      const now = new Date(moment);
      const [expires = ""] = read(writeSecurityTxt("https://party.example", "a@party.example", now))("Expires");
      expect(expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const days = (Date.parse(expires) - now.getTime()) / 86_400_000;
      expect(days).toBeGreaterThan(150);
      expect(days).toBeLessThan(365);
    },
  );
});

test("/manifest.webmanifest names the site, and icons that are there and as large as it says", async () => {
  const reply = await ask(house.url, "/manifest.webmanifest");
  expect(reply.headers["content-type"]).toBe("application/manifest+json");
  const manifest = JSON.parse(reply.body);
  expect(manifest).toMatchObject({ name: "Socialist Party", start_url: "/", scope: "/", lang: "en-GB" });
  expect(["fullscreen", "standalone", "minimal-ui", "browser"]).toContain(manifest.display);
  for (const colour of [manifest.theme_color, manifest.background_color]) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
  expect(manifest.icons.some((icon: { purpose?: string }) => icon.purpose === "maskable")).toBe(true);
  for (const { src, sizes, type } of manifest.icons) {
    const { status, headers } = await ask(house.url, src);
    expect([src, status, headers["content-type"]]).toEqual([src, 200, type]);
    if (type !== "image/png") continue;
    const size = await page.evaluate(
      async (address) => {
        const image = new Image();
        image.src = address;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      },
      `data:image/png;base64,${Buffer.from(await (await fetch(house.url + src)).arrayBuffer()).toString("base64")}`,
    );
    expect(size).toBe(sizes);
  }
  for (const { url } of manifest.shortcuts) expect((await ask(house.url, url)).status).toBe(200);
  expect((await ask(house.url, "/")).body).toContain('<link rel="manifest" href="/manifest.webmanifest"/>');
});

test("/opensearch.xml searches this site (OpenSearch 1.1)", async () => {
  const reply = await ask(house.url, "/opensearch.xml");
  const root = await readXml(page, reply.body);
  expect([root.name, root.space]).toEqual(["OpenSearchDescription", "http://a9.com/-/spec/opensearch/1.1/"]);
  expect(textOf(root, "ShortName")?.length).toBeLessThanOrEqual(16);
  const template = all(root, "Url")[0]?.attributes.template ?? "";
  const found = await ask(house.url, template.replace("{searchTerms}", "october").slice(house.url.length));
  expect(found.body).toContain('class="results"');
});
