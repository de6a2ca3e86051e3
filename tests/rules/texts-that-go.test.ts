import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishEditionJob } from "#app/jobs/publish-edition.ts";
import { findAbout } from "#app/questions/ask.ts";
import { saveDraft, type TextDraft } from "#app/reading/drafts.ts";
import { findOldAddress } from "#app/reading/old-addresses.ts";
import { publishEdition, scheduleEdition } from "#app/reading/publish.ts";
import { search } from "#app/reading/search.ts";
import { findText, findWithdrawn, listTexts } from "#app/reading/texts.ts";
import { findTypoReport } from "#app/reading/typo-reports.ts";
import { moveText, withdrawText } from "#app/reading/withdraw.ts";
import { listPamphlets } from "#app/shop/pamphlets.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { sampleDraft } from "../support/sample-draft.ts";
import { createTestSite } from "../support/site.ts";

let database: TestDatabase;
let site: Site;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ site, pool } = createTestSite({ DATABASE_URL: database.appUrl }));
});
afterAll(async () => {
  await site.db.destroy();
  await database.drop();
});

const NOW = new Date("2026-11-26T12:00:00Z");
const LATER = new Date("2026-11-27T07:00:00Z");
let slug = "";
let made = 0;
beforeEach(() => {
  slug = `the-night-shift-${++made}`;
});
const CORRECTED = sampleDraft().body.replace("a window,", "a window that opens,");
const save = (over: Partial<TextDraft> = {}) => saveDraft(site.db, sampleDraft({ slug, ...over }), NOW);
const read = () => findText(site.db, slug);

describe("a text can go, and can move", () => {
  beforeEach(async () => {
    await save();
    await publishEdition(site.db, slug, NOW);
  });

  test("taken back, it is nowhere to be read or found, and its page says why", async () => {
    expect(await withdrawText(site.db, slug, "Its publisher asked us to.", LATER)).toBe(true);
    expect(await withdrawText(site.db, slug, "Again.", LATER)).toBe(false);
    expect(await read()).toBeUndefined();
    expect(await findWithdrawn(site.db, slug)).toEqual({ title: "The Night Shift", why: "Its publisher asked us to." });
    expect((await listTexts(site.db)).map((one) => one.slug)).not.toContain(slug);
    expect((await search(site.db, "bakehouse", NOW)).found.map((one) => one.slug)).not.toContain(slug);
    await save({ body: CORRECTED });
    await publishEdition(site.db, slug, LATER, "It may be read again.");
    expect(await findWithdrawn(site.db, slug)).toBeUndefined();
    expect(await read()).toMatchObject({ edition: 2 });
  });

  test("taken back, the edition that waits for its moment does not bring it back", async () => {
    await save({ body: CORRECTED });
    await scheduleEdition(site.db, slug, LATER, NOW, "A window more.");
    await withdrawText(site.db, slug, "Its publisher asked us to.", NOW);
    const { id } = (await pool.query("select id from texts where slug = $1", [slug])).rows[0];
    await publishEditionJob({ ...site, clock: { now: () => LATER } }, { textId: id });
    expect(await findWithdrawn(site.db, slug)).toBeDefined();
    expect(await read()).toBeUndefined();
  });

  test("a draft of which nothing was published is not taken back, and its title is told to nobody", async () => {
    slug = `${slug}-draft`;
    await save({ title: "Still in the Drawer" });
    expect(await withdrawText(site.db, slug, "A slip.", NOW)).toBe(false);
    expect(await findWithdrawn(site.db, slug)).toBeUndefined();
    expect(await findAbout(site.db, slug)).toBeUndefined();
    await publishEdition(site.db, slug, NOW);
    expect(await findAbout(site.db, slug)).toMatchObject({ title: "Still in the Drawer" });
  });

  test("taken back, no pamphlet leads to it", async () => {
    const { id } = (await pool.query("select id from texts where slug = $1", [slug])).rows[0];
    const leads = async () => (await listPamphlets(site.db)).some((pamphlet) => pamphlet.text?.slug === slug);
    await database.owner.query("update pamphlets set text_id = $1 where slug = (select min(slug) from pamphlets)", [
      id,
    ]);
    expect(await leads()).toBe(true);
    await withdrawText(site.db, slug, "Its publisher asked us to.", NOW);
    expect(await leads()).toBe(false);
  });

  test("no draft takes an address that leads on to another text", async () => {
    const to = `${slug}-moved`;
    await moveText(site.db, slug, to);
    await expect(save()).rejects.toThrow(`is at /texts/${to} now`);
    slug = to;
    expect(await save()).toEqual({ slug: to, edition: 2 });
  });

  test("moved, every address it had leads to where it is", async () => {
    const [second, third] = [`${slug}-b`, `${slug}-c`];
    expect(await moveText(site.db, slug, second)).toEqual({ ok: true });
    expect(await moveText(site.db, second, third)).toEqual({ ok: true });
    for (const old of [slug, second])
      expect(await findOldAddress(site.db, `/texts/${old}`)).toEqual({ to: `/texts/${third}` });
    expect(await moveText(site.db, third, slug)).toEqual({ ok: true });
    expect(await findOldAddress(site.db, `/texts/${slug}`)).toBeUndefined();
    expect(await findOldAddress(site.db, `/texts/${third}`)).toEqual({ to: `/texts/${slug}` });
    expect(await moveText(site.db, slug, "in-defence-of-october")).toMatchObject({ ok: false });
    expect(await moveText(site.db, slug, "Not An Address")).toMatchObject({ ok: false });
    expect(await moveText(site.db, "nobody", "somebody")).toMatchObject({ ok: false });
  });
});

test("a report is asked for by an id of any shape, and nothing breaks", async () => {
  for (const id of ["a".repeat(36), "-".repeat(36), "0".repeat(36), ""])
    expect(await findTypoReport(site.db, id)).toBeUndefined();
});
