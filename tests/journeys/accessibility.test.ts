import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { duesPath } from "#app/references/addresses.ts";
import { linkKey } from "#app/references/link-key.ts";
import { ask, post } from "../support/ask.ts";
import { openBrowser } from "../support/browser.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, askToJoin, pay } from "../support/money.ts";
import { fill, readPageForm } from "../support/page-form.ts";
import { CARD, giveMonthly, MONTH, pass, promiseOf, saveCard } from "../support/promises.ts";

/** WCAG 2.2 AA by axe on every public page, light and dark, narrow and wide; and no sideways scrolling at 320 px. */
let house: House;
let browser: Browser;
/** Pages by what they are, with the address to open. */
const pages = new Map<string, string>();
let stripePages: string[] = [];

const STATIC = [
  "/",
  "/reading",
  "/reading/what-about-russia",
  "/texts/in-defence-of-october",
  "/texts/lessons-of-october",
  "/texts/fall-of-the-berlin-wall-eyewitness",
  "/texts/in-defence-of-october/cite",
  "/news",
  "/news/pamphlet-back-in-print",
  "/shop",
  "/shop/in-defence-of-october",
  "/shop/how-dues-work",
  "/basket",
  "/donate",
  "/donate/details?amount=600.00&every=once",
  "/join",
  "/contact",
  "/contact?about=in-defence-of-october",
  "/about",
  "/privacy",
  "/terms",
  "/donation-rules",
  "/accessibility",
  "/other-ways-to-pay",
  "/reading-settings",
  "/search",
  "/search?q=october",
  "/search?q=nothing-like-this",
  "/feeds",
  "/offline",
  "/offline/saved",
  "/no-such-page",
];

beforeAll(async () => {
  house = await openHouse();
  browser = await openBrowser();
  for (const path of STATIC) pages.set(path, path);
  const key = (kind: "order" | "checkout", id: string) => linkKey(house.site.settings.formSecret, kind, id);
  const order = await askToBuy(house, [{ slug: "in-defence-of-october", quantity: 2 }], { donation: 200 });
  const gift = await askToGive(house, 1000, true);
  const joining = await askToJoin(house);
  stripePages = (await house.site.db.selectFrom("checkouts").select("session_url").execute()).map(
    (row) => row.session_url ?? "",
  );
  const { order_id } = await house.site.db
    .selectFrom("checkouts")
    .select("order_id")
    .where("id", "=", order)
    .executeTakeFirstOrThrow();
  const { public_ref } = await house.site.db.selectFrom("orders").select("public_ref").executeTakeFirstOrThrow();
  const orderPage = `/orders/${public_ref}?key=${key("order", order_id ?? "")}`;
  expect((await ask(house.url, orderPage)).status).toBe(200);
  for (const checkout of [order, gift, joining]) await pay(house, checkout);
  await house.quiet();
  pages.set("an order that is paid", orderPage);
  pages.set("thanks for a gift", `/donate/thanks?checkout=${gift}&key=${key("checkout", gift)}`);
  const giving = await promiseOf(house, gift);
  const failing = await giveMonthly(house, 700);
  await saveCard(house, failing.page, CARD.failsLater);
  await pass(house, MONTH);
  const dues = await house.site.db.selectFrom("applications").select(["id", "public_ref"]).executeTakeFirstOrThrow();
  pages.set("a monthly donation", giving.page);
  pages.set("a monthly donation with a payment open", failing.page);
  pages.set("dues", duesPath(house.site.settings.formSecret, dues));
  pages.set("thanks for joining", `/join/thanks?checkout=${joining}&key=${key("checkout", joining)}`);
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

const VIEWS = [1280, 360].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .setLegacyMode() // no page of ours has frames, and the other mode opens a blank page each time
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return found.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
}

describe.each(VIEWS)("axe finds nothing at $width px, $colorScheme", ({ width, colorScheme }) => {
  test("on every public page", async () => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const page = await context.newPage();
    const wrong: Record<string, string[]> = {};
    for (const [name, path] of pages) {
      await page.goto(house.url + path);
      const found = await violations(page);
      if (found.length > 0) wrong[name] = found;
    }
    await context.close();
    expect(wrong).toEqual({});
    expect(pages.size).toBeGreaterThan(30);
  }, 300_000);
});

describe("pages that show what is wrong", () => {
  test("axe finds nothing on forms with errors, and on a full basket", async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: true });
    const page = await context.newPage();
    const wrong: Record<string, string[]> = {};
    for (const path of ["/contact", "/join", "/donate", "/donate/details?amount=600.00&every=once"]) {
      await page.goto(house.url + path);
      await page.locator("main form[method=post] button").last().click();
      await expect.poll(() => page.title(), { message: path }).toMatch(/^Error: /);
      const found = await violations(page);
      if (found.length > 0) wrong[path] = found;
    }
    await page.goto(house.url + pages.get("a monthly donation"));
    for (const button of ["Pause my donation", "Change the amount"]) {
      await page.getByRole("button", { name: button }).click();
      const found = await violations(page);
      if (found.length > 0) wrong[button] = found;
    }
    await page.goto(`${house.url}/shop/in-defence-of-october`);
    await page.getByRole("button", { name: "Add to basket" }).first().click();
    const found = await violations(page);
    if (found.length > 0) wrong.basket = found;
    await context.close();
    expect(wrong).toEqual({});
  });

  test("axe finds nothing on the sandbox's own pages", async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    const page = await context.newPage();
    const wrong: Record<string, string[]> = {};
    for (const url of stripePages) {
      await page.goto(url);
      const found = await violations(page);
      if (found.length > 0) wrong[url] = found;
    }
    await context.close();
    expect(wrong).toEqual({});
    expect(stripePages).toHaveLength(3);
  });
});

test("nothing scrolls sideways at 320 px, nor with wide spacing", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const wide: string[] = [];
  for (const [name, path] of pages) {
    await page.goto(house.url + path);
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (await overflow()) wide.push(name);
    // WCAG 1.4.12, set as a reader's own stylesheet would
    await page.evaluate(() => {
      for (const element of document.querySelectorAll<HTMLElement>("body *")) {
        element.style.cssText +=
          "line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important";
      }
    });
    if (await overflow()) wide.push(`${name}, with wide spacing`);
  }
  await context.close();
  expect(wide).toEqual([]);
});

/** The one page that has one, and what it is (tests/feeds/offline.test.ts measures it). */
const THE_SCRIPT = { page: "/offline", tag: /^<script type="module" src="\/assets\/save-texts-[\w-]+\.js">$/ };

test("no public page ships a script, but the one of /offline", async () => {
  const withScript: string[] = [];
  for (const [name, path] of pages) {
    const { body } = await ask(house.url, path);
    const scripts = [...body.matchAll(/<script\b[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !tag.includes("application/ld+json"));
    if (path === THE_SCRIPT.page) {
      expect(scripts).toHaveLength(1);
      expect(scripts[0]).toMatch(THE_SCRIPT.tag);
      scripts.pop();
    }
    if (scripts.length > 0 || /modulepreload|\son[a-z]+="|javascript:/.test(body)) withScript.push(name);
  }
  expect(withScript).toEqual([]);
});

test("every page has one h1, its own title, its language, a way to the content, and the imprint", async () => {
  const titles = new Map<string, string>();
  for (const [name, path] of pages) {
    const { body } = await ask(house.url, path);
    expect(body.match(/<h1\b/g), name).toHaveLength(1);
    expect(body, name).toContain('<html lang="en-GB"');
    expect(body, name).toMatch(/<a [^>]*href="#(main|content)[^"]*"/);
    expect(body, name).toContain("Promoted by the Publications Officer on behalf of Socialist Party");
    expect(body, name).toContain("020\u00a08988\u00a08777");
    const title = /<title>([^<]*)/.exec(body)?.[1] ?? "";
    if (!path.startsWith("/contact") && !path.startsWith("/search")) {
      expect(titles.get(title), `${name} has the title of another page`).toBeUndefined();
      titles.set(title, name);
    }
  }
});

test("targets are large enough to touch, and the focus can be seen", async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  const small: string[] = [];
  for (const path of ["/", "/donate", "/basket", "/join", "/texts/in-defence-of-october"]) {
    await page.goto(house.url + path);
    small.push(
      ...(await page.evaluate((at) => {
        const boxes = [
          ...document.querySelectorAll<HTMLElement>("button, header a, footer nav a, input:not([type=hidden])"),
        ];
        return boxes
          .filter((box) => box.getClientRects().length > 0 && box.tabIndex >= 0 && !box.closest(".visually-hidden"))
          .filter((box) => {
            const label = box instanceof HTMLInputElement ? box.labels?.[0]?.getBoundingClientRect() : undefined;
            const own = box.getBoundingClientRect();
            return Math.max(own.height, label?.height ?? 0) < 24 || Math.max(own.width, label?.width ?? 0) < 24;
          })
          .map((box) => `${at}: ${box.outerHTML.slice(0, 80)}`);
      }, path)),
    );
  }
  expect(small).toEqual([]);
  await page.goto(`${house.url}/donate`);
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => ({
    text: document.activeElement?.textContent,
    outline: getComputedStyle(document.activeElement ?? document.body).outlineStyle,
  }));
  expect(first.text).toMatch(/skip/i);
  expect(first.outline).not.toBe("none");
  await context.close();
});

test("a form can be found and sent as the page gives it", async () => {
  const page = await ask(house.url, "/shop/in-defence-of-october");
  const form = readPageForm(page.body, "slug");
  expect((await post(house.url, form.action, fill(form, { intent: "add" }))).status).toBe(303);
});
