import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveDraft } from "#app/reading/drafts.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { search } from "#app/reading/search.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { sampleDraft } from "../support/sample-draft.ts";
import { createTestSite } from "../support/site.ts";

let database: TestDatabase;
let site: Site;
const NOW = new Date("2026-11-26T12:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  ({ site } = createTestSite({ DATABASE_URL: database.appUrl }));
  const bodies: [slug: string, title: string, body: string][] = [
    ["the-night-shift", "The Night Shift", sampleDraft().body],
    [
      "ovens",
      "Ovens of Sampleton",
      "## Coal\n\nThe ovenman carried the coal himself.\n\n## Bread\n\nThe bread was baked by night for forty years, said the *inspector* of Sampleton.",
    ],
    [
      "weavers",
      "The Weavers’ Year",
      "## Spring\n\nThe weavers wove.\n\n## Autumn\n\nThe zinnias flowered, and the looms stood still.",
    ],
  ];
  for (const [slug, title, body] of bodies) {
    await saveDraft(
      site.db,
      sampleDraft({ slug, title, body, introduction: `An introduction to ${title}, with a kingfisher.` }),
      NOW,
    );
    expect(await publishEdition(site.db, slug, NOW)).toMatchObject({ ok: true });
  }
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});

const find = async (asked: string) => search(site.db, asked, NOW);
const slugs = async (asked: string) => (await find(asked)).found.map(({ slug }) => slug);

describe("a reader looks for words", () => {
  test("and finds the paragraph that has them, with the words marked", async () => {
    const { found, instead } = await find("zinnia");
    expect(found).toEqual([
      {
        kind: "text",
        slug: "weavers",
        title: "The Weavers’ Year",
        by: "Ada Example",
        anchor: "p2",
        snippet: ["The ", "zinnias", " flowered, and the looms stood still."],
        cut: false,
        goesOn: false,
      },
    ]);
    expect(instead).toBeUndefined();
  });

  test("words that stand in different paragraphs of one text are found, by the paragraph that has most of them", async () => {
    const { found } = await find("ovenman bread inspector");
    expect(found.map(({ slug, anchor }) => [slug, anchor])).toEqual([["ovens", "p2"]]);
  });

  test("a phrase is found in its order alone, and not across two paragraphs", async () => {
    expect(await slugs('"baked by night"')).toEqual(["ovens"]);
    expect(await slugs('"night by baked"')).toEqual([]);
    expect(await slugs('"wove zinnias"')).toEqual([]);
  });

  test("a word left out leaves out every text that has it, wherever", async () => {
    expect((await slugs("window")).includes("the-night-shift")).toBe(true);
    expect((await slugs("window -bakehouse")).includes("the-night-shift")).toBe(false);
  });

  test("a title comes before a text that only mentions the word, and part of a name is enough", async () => {
    expect((await slugs("ovens"))[0]).toBe("ovens");
    expect((await slugs("weaver"))[0]).toBe("weavers");
    expect(await slugs("Ovens of Samp")).toContain("ovens");
  });

  test("words of an introduction are found too, with no paragraph to go to", async () => {
    const { found } = await find("kingfisher");
    expect(found).toHaveLength(3);
    expect(found.every(({ anchor, snippet }) => anchor === undefined && snippet.includes("kingfisher"))).toBe(true);
  });

  test.each([
    ["zinniass", "zinnias"],
    ["bakehuose", "bakehouse"],
    ["ovenmann breaad", "ovenman bread"],
  ])("a slip is forgiven: %s", async (asked, meant) => {
    const { found, instead } = await find(asked);
    expect(instead).toBe(meant);
    expect(found.length).toBeGreaterThan(0);
  });

  test("what nothing is like finds nothing, and is not bent into something", async () => {
    expect(await find("qqqqxyz")).toEqual({ found: [], instead: undefined });
    expect(await find('"zinniass"')).toEqual({ found: [], instead: undefined });
  });

  test.each([
    "",
    " ",
    "the",
    "' \" \\ ( ) & | ! : * <-> <2>",
    "a & !b | (c",
    '"',
    '""',
    "-",
    "--- -x",
    "🧑‍🌾🌾 café Ñandú кириллица 漢字",
    "%_%",
    "'; drop table texts; --",
    "\u0000\ud800x",
    "x".repeat(10_000),
    `${"word ".repeat(2_000)}`,
    `"${"a ".repeat(5_000)}"`,
    "http://example.org/a?b=c&d <script>alert(1)</script>",
  ])("whatever is typed has an answer: %#", async (asked) => {
    expect(Array.isArray((await find(asked)).found)).toBe(true);
  });
});
