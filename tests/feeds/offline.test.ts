import { createServer, type Server } from "node:http";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Site } from "#app/site.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { createWeb } from "#server/web.ts";
import { ask } from "../support/ask.ts";
import { openBrowser } from "../support/browser.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestSite } from "../support/site.ts";

/** Saving the texts in a browser, and reading them with the network cut. */
let house: { url: string; site: Site; database: TestDatabase };
let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  const database = await createTestDatabase();
  const port = await freePort(0);
  const url = `http://127.0.0.1:${port}`;
  const { site } = createTestSite({
    DATABASE_URL: database.appUrl,
    SITE_URL: url,
    PORT: String(port),
    LOG_LEVEL: "silent",
  });
  server = await createWeb(site);
  house = { url, site, database };
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await house.site.db.destroy();
  await house.database.drop();
});

/** The connection is cut at both ends: the browser is told so, and nobody listens any more. */
async function cut(): Promise<void> {
  await context.setOffline(true);
  await close();
}
async function close(): Promise<void> {
  server.closeAllConnections();
  if (server.listening) await new Promise((done) => server.close(done));
}
beforeEach(async () => {
  await new Promise<void>((done) => server.listen(house.site.settings.port, "127.0.0.1", done));
  context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
});
afterEach(async () => {
  await context.close();
  await close();
});

const go = (path: string) => page.goto(house.url + path);
const main = () => page.locator("main").innerText();

async function save(): Promise<void> {
  await go("/offline");
  await page.getByRole("button", { name: /^Save all texts on this device \(\d/ }).click();
  await page.getByText("Saved. They open without a connection.").waitFor();
}

async function fillBasket(): Promise<void> {
  await go("/shop/in-defence-of-october");
  await page.getByRole("button", { name: "Add to basket" }).first().click();
  await page.waitForURL(/\/basket/);
}

/** Every address kept on the device, in every cache there is. */
const kept = () =>
  page.evaluate(async () => {
    const names = await caches.keys();
    const paths = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).map((request) => request.url)),
    );
    return paths.flat().map((url) => new URL(url).pathname);
  });

/** A new edition of a text, with a sentence of its own in it. */
async function publish(slug: string, sentence: string): Promise<void> {
  await house.database.owner.query(
    `insert into editions (text_id, number, holds, introduction_markdown, introduction_html, body_markdown, body_html,
       sections, notes, provenance, rights, words, published_at)
     select text_id, number + 1, holds, introduction_markdown, introduction_html, body_markdown,
       body_html || '<p>' || $2 || '</p>', sections, notes, provenance, rights, words, now() - interval '1 second'
     from editions where text_id = (select id from texts where slug = $1) order by number desc limit 1`,
    [slug, sentence],
  );
}

describe("with the texts saved", () => {
  test("they open without a connection, with their fonts, their style and their pictures", async () => {
    await save();
    await cut();
    await go("/texts/lessons-of-october");
    expect(await page.locator("h1").innerText()).toContain("Lessons of October");
    expect(await page.locator(".prose.text p").count()).toBeGreaterThan(5);
    const look = await page.evaluate(async () => {
      await document.fonts.ready;
      return {
        fonts: [...document.fonts]
          .filter((font) => font.status === "loaded")
          .map((font) => font.family.replaceAll('"', "")),
        background: getComputedStyle(document.documentElement).backgroundColor,
        pictures: [...document.images].filter((image) => image.loading !== "lazy").map((image) => image.naturalWidth),
      };
    });
    expect(look.fonts).toEqual(expect.arrayContaining(["Source Serif 4", "Oswald"]));
    expect(look.background).toBe("rgb(250, 246, 237)");
    expect(look.pictures.length).toBeGreaterThan(0);
    expect(Math.min(...look.pictures)).toBeGreaterThan(0);
  });

  test("links between them work, and so do the reading lists", async () => {
    await save();
    await cut();
    await go("/reading/what-about-russia");
    await page
      .locator("main")
      .getByRole("link", { name: /Stalinism and Bolshevism/ })
      .first()
      .click();
    await page.waitForURL("**/texts/stalinism-and-bolshevism");
    expect(await page.locator("h1").innerText()).toContain("Stalinism and Bolshevism");
  });

  test("what is not kept gives our own page, which names what is; the basket least of all", async () => {
    await save();
    await fillBasket();
    const paths = [
      "/basket",
      "/donate",
      "/join",
      "/contact",
      "/search?q=october",
      "/news",
      "/account",
      "/no-such-page",
    ];
    for (const path of paths) await go(path);
    await cut();
    for (const path of paths) {
      await go(path);
      expect(await main(), path).toContain("The page you asked for is not saved on this device");
      expect(await main(), path).toContain("Our guide to Lessons of October");
      expect(await page.locator("body").innerText(), path).not.toContain("Basket (1)");
    }
  });

  test("only what is on our list is kept, and as a stranger sees it", async () => {
    await fillBasket();
    await save();
    for (const path of ["/basket", "/donate", "/", "/texts/lessons-of-october"]) await go(path);
    const list = JSON.parse((await ask(house.url, "/offline.json")).body);
    const may =
      /^\/(texts\/[a-z0-9-]+|reading(\/[a-z0-9-]+)?|offline\/saved|offline\.json|assets\/[\w.-]+\.(css|woff2)|drawings\/[\w.-]+|favicon\.svg)$/;
    const paths = await kept();
    expect(paths.sort()).toEqual([...Object.keys(list), "/offline.json"].sort());
    expect(paths.filter((path) => !may.test(path))).toEqual([]);
    expect(await page.locator("body").innerText()).toContain("Basket (1)");
    await cut();
    await go("/texts/lessons-of-october");
    expect(await page.locator("body").innerText()).not.toContain("Basket (1)");
  });

  test("the size on the button is the size on the device", async () => {
    await go("/offline");
    const said = /\(([\d.,]+) (KB|MB)\)/.exec(await page.locator("#save-button").innerText());
    const bytes = Number(said?.[1]) * (said?.[2] === "MB" ? 1_000_000 : 1000);
    await save();
    const held = await page.evaluate(async () => {
      const cache = await caches.open("texts");
      const sizes = await Promise.all(
        (await cache.keys()).map(
          async (request) => (await (await cache.match(request))?.arrayBuffer())?.byteLength ?? 0,
        ),
      );
      return sizes.reduce((sum, size) => sum + size, 0);
    });
    console.log(`said ${said?.[0]}, held ${held} bytes`);
    expect(Math.abs(held - bytes) / held).toBeLessThan(0.05);
  });

  test("a new edition takes the place of the old one, and a new text comes by itself", async () => {
    await save();
    await publish("stalinism-and-bolshevism", "A sentence only the new edition has.");
    await house.database.owner.query(
      `with one as (insert into texts (slug, title, author, occasion, original_date, summary)
         values ('a-new-text', 'A new text', 'Nobody', 'today', '2026', 'New.') returning id)
       insert into editions (text_id, number, holds, introduction_markdown, introduction_html, body_markdown, body_html,
         sections, notes, provenance, rights, words, published_at)
       select id, 1, 'guide', '', '<p>In.</p>', '', '<p id="p1">It came by itself.</p>', '[]', '[]', '{}', 'Ours.', 4,
         now() - interval '1 second' from one`,
    );
    await go("/"); // any page, with a connection
    await expect
      .poll(
        () =>
          page.evaluate(async () => {
            const copy = await caches.match("/texts/stalinism-and-bolshevism");
            const other = await caches.match("/texts/a-new-text");
            return Boolean(other) && ((await copy?.text()) ?? "").includes("A sentence only the new edition has.");
          }),
        { timeout: 30_000 },
      )
      .toBe(true);
    await cut();
    await go("/texts/stalinism-and-bolshevism");
    expect(await main()).toContain("A sentence only the new edition has.");
    await go("/texts/a-new-text");
    expect(await main()).toContain("It came by itself.");
    await go("/basket");
    expect(await main()).toContain("Our guide to A new text");
  });

  test("where the network hangs, the copy is given after a few seconds", async () => {
    await save();
    await close();
    const silent = createServer();
    await new Promise<void>((done) => silent.listen(house.site.settings.port, "127.0.0.1", done));
    await go("/texts/lessons-of-october");
    expect(await page.locator("h1").innerText()).toContain("Lessons of October");
    silent.closeAllConnections();
    await new Promise((done) => silent.close(done));
  });

  test("with a connection, it is the site that answers and not the copy", async () => {
    await save();
    await publish("what-about-russia", "Fresh from the press.");
    await go("/texts/what-about-russia");
    expect(await main()).toContain("Fresh from the press.");
  });

  test("they can be removed, and then nothing is left", async () => {
    await save();
    await page.getByRole("button", { name: "Remove them" }).click();
    await page.getByText("Removed. Nothing is saved on this device any more.").waitFor();
    expect(await kept()).toEqual([]);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    await go("/");
    await page.waitForTimeout(300);
    expect(await kept()).toEqual([]);
    await cut();
    await expect(go("/texts/lessons-of-october")).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  });

  test("the page knows, when it is opened again, that they are saved", async () => {
    await save();
    await go("/offline");
    await page.getByText("Saved. They open without a connection.").waitFor();
    expect(await page.locator("#save-button").isVisible()).toBe(false);
  });
});

describe("where saving does not work, a sentence says so", () => {
  const pressed = async (text: string, spoil: () => Promise<unknown>) => {
    await go("/offline");
    await spoil();
    await page.locator("#save-button").click();
    await page.getByText(text).waitFor();
    await page.waitForTimeout(100);
    expect(await kept()).toEqual([]);
    expect(await page.locator("#save-button").isVisible()).toBe(true);
  };

  test("no service worker, as in a private window", async () => {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "serviceWorker", { value: undefined }));
    await page.addInitScript(() => Object.defineProperty(globalThis, "caches", { value: undefined }));
    await go("/offline");
    await page.getByText("This browser cannot save pages here").waitFor();
    expect(await page.locator("#save-button").isVisible()).toBe(false);
  });

  test("no room on the device", async () => {
    const session = await context.newCDPSession(page);
    await pressed("There is not enough room on this device", () =>
      session.send("Storage.overrideQuotaForOrigin", { origin: house.url, quotaSize: 40_000 }),
    );
  });

  test("a text that cannot be had: nothing is half saved", async () => {
    // the pages of texts fail, what the worker asks for first does not
    const spoil = () => house.database.owner.query("alter table reading_list_texts rename to gone");
    try {
      await pressed("The connection broke off, so nothing was saved", spoil);
    } finally {
      await house.database.owner.query("alter table gone rename to reading_list_texts");
    }
  });
});
