import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLinksAbsolute } from "#app/feeds/absolute-links.ts";
import { FEEDS_BEGAN, tagId, writeAtom } from "#app/feeds/atom.ts";
import { escapeXml } from "#app/feeds/escape-xml.ts";
import { ask } from "../support/ask.ts";
import { openBrowser } from "../support/browser.ts";
import { type House, openHouse } from "../support/house.ts";
import { atomFaults, TAG } from "./atom-rules.ts";
import { opdsFaults } from "./opds-rules.ts";
import { all, first, links, readXml, textOf, type Xml } from "./read-xml.ts";

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

async function feedAt(path: string): Promise<Xml> {
  const { status, body } = await ask(house.url, path);
  expect([path, status]).toEqual([path, 200]);
  return readXml(page, body);
}
const ids = (feed: Xml) => all(feed, "entry").map((entry) => textOf(entry, "id"));
const entryOf = (feed: Xml, slug: string) =>
  all(feed, "entry").find((entry) => textOf(entry, "id")?.endsWith(`/${slug}`));

async function addNews(slug: string, title: string, html: string, when: string): Promise<void> {
  await house.database.owner.query(
    `insert into news (slug, title, author, topic, standfirst, body_html, words, published_at)
     values ($1, $2, 'Newsdesk', 'press', 'A sentence & more', $3, 3, ${when})`,
    [slug, title, html],
  );
  // the pages hear of it in the next moment
  if (when === "now()")
    await expect.poll(async () => (await ask(house.url, "/news.atom")).body).toContain(`/news/${slug}<`);
}

/** What must not break a feed. A title is plain text; the HTML is as our own writer leaves it. */
const HARD_TITLE = `]]> & < > " ' 🚩 ${String.fromCharCode(1)}${String.fromCharCode(11)} <script>alert(1)</script> &amp; ￿ é`;
const HARD_HTML = `<p>]]&gt; &#x26; &lt;b&gt; “quotes” 🚩${String.fromCharCode(8)} <a href="/texts/x?a=1&#x26;b=2#p3">here</a> <a href="#p1">below</a> <img src="/drawings/x.svg" alt="a &#x22;b&#x22;"></p>`;

describe("Atom 1.0 (RFC 4287)", () => {
  const FEEDS = ["/news.atom", "/news/topic/housing.atom", "/reading/what-about-russia.atom"];

  test.each(FEEDS)("%s keeps every rule", async (path) => {
    const feed = await feedAt(path);
    expect(atomFaults(feed)).toEqual([]);
    expect(links(feed, "self")[0]?.href).toBe(house.url + path);
    expect(links(feed, "alternate")[0]?.href).toBe(house.url + path.replace(/\.atom$/, ""));
    for (const id of [textOf(feed, "id"), ...ids(feed)]) expect(id).toMatch(TAG);
    expect(ids(feed).length).toBeGreaterThan(0);
    const updated = all(feed, "entry").map((entry) => textOf(entry, "updated") ?? "");
    expect(updated).toEqual([...updated].sort().reverse());
  });

  test.each(FEEDS)("%s has its type, its ETag and its 304, and HEAD", async (path) => {
    const get = await ask(house.url, path);
    expect(get.headers["content-type"]).toBe("application/atom+xml; charset=utf-8");
    expect((await ask(house.url, path, { headers: { "If-None-Match": get.headers.etag ?? "none" } })).status).toBe(304);
    expect((await ask(house.url, path, { method: "HEAD" })).headers.etag).toBe(get.headers.etag);
  });

  test.each(["/news/topic/no-such-topic.atom", "/reading/no-such-list.atom", "/texts/lessons-of-october.atom"])(
    "%s is not there",
    async (path) => {
      expect((await ask(house.url, path)).status).toBe(404);
    },
  );

  test("the rules can be broken: each of these is noticed", async () => {
    const good = (await ask(house.url, "/news.atom")).body;
    const broken: [string, string][] = [
      [good.replace(/<id>[^<]*<\/id>/, ""), "the feed has not one id"],
      [good.replace(/<updated>[^<]*/, "<updated>yesterday"), "the feed: updated is no RFC 3339 date"],
      [good.replace(/rel="self"/, 'rel="via"'), "the feed has not one link rel=self"],
      [good.replace("</entry>", "<pubDate>now</pubDate></entry>"), "may not have pubDate"],
      [good.replace(/href=&quot;https?:\/\/[^/]*/, "href=&quot;"), "is not absolute"],
    ];
    for (const [xml, sentence] of broken) {
      expect(atomFaults(await readXml(page, xml)).join("\n"), sentence).toContain(sentence);
    }
    await expect(readXml(page, good.replace("<title>", "<title>&"))).rejects.toThrow(/error/);
  });

  test("a reader's guide is there whole, with the press as its author", async () => {
    const feed = await feedAt("/reading/what-about-russia.atom");
    const entry = entryOf(feed, "lessons-of-october");
    expect(all(feed, "entry")).toHaveLength(7);
    expect(textOf(entry as Xml, "title")).toBe("Our guide to Lessons of October");
    expect(textOf(first(entry as Xml, "author") as Xml, "name")).toBe("Socialist Books");
    const stored = await house.database.owner.query(
      "select body_html from editions e join texts t on t.id = e.text_id where slug = 'lessons-of-october'",
    );
    expect(textOf(entry as Xml, "content")?.length).toBeGreaterThan(stored.rows[0].body_html.length);
    expect(links(entry as Xml, "alternate").map((link) => link.type)).toEqual(["text/html", "application/epub+zip"]);
  });

  test("of a text by somebody else there is our introduction, and not a word of the text; its id stays", async () => {
    const before = ids(await feedAt("/reading/what-about-russia.atom"));
    await house.database.owner.query(
      `insert into editions (text_id, number, holds, introduction_markdown, introduction_html, body_markdown, body_html,
         sections, notes, provenance, rights, words, published_at)
       select text_id, number + 1, 'full text', '', '<p>Why we like it: <a href="/about">us</a>.</p>', 'x',
         '<p id="p1">The very words of its author.</p>', '[]', '[]', '{}', 'Somebody''s', 6, now() - interval '1 minute'
       from editions where text_id = (select id from texts where slug = 'stalinism-and-bolshevism')`,
    );
    const feed = await feedAt("/reading/what-about-russia.atom");
    const entry = entryOf(feed, "stalinism-and-bolshevism") as Xml;
    expect(textOf(entry, "content")).toContain("Why we like it");
    expect(textOf(entry, "content")).not.toContain("very words");
    expect(textOf(first(entry, "author") as Xml, "name")).not.toBe("Socialist Books");
    expect(textOf(entry, "title")).toBe("Stalinism and Bolshevism");
    expect(ids(feed)[0]).toBe(textOf(entry, "id")); // the newest stands first
    expect([...ids(feed)].sort()).toEqual([...before].sort());
    expect(atomFaults(feed)).toEqual([]);
  });

  test("news that is not out yet is in no feed, and is in the next moment", async () => {
    await addNews("tomorrow", "Tomorrow", "<p>Not yet.</p>", "now() + interval '1 day'");
    for (const path of ["/news.atom", "/news/topic/press.atom", "/sitemap.xml", "/feeds"])
      expect((await ask(house.url, path)).body, path).not.toMatch(/tomorrow/i);
    await house.database.owner.query(
      "update news set published_at = now() - interval '1 second' where slug = 'tomorrow'",
    );
    for (const path of ["/news.atom", "/news/topic/press.atom", "/sitemap.xml"])
      await expect.poll(async () => (await ask(house.url, path)).body, { message: path }).toContain("/news/tomorrow");
  });

  test("the hardest title and the oddest HTML stay well formed, and are read as they were written", async () => {
    await addNews("hard", HARD_TITLE, HARD_HTML, "now()");
    const feed = await feedAt("/news.atom");
    expect(atomFaults(feed)).toEqual([]);
    const entry = entryOf(feed, "hard") as Xml;
    expect(textOf(entry, "title")).toBe(`]]> & < > " ' 🚩  <script>alert(1)</script> &amp;  é`);
    const html = textOf(entry, "content") ?? "";
    expect(html).toContain(`<a href="${house.url}/texts/x?a=1&amp;b=2#p3">`);
    expect(html).toContain(`<a href="${house.url}/news/hard#p1">`);
    expect(html).toContain(`src="${house.url}/drawings/x.svg" alt="a &#x22;b&#x22;"`);
    expect(html).toContain("]]&gt; &#x26; &lt;b&gt; “quotes” 🚩 ");
  });

  test("a feed without entries is a feed", async () => {
    const links_ = [{ rel: "self", href: "https://party.example/news.atom" }];
    const author = { name: "A", uri: "https://party.example" };
    const xml = writeAtom({
      id: "tag:a.example,2026:x",
      title: "T",
      author,
      links: links_,
      entries: [],
      began: FEEDS_BEGAN,
    });
    expect(atomFaults(await readXml(page, xml))).toEqual([]);
  });
});

describe("OPDS 1.2", () => {
  test("the root leads on to every catalogue there is", async () => {
    const reply = await ask(house.url, "/opds");
    expect(reply.headers["content-type"]).toBe("application/atom+xml;profile=opds-catalog;kind=navigation");
    const root = await readXml(page, reply.body);
    expect(opdsFaults(root, "navigation")).toEqual([]);
    const doors = all(root, "entry").flatMap((entry) => links(entry, "subsection").map((link) => link.href ?? ""));
    expect(doors).toEqual([`${house.url}/opds/texts`, `${house.url}/opds/reading/what-about-russia`]);
    for (const door of doors) {
      const reply = await ask(house.url, door.slice(house.url.length));
      expect(reply.headers["content-type"]).toBe("application/atom+xml;profile=opds-catalog;kind=acquisition");
      expect(opdsFaults(await readXml(page, reply.body), "acquisition")).toEqual([]);
    }
  });

  test("every text and every list can be taken away free, and its pamphlet is a page, not an e-book", async () => {
    const feed = await feedAt("/opds/texts");
    const books = all(feed, "entry").map((entry) => links(entry, "http://opds-spec.org/acquisition/open-access")[0]);
    expect(books.map((book) => book?.type)).toEqual(books.map(() => "application/epub+zip"));
    expect(books.map((book) => book?.href?.slice(house.url.length))).toContain("/reading/what-about-russia.epub");
    expect(books).toHaveLength(8);
    const october = entryOf(feed, "in-defence-of-october") as Xml;
    expect(links(october, "related")[0]).toMatchObject({
      type: "text/html",
      href: `${house.url}/shop/in-defence-of-october`,
    });
    const picture = links(october, "http://opds-spec.org/image")[0]?.href ?? "";
    expect((await ask(house.url, picture.slice(house.url.length))).headers["content-type"]).toBe("image/png");
  });

  test("a catalogue's rules can be broken", async () => {
    const good = (await ask(house.url, "/opds/texts")).body;
    const without = await readXml(page, good.replaceAll(/<link rel="http:\/\/opds-spec.org\/acquisition[^>]*>/g, ""));
    expect(opdsFaults(without, "acquisition").join()).toContain("nothing to acquire");
    expect(opdsFaults(await readXml(page, good), "navigation").join()).toContain("self does not say its kind");
    expect((await ask(house.url, "/opds/reading/no-such-list")).status).toBe(404);
  });
});

describe("the parts", () => {
  test("escapeXml drops what XML forbids and keeps every other letter", async () => {
    const forbidden = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("");
    expect(escapeXml(forbidden)).toBe("\t\n\r");
    expect(escapeXml(`a\ud83db\udea9c\ufffe\uffff`)).toBe("abc");
    expect(escapeXml(`🚩\u007f\u0085<&>"'`)).toBe("🚩\u007f\u0085&lt;&amp;&gt;&quot;&#39;");
    const read = await readXml(page, `<a b="${escapeXml(HARD_TITLE)}">${escapeXml(HARD_TITLE)}</a>`);
    expect(read.text).toBe(read.attributes.b);
  });

  test("links become absolute; what is no address is left as it is", () => {
    const at = "https://party.example/texts/a";
    const cases = [
      ["/about", "https://party.example/about"],
      ["#p3", "https://party.example/texts/a#p3"],
      ["b", "https://party.example/texts/b"],
      ["https://other.example/?a=1&amp;b=2", "https://other.example/?a=1&amp;b=2"],
      ["mailto:a@reader.example", "mailto:a@reader.example"],
      ["//other.example/x", "https://other.example/x"],
      ["http://[", "http://["],
    ];
    for (const [given, made] of cases) expect(makeLinksAbsolute(`<a href="${given}">`, at)).toBe(`<a href="${made}">`);
    expect(makeLinksAbsolute('<p>say href="/x" aloud</p>'.replaceAll('"', "&quot;"), at)).not.toContain(
      "party.example",
    );
  });

  test("an id is the same over http and https and on every port", () => {
    expect(tagId("http://party.example:8080", "/texts/a")).toBe("tag:party.example,2026:/texts/a");
    expect(tagId("https://party.example", "/texts/a")).toBe("tag:party.example,2026:/texts/a");
  });
});
