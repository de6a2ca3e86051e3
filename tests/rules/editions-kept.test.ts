import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeFiles } from "#app/jobs/make-files.ts";
import { findListFile, findTextFile, makeFilesOf } from "#app/reading/editions/made-files.ts";
import { listBooks, listSaved } from "#app/reading/saved-texts.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, expectSound, type TestDatabase } from "../support/database.ts";
import { testSettings } from "../support/settings.ts";
import { createTestSite } from "../support/site.ts";

const SLUG = "in-defence-of-october";
let database: TestDatabase;
let site: Site;

beforeAll(async () => {
  database = await createTestDatabase();
  site = createTestSite({ DATABASE_URL: database.appUrl }).site;
});
afterAll(async () => {
  await expectSound(database);
  await site.db.destroy();
  await database.drop();
});

const kept = async () => {
  const { rows } = await database.owner.query(
    "select address, made_from, size, made_at from made_files order by address",
  );
  return rows as { address: string; made_from: string; size: number; made_at: Date }[];
};

test("the list of all books makes none of them: who looks at it would wait for each", async () => {
  const built = { version: "1", files: new Map<string, number>(), weigh: async () => undefined };
  const books = async () => listBooks(site.db, await listSaved(site.db, built, []));
  const before = await books();
  expect(before.length).toBeGreaterThan(7);
  expect(before.filter(({ bytes }) => bytes !== undefined)).toEqual([]);
  expect(await kept()).toEqual([]);
  await makeFiles(site, {});
  const sizes = new Map((await kept()).map(({ address, size }) => [address, size]));
  for (const { path, bytes } of await books()) expect(bytes, path).toBe(sizes.get(path));
  await database.owner.query("delete from made_files");
});

describe("files of editions are made once and kept", () => {
  test("publishing makes a text's three, and the list it is on", async () => {
    await makeFilesOf(site, SLUG);
    expect((await kept()).map((row) => row.address)).toEqual([
      "/reading/what-about-russia.epub",
      `/texts/${SLUG}.epub`,
      `/texts/${SLUG}.md`,
      `/texts/${SLUG}.txt`,
    ]);
  });

  test("what is kept is sent, and not made again", async () => {
    const before = await kept();
    await database.owner.query("update made_files set bytes = 'as it was kept' where address = $1", [
      `/texts/${SLUG}.txt`,
    ]);
    const file = await findTextFile(site, SLUG, "txt");
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe("as it was kept");
    expect(file?.name).toBe(`guide-to-${SLUG}-edition-1.txt`);
    expect((await kept()).map((row) => row.made_at)).toEqual(before.map((row) => row.made_at));
  });

  test("what is missing is made when it is asked for", async () => {
    await database.owner.query("delete from made_files");
    const file = await findTextFile(site, SLUG, "epub");
    expect((await kept()).map((row) => row.size)).toEqual([file?.bytes.length]);
  });

  test("another imprint makes another file", async () => {
    const before = await findTextFile(site, SLUG, "txt");
    const moved = { ...site, settings: testSettings({ PARTY_ADDRESS: "2 Other Street, Leeds" }) };
    const after = await findTextFile(moved, SLUG, "txt");
    expect(Buffer.from(after?.bytes ?? []).toString()).toMatch(/both\s+at\s+2\s+Other\s+Street,\s+Leeds\./);
    expect(Buffer.from(before?.bytes ?? []).toString()).not.toContain("Leeds");
    expect((await kept()).filter((row) => row.address.endsWith(".txt"))).toHaveLength(1);
  });

  test("a new edition makes another file, of the list as well", async () => {
    const list = await findListFile(site, "what-about-russia");
    await database.owner.query(
      `insert into editions (text_id, number, holds, introduction_markdown, introduction_html, body_markdown, body_html,
         sections, notes, provenance, rights, words, published_at)
       select text_id, 2, holds, 'Put right.', '<p>Put right.</p>', body_markdown, body_html, sections, notes, provenance,
         rights, words, '2026-11-21T10:00:00Z' from editions e join texts t on t.id = e.text_id where t.slug = $1`,
      [SLUG],
    );
    await makeFilesOf(site, SLUG);
    expect(Buffer.from((await findTextFile(site, SLUG, "md"))?.bytes ?? []).toString()).toContain("Put right.");
    const again = await findListFile(site, "what-about-russia");
    expect(Buffer.from(again?.bytes ?? []).equals(Buffer.from(list?.bytes ?? []))).toBe(false);
    expect(again?.name).toBe("reading-list-what-about-russia-2026-11-21.epub");
  });

  test("the job makes everything, takes away what is of nothing, and does nothing the second time", async () => {
    await makeFiles(site, {});
    const first = await kept();
    expect(first).toHaveLength(7 * 3 + 1);
    for (const { address, size } of first)
      if (address.endsWith(".epub")) expect(size, address).toBeLessThanOrEqual(120_000);
    await makeFiles(site, {});
    expect(await kept()).toEqual(first);
    await database.owner.query(
      "insert into made_files (address, made_from, edition_at, bytes, made_at) values ('/texts/gone.epub', $1, now(), 'x', now())",
      ["0".repeat(64)],
    );
    await makeFilesOf(site, "gone");
    expect(await kept()).toEqual(first);
  });

  test("there is no file of what is not there", async () => {
    expect(await findTextFile(site, "no-such-text", "epub")).toBeUndefined();
    expect(await findListFile(site, "no-such-list")).toBeUndefined();
  });

  test("an address of anything else, or an empty file, is refused by the table", async () => {
    const add = (address: string, bytes: string) =>
      database.owner.query(
        "insert into made_files (address, made_from, edition_at, bytes, made_at) values ($1, $2, now(), $3, now())",
        [address, "0".repeat(64), bytes],
      );
    await expect(add("/texts/a.pdf", "x")).rejects.toThrow(/check/);
    await expect(add("/texts/../a.epub", "x")).rejects.toThrow(/check/);
    await expect(add("/texts/a.epub", "")).rejects.toThrow(/check/);
  });
});
