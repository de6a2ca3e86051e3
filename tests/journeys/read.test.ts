import { describe, expect, test } from "vitest";
import { journey } from "../support/journey.ts";

const here = journey("/");

const SEVEN = [
  "in-defence-of-october",
  "stalinism-and-bolshevism",
  "lessons-of-october",
  "what-about-russia",
  "rise-and-fall-of-the-soviet-bureaucracy",
  "ten-years-after-the-berlin-wall",
  "fall-of-the-berlin-wall-eyewitness",
];

describe("reading, without JavaScript", () => {
  test("the door stands first in the header, and the text two presses from home", async () => {
    const { page } = here;
    const links = await page.locator("header").getByRole("link").allInnerTexts();
    const nav = links.filter((name) => ["What About Russia?", "Home", "News", "Donate", "Join"].includes(name.trim()));
    expect(nav.map((name) => name.trim())).toEqual(["What About Russia?", "Home", "News", "Donate", "Join"]);
    await page.getByRole("link", { name: "What About Russia?" }).first().click();
    const path = await page.locator("main").innerText();
    expect(path.indexOf("In Defence of October")).toBeLessThan(path.indexOf("Stalinism and Bolshevism"));
    expect(path.indexOf("Stalinism and Bolshevism")).toBeLessThan(path.indexOf("Lessons of October"));
    await page.locator("main").getByRole("link", { name: "Start reading" }).click();
    expect(page.url()).toBe(`${here.house.url}/texts/in-defence-of-october`);
  });

  test.each(SEVEN)("%s: introduction, guide, contents, notes both ways, and the way on", async (slug) => {
    const { page } = here;
    await page.goto(`${here.house.url}/texts/${slug}`);
    const main = page.locator("main");
    expect(await main.locator("h1").count()).toBe(1);
    expect(await main.innerText()).toContain("The full text has not been added here yet");
    expect(await main.innerText()).toContain("Reader’s guide");
    expect(await main.getByRole("heading", { name: "Notes to this guide" }).count()).toBe(1);
    const headings = await main.locator("h2[id], h2 [id]").count();
    expect(headings).toBeGreaterThan(3);
    const note = main.locator('[role="doc-noteref"]').first();
    const target = (await note.getAttribute("href")) ?? "";
    const id = (await note.getAttribute("id")) ?? "";
    expect(await main.locator(`[id="${target.slice(1)}"]`).count()).toBe(1);
    expect(await main.locator(`[role="doc-backlink"][href="#${id}"]`).count()).toBe(1);
    expect(await main.locator("[id=g1]").count()).toBe(1);
    expect(await main.getByRole("link", { name: /ask/i }).count()).toBeGreaterThan(0);
  });

  test("every link on the public pages leads somewhere, and every anchor is there", async () => {
    const seen = new Set<string>();
    const queue = ["/"];
    const broken: string[] = [];
    const anchors: [string, string, string][] = [];
    const bodies = new Map<string, string>();
    while (queue.length > 0) {
      const path = queue.pop() ?? "/";
      if (seen.has(path)) continue;
      seen.add(path);
      const reply = await fetch(here.house.url + path, { redirect: "manual" });
      if (reply.status >= 400) broken.push(`${path}: ${reply.status}`);
      if (!reply.headers.get("content-type")?.includes("html")) continue;
      const body = await reply.text();
      bodies.set(path, body);
      for (const [, href = ""] of body.matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)) {
        const url = new URL(href.replaceAll("&amp;", "&"), here.house.url + path);
        if (url.origin !== here.house.url) continue;
        if (url.hash) anchors.push([path, url.pathname + url.search, decodeURIComponent(url.hash.slice(1))]);
        queue.push(url.pathname + url.search);
      }
    }
    expect(broken).toEqual([]);
    expect(seen.size).toBeGreaterThan(30);
    const missing = anchors.filter(([, to, id]) => bodies.has(to) && !bodies.get(to)?.includes(` id="${id}"`));
    expect(missing).toEqual([]);
  });

  test("search finds a paragraph, and rubbish finds nothing without a fuss", async () => {
    const { page } = here;
    await page.goto(`${here.house.url}/search?q=bureaucracy`);
    expect(await page.locator("main mark").count()).toBeGreaterThan(0);
    expect(await page.locator("main").innerText()).toContain("Our guide to a text by");
    expect(await page.locator("main").innerText()).not.toMatch(/ [,.;:](?=\s)/);
    for (const q of ["'", '"', "a & | ! b", "%", "😀", "x".repeat(5000), "<script>alert(1)</script>"]) {
      const reply = await fetch(`${here.house.url}/search?q=${encodeURIComponent(q)}`);
      expect(reply.status, q.slice(0, 20)).toBeLessThan(500);
      expect(await reply.text()).not.toContain("<script>alert");
    }
  });
});
