import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { type House, openHouse } from "../support/house.ts";
import { arrive, closeBrowser } from "../support/visitor.ts";

/** What /offline is without its script, and what the script may do. */
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await closeBrowser();
  await house.close();
});

describe("without JavaScript", () => {
  test("the page lists each text and list as a book, and how to open one", async () => {
    const { page, leave } = await arrive(house, "/offline");
    const main = await page.locator("main").innerText();
    expect(await page.locator("#save").isVisible()).toBe(false);
    expect(main).toContain("Saving in the browser needs scripts");
    const books = await page
      .locator("main a[href$='.epub']")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(books).toContain("/reading/what-about-russia.epub");
    expect(books.filter((book) => book?.startsWith("/texts/"))).toHaveLength(7);
    expect(await page.getByRole("link", { name: "catalogue (OPDS)" }).count()).toBe(1);
    await leave();
  });
});

describe("the script", () => {
  test("is one file of at most 1.5 KB, on /offline alone, and only that page may run one", async () => {
    const { body, headers } = await ask(house.url, "/offline");
    const scripts = [...body.matchAll(/<script\b[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !tag.includes("ld+json"));
    expect(scripts).toHaveLength(1);
    const src = /src="(\/assets\/save-texts-[\w-]+\.js)"/.exec(scripts[0] ?? "")?.[1] ?? "";
    expect(src).not.toBe("");
    const file = await ask(house.url, src, { headers: { "Accept-Encoding": "br" } });
    expect(file.headers["cache-control"]).toContain("immutable");
    expect(Number(file.headers["content-length"])).toBeLessThanOrEqual(1536);
    const worker = brotliCompressSync(readFileSync(join(import.meta.dirname, "../../public/sw.js"))).length;
    console.log(`script ${file.headers["content-length"]} bytes, worker ${worker} bytes, over the wire`);
    expect(headers["content-security-policy"]).toContain("script-src 'self'; worker-src 'self'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
  });

  test("the worker may fetch from here only, and no other page may have one", async () => {
    const worker = await ask(house.url, "/sw.js");
    expect(worker.headers["content-security-policy"]).toMatch(/script-src 'none'.*connect-src 'self';/);
    expect(worker.headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
    for (const path of ["/", "/offline/saved", "/feeds", "/texts/lessons-of-october", "/basket"]) {
      const policy = (await ask(house.url, path)).headers["content-security-policy"];
      expect(policy, path).toContain("script-src 'none'");
      expect(policy, path).not.toContain("worker-src");
    }
  });
});
