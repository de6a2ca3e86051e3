import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import type { OperationNode } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { saveDraft } from "#app/reading/drafts.ts";
import { publishEdition } from "#app/reading/publish.ts";
import type { Db } from "#db/client.ts";
import { routeFinder } from "#server/kept-pages/find-route.ts";
import { loadPages } from "#server/pages.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { sampleDraft } from "../support/sample-draft.ts";
import { createTestSite } from "../support/site.ts";

const BUILD = join(import.meta.dirname, "../../build");
/** What the sitemap does not list. */
const MORE = [
  "/.well-known/security.txt",
  "/manifest.webmanifest",
  "/robots.txt",
  "/opensearch.xml",
  "/sitemap.xml",
  "/news.atom",
  "/news/topic/party.atom",
  "/news?page=2",
  "/news/topic/party",
  "/opds",
  "/opds/texts",
  "/opds/reading/what-about-russia",
  "/reading/what-about-russia.atom",
  "/reading?author=Leon+Trotsky&list=what-about-russia",
  "/texts/in-defence-of-october/cite",
  "/texts/the-night-shift/editions",
  "/texts/the-night-shift/editions/2",
  "/texts/in-defence-of-october.txt",
  "/texts/in-defence-of-october.md",
  "/texts/in-defence-of-october.epub",
  "/reading/what-about-russia.epub",
  "/offline",
  "/offline.json",
  "/feeds",
  "/figures/in-defence-of-october",
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The tables a statement names, in its tree and in what of it was written as SQL. */
function tablesIn(node: OperationNode): string[] {
  const found: string[] = [];
  JSON.stringify(node, (_, value) => {
    if (value?.kind === "TableNode") found.push(value.table.identifier.name);
    if (value?.kind === "RawNode") {
      for (const part of value.sqlFragments)
        for (const [, name] of part.matchAll(/\b(?:from|join)\s+([a-z_]+)/gi)) found.push(name);
    }
    return typeof value === "bigint" ? String(value) : value;
  });
  return found;
}

test("every table that a kept page is made from tells of its changes", async () => {
  const { site } = createTestSite({ DATABASE_URL: database.appUrl, LOG_LEVEL: "silent" });
  const { db } = site;
  // two editions, so that there is one to compare with the one before
  const text = sampleDraft();
  await saveDraft(db, text, new Date("2026-11-01"));
  await publishEdition(db, text.slug, new Date("2026-11-01"));
  await saveDraft(
    db,
    { ...text, body: text.body.replace("ten in the evening", "nine in the evening") },
    new Date("2026-11-02"),
  );
  await publishEdition(db, text.slug, new Date("2026-11-02"), "An hour was wrong.");
  const read = new Map<string, Set<string>>();
  let asked = "";
  site.db = db.withPlugin({
    transformQuery({ node }) {
      const tables = read.get(asked) ?? new Set();
      for (const table of tablesIn(node)) tables.add(table);
      read.set(asked, tables);
      return node;
    },
    transformResult: async ({ result }) => result,
  }) as Db;
  try {
    const build: ServerBuild = await import(pathToFileURL(join(BUILD, "server/index.js")).href);
    const findRoute = routeFinder(build);
    const pages = await loadPages(site, BUILD, new Map());
    const get = async (path: string) =>
      pages.render({ request: new Request(new URL(path, site.settings.siteUrl)), requestId: "x", visitor: "" });
    const map = (await get("/sitemap.xml")).body.toString();
    const listed = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address = ""]) => new URL(address).pathname);
    const seen = new Set<string>();
    for (const path of [...new Set([...listed, ...MORE])]) {
      const route = findRoute(path.split("?")[0] ?? "");
      if (!route.mayBeKept) continue;
      asked = path;
      const { status, headers, body } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect([path, headers["cache-control"]]).toEqual([path, expect.stringContaining("public")]);
      // a form's key is one visitor's: two who were sent the same one would be taken for one who pressed twice
      expect([path, body.includes("form-key")]).toEqual([path, false]);
      seen.add(route.pattern);
    }
    const kept = Object.values(build.routes).filter((route) => route?.module.handle);
    expect([...seen].sort()).toHaveLength(kept.length);

    const { rows } = await database.owner.query<{ name: string }>(
      "select distinct tgrelid::regclass::text as name from pg_trigger where tgfoid = 'tell_pages'::regproc",
    );
    const telling = rows.map((row) => row.name);
    const untold = [...read].flatMap(([path, tables]) =>
      [...tables].filter((table) => !telling.includes(table)).map((table) => `${path}: ${table}`),
    );
    expect(untold).toEqual([]);
    expect(telling).toContain("stock");
    expect(new Set([...read.values()].flatMap((tables) => [...tables])).size).toBeGreaterThan(8);
  } finally {
    await db.destroy();
  }
});
