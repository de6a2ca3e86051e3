import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishEditionJob } from "#app/jobs/publish-edition.ts";
import { compare, compareEditions, listEditions } from "#app/reading/compare-editions.ts";
import { DraftInTheWay, saveDraft, type TextDraft } from "#app/reading/drafts.ts";
import { publishEdition, scheduleEdition } from "#app/reading/publish.ts";
import { TextProblem } from "#app/reading/render-text.ts";
import { search } from "#app/reading/search.ts";
import { findText } from "#app/reading/texts.ts";
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
const text = (over: Partial<TextDraft> = {}) => sampleDraft({ slug, ...over });
const save = (over: Partial<TextDraft> = {}, replace = false) => saveDraft(site.db, text(over), NOW, { replace });
const read = () => findText(site.db, slug);

describe("a text is a draft until somebody publishes it", () => {
  test("nobody sees a draft; published, it is edition 1 with all it has", async () => {
    expect(await save()).toEqual({ slug, edition: 1 });
    expect(await read()).toBeUndefined();
    expect(await publishEdition(site.db, slug, NOW)).toEqual({ ok: true, edition: 1 });
    const found = await read();
    expect(found).toMatchObject({ edition: 1, title: "The Night Shift", rights: "Free to copy.", words: 44 });
    expect(found?.notes.map(({ label }) => label)).toEqual(["1", "a"]);
    expect((await publishEdition(site.db, slug, NOW)).ok).toBe(false);
  });

  test("not without its rights, its particulars, or with broken letters and straight quotation marks in it", async () => {
    await save({
      rights: "",
      summary: "",
      author: "",
      body: "The soldiersâ€™ bread.\n\nThe workerís bread.\n\n“Fine” but 'so\".",
    });
    const published = await publishEdition(site.db, slug, NOW);
    expect(published.ok).toBe(false);
    expect(published.ok ? [] : published.problems.map((problem) => problem.split(/[:“]/)[0]?.trim())).toEqual([
      "Say who wrote the text",
      "Say in a sentence what the text is about",
      "Say whose the text is",
      "Put right the broken letters in p1",
      "Put right the broken letters in p2",
      "Make the straight quotation mark in p3 a curly one",
    ]);
    expect(await read()).toBeUndefined();
    await expect(pool.query("update editions set published_at = now() where rights = ''")).rejects.toThrow(/rights/);
  });

  test("a draft that cannot be shown is refused and nothing is kept of it", async () => {
    await expect(save({ body: "Words.\n\n[^9]: Called by nobody." })).rejects.toThrow(TextProblem);
    expect((await pool.query("select from texts where slug = $1", [slug])).rowCount).toBe(0);
  });

  test("a summary that is too long is said to be, before anything is stored", async () => {
    await expect(save({ summary: "x".repeat(156) })).rejects.toThrow("Shorten the summary");
    expect(await save({ summary: "x".repeat(155) })).toEqual({ slug, edition: 1 });
  });

  test("one draft at a time: a second one is refused, or replaces the first where that is said", async () => {
    await save();
    await expect(save({ title: "Other" })).rejects.toThrow(DraftInTheWay);
    expect(await save({ title: "Other" }, true)).toEqual({ slug, edition: 1 });
    await publishEdition(site.db, slug, NOW);
    expect((await read())?.title).toBe("Other");
  });

  test("two who save at once do not take one number", async () => {
    const done = await Promise.allSettled([save(), save(), save()]);
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(
      (await pool.query("select number from editions join texts t on t.id = text_id where slug = $1", [slug])).rows,
    ).toEqual([{ number: 1 }]);
  });
});

const CORRECTED = text({})
  .body.replace("nobody has opened a window", "nobody has ever opened a window")
  .replace("## What we ask\n\n", "## What we ask for\n\nA new passage.\n\n");

describe("a correction is the next edition", () => {
  beforeEach(async () => {
    await save();
    await publishEdition(site.db, slug, NOW);
  });

  test("readers see the old one until it is published, and its particulars too", async () => {
    expect(await save({ body: CORRECTED, title: "The Night Shift, corrected", rights: "" })).toEqual({
      slug,
      edition: 2,
    });
    expect(await read()).toMatchObject({ edition: 1, title: "The Night Shift" });
    const silent = await publishEdition(site.db, slug, LATER);
    expect(silent).toEqual({ ok: false, problems: ["Say in a sentence what differs from edition 1"] });
    expect(await publishEdition(site.db, slug, LATER, "A word was missing.")).toEqual({ ok: true, edition: 2 });
    expect(await read()).toMatchObject({ edition: 2, title: "The Night Shift, corrected", rights: "Free to copy." });
  });

  test("addresses stay, and what differs is told word for word", async () => {
    await save({ body: CORRECTED });
    await publishEdition(site.db, slug, LATER, "A word was missing.");
    const html = (await read())?.bodyHtml ?? "";
    expect([...html.matchAll(/<(?:h2|p) id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      "the-bakehouse",
      "p1",
      "p2",
      "what-we-ask",
      "p2-1",
      "p3",
    ]);
    expect(await compareEditions(site.db, slug, 2)).toEqual([
      {
        anchor: "p2",
        pieces: [
          { is: "same", words: "The flour is in the air, and nobody has " },
          { is: "added", words: "ever " },
          { is: "same", words: "opened a window since the spring." },
        ],
      },
      {
        anchor: "what-we-ask",
        pieces: [
          { is: "same", words: "What we ask" },
          { is: "added", words: " for" },
        ],
      },
      { anchor: "p2-1", pieces: [{ is: "added", words: "A new passage." }] },
    ]);
    expect(await compareEditions(site.db, slug, 1)).toBeUndefined();
    expect((await listEditions(site.db, slug)).map(({ number, changes }) => [number, changes])).toEqual([
      [2, "A word was missing."],
      [1, ""],
    ]);
  });

  test("a long passage of which little stayed is told as a whole, and keeps nobody waiting", () => {
    const row = (letter: string) => ({
      anchor: "p1",
      words: Array.from({ length: 1000 }, (_none, n) => (n % 10 === 0 ? "stays" : `${letter}${n}`)).join(" "),
    });
    const [was, is] = [row("was"), row("is")];
    expect(compare([was], [is])).toEqual([
      {
        anchor: "p1",
        pieces: [
          { is: "removed", words: was.words },
          { is: "added", words: is.words },
        ],
      },
    ]);
  });

  test("what was published never changes, whoever asks", async () => {
    for (const statement of [
      "update editions set body_html = 'x' where published_at is not null",
      "delete from editions where published_at is not null",
      "update paragraphs set words = 'x'",
      "delete from paragraphs",
      "insert into paragraphs select edition_id, 999, 'x', 'paragraph', 'x' from paragraphs limit 1",
    ])
      await expect(database.owner.query(statement)).rejects.toThrow(/does not change/);
  });

  test("found is what is published: the new words and no longer the old", async () => {
    const find = async (words: string) =>
      (await search(site.db, `"${words}"`, NOW)).found.filter((one) => one.slug === slug).map(({ anchor }) => anchor);
    expect(await find("nobody has opened")).toEqual(["p2"]);
    await save({ body: CORRECTED });
    expect(await find("has ever opened")).toEqual([]);
    await publishEdition(site.db, slug, LATER, "A word was missing.");
    expect(await find("has ever opened")).toEqual(["p2"]);
    expect(await find("nobody has opened")).toEqual([]);
  });
});

describe("an edition can wait for its moment", () => {
  const job = async () => {
    const { id } = (await pool.query("select id from texts where slug = $1", [slug])).rows[0];
    await publishEditionJob({ ...site, clock: { now: () => LATER } }, { textId: id });
  };

  test("what would keep it from being published is said at once, and the worker publishes it when it has come", async () => {
    await save({ rights: "" });
    expect((await scheduleEdition(site.db, slug, LATER, NOW)).ok).toBe(false);
    await save({}, true);
    expect((await scheduleEdition(site.db, slug, NOW, NOW)).ok).toBe(false);
    expect(await scheduleEdition(site.db, slug, LATER, NOW)).toEqual({ ok: true, edition: 1 });
    const jobs = await database.owner.query(
      "select run_at from graphile_worker.jobs where task_identifier = 'publish-edition'",
    );
    expect(jobs.rows.map(({ run_at }) => run_at.toISOString())).toContain(LATER.toISOString());
    expect(await read()).toBeUndefined();
    await job();
    expect(await read()).toMatchObject({ edition: 1, published: LATER });
  });

  test("published sooner, it keeps what was said of its changes", async () => {
    await save();
    await publishEdition(site.db, slug, NOW);
    await save({ body: CORRECTED });
    await scheduleEdition(site.db, slug, LATER, NOW, "A window more.");
    expect(await publishEdition(site.db, slug, NOW)).toEqual({ ok: true, edition: 2 });
    expect((await listEditions(site.db, slug))[0]).toMatchObject({ number: 2, changes: "A window more." });
  });

  test("put off, published or thrown away meanwhile, the worker leaves it", async () => {
    await save();
    await scheduleEdition(site.db, slug, LATER, NOW);
    await scheduleEdition(site.db, slug, new Date("2026-12-24T07:00:00Z"), NOW);
    await job();
    expect(await read()).toBeUndefined();
    await publishEdition(site.db, slug, NOW);
    await job();
    expect(await read()).toMatchObject({ edition: 1, published: NOW });
  });
});

describe("an edition that waits for its moment and a worker whose clock is behind", () => {
  test("asked a moment too early, the worker is told again", async () => {
    await save();
    await scheduleEdition(site.db, slug, LATER, NOW);
    const { id } = (await pool.query("select id from texts where slug = $1", [slug])).rows[0];
    await database.owner.query("select graphile_worker.remove_job($1)", [`publish:${id}`]);
    const early = new Date(LATER.getTime() - 5);
    await publishEditionJob({ ...site, clock: { now: () => early } }, { textId: id });
    const jobs = await database.owner.query("select run_at from graphile_worker.jobs where key = $1", [
      `publish:${id}`,
    ]);
    expect(jobs.rows.map(({ run_at }) => run_at.toISOString())).toEqual([LATER.toISOString()]);
  });
});
