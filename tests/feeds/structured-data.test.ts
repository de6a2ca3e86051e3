import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { type House, openHouse } from "../support/house.ts";
import { jsonLdFaults } from "./json-ld-rules.ts";

/** What each type of public page says to machines, in its head. */
const PAGES: Record<string, string[]> = {
  "/": ["Organization", "WebSite"],
  "/reading": ["ItemList"],
  "/reading/what-about-russia": ["ItemList", "BreadcrumbList"],
  "/texts/in-defence-of-october": ["Article", "BreadcrumbList"],
  "/news": [],
  "/news/pamphlet-back-in-print": ["NewsArticle", "BreadcrumbList"],
  "/news/topic/housing": ["BreadcrumbList"],
  "/shop": ["ItemList"],
  "/shop/in-defence-of-october": ["Product,Book", "BreadcrumbList"],
  "/figures/in-defence-of-october": ["BreadcrumbList"],
  "/donate": ["Organization"],
  "/join": [],
  "/contact": [],
  "/about": [],
  "/offline": [],
  "/feeds": [],
};

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** The blocks of a page, as a browser ends them: at the first thing that looks like the end of a script. */
function blocksOf(html: string): Record<string, unknown>[] {
  const blocks = [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script/gi)];
  return blocks.map(([, json = ""]) => {
    expect(json).not.toContain("<");
    return JSON.parse(json);
  });
}

const tags = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, value = ""]) => value);

describe("JSON-LD", () => {
  test.each(Object.entries(PAGES))("%s", async (path, types) => {
    const blocks = blocksOf((await ask(house.url, path)).body);
    expect(blocks.map((block) => String(block["@type"]))).toEqual(types);
    expect(blocks.flatMap(jsonLdFaults)).toEqual([]);
  });

  test("what is wrong would be noticed", async () => {
    const [product = {}] = blocksOf((await ask(house.url, "/shop/in-defence-of-october")).body);
    expect(product.offers).toMatchObject({ price: "0.50", priceCurrency: "GBP" });
    const { name: _, ...nameless } = product;
    expect(jsonLdFaults(nameless).join()).toContain("must have required property 'name'");
    const offers = { ...(product.offers as object), price: 0.5 };
    expect(jsonLdFaults({ ...product, offers }).join()).toContain("/offers/price must be string");
    expect(jsonLdFaults({ ...product, colour: "red" }).join()).toContain("must NOT have additional properties");
  });

  test("a title cannot end the script it stands in", async () => {
    const title = `</script><script>alert(1)</script><!-- & "`;
    const { etag } = (await ask(house.url, "/news/bookstall-day")).headers;
    await house.database.owner.query("update news set title = $1 where slug = 'bookstall-day'", [title]);
    // the page that is kept hears of it in the next moment
    await expect.poll(async () => (await ask(house.url, "/news/bookstall-day")).headers.etag).not.toBe(etag);
    const { body } = await ask(house.url, "/news/bookstall-day");
    const [news] = blocksOf(body);
    expect(news?.headline).toBe(title);
    expect(body.match(/<script/g)).toHaveLength(2);
  });
});

describe("what a page says where it is shared", () => {
  test.each(Object.keys(PAGES))("%s has a picture with its size and words, and a card", async (path) => {
    const { body } = await ask(house.url, path);
    const of = (property: string) =>
      tags(body, new RegExp(`<meta (?:property|name)="${property}" content="([^"]*)"`, "g"));
    const [image = ""] = of("og:image");
    expect(image.startsWith(`${house.url}/og/`), image).toBe(true);
    const picture = await ask(house.url, image.slice(house.url.length));
    expect([picture.status, picture.headers["content-type"]]).toEqual([200, "image/png"]);
    expect([of("og:image:width"), of("og:image:height"), of("twitter:card")]).toEqual([
      ["1200"],
      ["630"],
      ["summary_large_image"],
    ]);
    expect(of("og:image:alt")[0]).not.toBe("");
    expect(of("og:url")).toEqual(tags(body, /<link rel="canonical" href="([^"]*)"/g));
  });

  test.each(["/basket", "/search?q=x", "/offline/saved", "/texts/lessons-of-october/cite"])(
    "%s has none",
    async (path) => {
      expect((await ask(house.url, path)).body).not.toContain("og:image");
    },
  );
});

describe("where feeds are found", () => {
  const ATOM = 'type="application/atom+xml"';
  test.each([
    ["/", [ATOM, 'href="/news.atom"', 'href="/opensearch.xml"']],
    ["/news", [ATOM, 'href="/news.atom"']],
    ["/news/bookstall-day", [ATOM, 'href="/news.atom"']],
    ["/news/topic/housing", [ATOM, 'href="/news/topic/housing.atom"']],
    ["/reading/what-about-russia", [ATOM, 'href="/reading/what-about-russia.atom"', 'href="/opds"']],
    ["/reading", ['href="/opds"']],
    ["/feeds", [ATOM, 'href="/news.atom"', 'href="/reading/what-about-russia.atom"', 'href="/opds"']],
  ])("%s", async (path, said) => {
    const head = (await ask(house.url, path)).body.split("</head>")[0] ?? "";
    for (const words of said) expect(head).toContain(words);
    for (const address of tags(head, /<link rel="(?:alternate|related|search)"[^>]* href="([^"]*)"/g))
      expect((await ask(house.url, address)).status, address).toBe(200);
  });

  test("the footer of every page leads to the feeds and to reading offline", async () => {
    const { body } = await ask(house.url, "/about");
    expect(body).toMatch(/<footer[\s\S]*href="\/offline"[\s\S]*href="\/feeds"/);
  });
});
