import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveDraft } from "#app/reading/drafts.ts";
import { renderMarkdown } from "#app/reading/markdown.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { openBrowser } from "../support/browser.ts";
import { type House, openHouse } from "../support/house.ts";
import { sampleDraft } from "../support/sample-draft.ts";
import { groups, VECTORS } from "./foreign-script/vectors.ts";
import { dangers, visit, type Watched, watch } from "./foreign-script/watched.ts";

/** Words that would be scripts if a page let them, in every field that pages show, in a browser that runs scripts. */
let house: House;
let browser: Browser;
let slugs: string[];
beforeAll(async () => {
  house = await openHouse();
  browser = await openBrowser();
  slugs = await storeVectors();
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

/** As an editor, the importer and the seed bring them in. */
async function storeVectors(): Promise<string[]> {
  const { owner } = house.database;
  const now = new Date(Date.now() - 60_000);
  const made: string[] = [];
  for (const [n, group] of groups(5).entries()) {
    const slug = `vectors-${n}`;
    const [first = "", ...rest] = group;
    const all = group.join(" ");
    // an edition whose words have straight quotation marks is not published; its other fields may
    const shown = (words: string) => words.replaceAll('"', "”");
    const draft = sampleDraft({
      slug,
      title: shown(all),
      author: first,
      occasion: rest.join(" "),
      summary: first.slice(0, 155),
      introduction: shown(`${group.join("\n\n")}\n`),
      body: shown(
        `## The part ${all}\n\n${group.join("\n\n")}\n\nWords that call a note.[^1] | ${all}\n\n[^1]: ${all}\n`,
      ),
      provenance: { source: all, translation: all },
      rights: all,
    });
    await saveDraft(house.site.db, draft, now);
    const done = await publishEdition(house.site.db, slug, now, all);
    if (!done.ok) throw new Error(done.problems.join("; "));
    await owner.query(
      `insert into news (slug, title, author, topic, standfirst, body_html, words, published_at)
       values ($1, $2, $2, 'housing', $3, $4, 10, $5)`,
      [slug, all, first.slice(0, 200), renderMarkdown(group.join("\n\n")), now],
    );
    made.push(slug);
  }
  const all = VECTORS.join(" ");
  const html = renderMarkdown(VECTORS.join("\n\n"));
  await owner.query("update pamphlets set title = $1, author = $1, summary = $2, description_html = $3, format = $1", [
    all,
    VECTORS[0],
    html,
  ]);
  await owner.query(
    "update reading_lists set title = $1, summary = $2, lede = $1, opening_html = $3, closing_html = $3",
    [all, VECTORS[1], html],
  );
  return made;
}

const TEXT = "/texts/in-defence-of-october";
/** Every type of public page, with what it is made of by hands. */
const PAGES = [
  ...["/", "/reading", "/reading/what-about-russia", TEXT, `${TEXT}/cite`, `${TEXT}/editions`, `${TEXT}/wrong?at=p1`],
  ...[
    "/news",
    "/news/topic/housing",
    "/shop",
    "/shop/in-defence-of-october",
    "/figures/in-defence-of-october",
    "/search",
  ],
  ...[
    "/basket",
    "/donate",
    "/donate/details?amount=600&every=once",
    "/join",
    "/contact",
    "/about",
    "/terms",
    "/privacy",
  ],
  ...[
    "/accessibility",
    "/donation-rules",
    "/other-ways-to-pay",
    "/feeds",
    "/offline",
    "/offline/saved",
    "/reading-settings",
  ],
  ...["/news.atom", "/opds", "/opds/texts", "/opds/reading/what-about-russia", "/reading/what-about-russia.atom"],
  ...["/sitemap.xml", "/opensearch.xml", "/manifest.webmanifest", "/offline.json", "/no-such-page"],
];

async function expectQuiet(watched: Watched, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await visit(watched, house.url + path);
    // a feed shown by the browser has the browser's own script and style in it
    if (!/xml|json|manifest|atom|opds|\.(md|txt)$/.test(path)) expect(await dangers(watched), path).toEqual([]);
  }
  // a browser shows bare XML in a page of its own, and the policy keeps that page's style out
  const own = (what: string) => what.startsWith("/sitemap.xml: ") && what.includes("style");
  expect(watched.noted.filter((what) => !own(what))).toEqual([]);
}

const perText = () =>
  slugs.flatMap((slug) => [
    `/texts/${slug}`,
    `/texts/${slug}/cite`,
    `/texts/${slug}/editions`,
    `/texts/${slug}/wrong?at=p1`,
    `/texts/${slug}.md`,
    `/news/${slug}`,
  ]);

describe("words that would be scripts", () => {
  test.each([
    ["with the policy that pages have", false],
    ["with no policy at all", true],
  ])(
    "are words on every public page, %s",
    async (_, bypass) => {
      const watched = await watch(browser, house.url, bypass);
      await expectQuiet(watched, [...perText(), ...PAGES]);
      await watched.context.close();
    },
    180_000,
  );

  test("are words where a visitor's own are shown again", async () => {
    const watched = await watch(browser, house.url, true);
    const { page } = watched;
    for (const vector of VECTORS) {
      await visit(watched, `${house.url}/search?q=${encodeURIComponent(vector)}`);
      expect(await dangers(watched), `search ${vector}`).toEqual([]);
    }
    for (const all of groups(6).map((group) => group.join(" "))) {
      const odd = encodeURIComponent(all);
      for (const path of [`/${odd}`, `/contact?about=${odd}`, `/donate?amount=${odd}`, `/basket?added=${odd}`]) {
        await visit(watched, house.url + path);
        expect(await dangers(watched), path).toEqual([]);
      }
      const forms: [path: string, fields: [label: RegExp, value: string][], button: RegExp][] = [
        [
          "/contact",
          [
            [/^Your question/, all],
            [/^Email/, all],
            [/^Your name/, all],
          ],
          /send/i,
        ],
        [
          "/join",
          [
            [/^Full name/, all],
            [/^Email/, all],
            [/^Address line 1/, all],
            [/^Trade union/, all],
          ],
          /^Continue/,
        ],
        ["/donate", [[/another amount/, all]], /^Continue to payment/],
      ];
      for (const [path, fields, button] of forms) {
        await visit(watched, house.url + path);
        for (const [label, value] of fields) await page.locator("main").getByLabel(label).last().fill(value);
        await page.locator("main").getByRole("button", { name: button }).last().click();
        await expect.poll(() => page.title()).toMatch(/^Error: /);
        expect(await dangers(watched), path).toEqual([]);
      }
    }
    // and where it is taken: a question is shown to whoever sent it
    await visit(watched, `${house.url}/contact`);
    await page.getByLabel(/^Your question/).fill(VECTORS.join("\n"));
    await page
      .locator("main")
      .getByLabel(/^Email/)
      .last()
      .fill("rosa@reader.example");
    await page.getByLabel(/^Your name/).fill("<svg onload=alert(1)>");
    await page.locator("main").getByRole("button", { name: /send/i }).click();
    await expect.poll(() => page.url()).toContain("/contact/sent");
    expect(await page.locator("main").innerText()).toContain("<script>alert(1)</script>");
    expect(await dangers(watched)).toEqual([]);
    expect(watched.noted).toEqual([]);
    await watched.context.close();
  }, 180_000);
});

describe("a browser that runs scripts", () => {
  test("has no power of the machine's to give to any page", async () => {
    const watched = await watch(browser, house.url);
    for (const path of ["/", "/offline"]) {
      await visit(watched, house.url + path);
      const allowed = await watched.page.evaluate(() => {
        const policy = (document as Document & { featurePolicy?: { allowedFeatures(): string[] } }).featurePolicy;
        return policy?.allowedFeatures() ?? ["the browser does not tell"];
      });
      // what a browser says of itself anyway is no power
      expect(allowed.filter((power) => !power.startsWith("ch-"))).toEqual([]);
    }
    await watched.context.close();
  });

  test("would be noticed running one", async () => {
    const watched = await watch(browser, house.url);
    await visit(watched, `${house.url}/`);
    await watched.page.evaluate(() => {
      document.body.insertAdjacentHTML(
        "beforeend",
        `<img src="/x" onerror="alert(1)"><a href="javascript:alert(1)">a</a>`,
      );
      const script = document.createElement("script");
      script.textContent = "alert(1)";
      document.body.append(script);
    });
    await expect.poll(() => watched.noted.join("\n")).toMatch(/policy: script-src/);
    expect((await dangers(watched)).length).toBe(3);
    await watched.context.close();
    const open = await watch(browser, house.url, true);
    await visit(open, `${house.url}/`);
    await open.page.evaluate(() => document.body.insertAdjacentHTML("beforeend", `<img src="/x" onerror="alert(1)">`));
    await expect.poll(() => open.noted.join("\n")).toMatch(/a script ran/);
    await open.context.close();
  });
});
