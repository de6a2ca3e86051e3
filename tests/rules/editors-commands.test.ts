import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTextFile } from "#app/reading/editions/made-files.ts";
import { findText } from "#app/reading/texts.ts";
import type { Site } from "#app/site.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { testEnvironment } from "../support/settings.ts";
import { createTestSite } from "../support/site.ts";

/** A text on its way through an editor's commands: brought in, published, corrected, put off, taken back. */
const ROOT = join(import.meta.dirname, "../..");
let database: TestDatabase;
let site: Site;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  ({ site } = createTestSite({ DATABASE_URL: database.appUrl }));
  folder = mkdtempSync(join(tmpdir(), "editors-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await site.db.destroy();
  await database.drop();
});

function command(name: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    ...testEnvironment({ PATH: process.env.PATH, DATABASE_URL: database.appUrl, LOG_LEVEL: "silent" }),
  };
  return new Promise((done) =>
    execFile(process.execPath, [`server/commands/${name}.ts`, ...args], { cwd: ROOT, env }, (fault, out, err) =>
      done({ code: fault ? Number(fault.code) : 0, out, err }),
    ),
  );
}

function put(name: string, words: string): string {
  const path = join(folder, name);
  writeFileSync(path, words);
  return path;
}

const TEXT = `---
title: The Night Shift
author: Ada Example
date: 1911-03
summary: What the bakers of Sampleton asked for.
rights: Free to copy.
---

## The bakehouse

We begin at ten in the evening and go home when others rise.[^1]

The bakersâ€™ flour is in the air.[^a]

## What we ask

Eight hours, and a window.

[^1]: In winter at nine.
[^a]: The windows were nailed shut.
`;
const slug = "the-night-shift";
const read = () => findText(site.db, slug);

describe("an editor’s commands", () => {
  test("a file is looked at, stored as a draft, and published; nobody saw it before", async () => {
    const file = put("night.md", TEXT);
    expect((await command("import-texts", file)).out).toContain("Nothing has been stored");
    expect((await command("texts")).out).not.toContain(slug);
    const stored = await command("import-texts", file, "--yes");
    expect(stored).toMatchObject({ code: 0, err: "" });
    expect(stored.out).toContain(`Stored as a draft: edition 1 of /texts/${slug}.`);
    expect((await command("texts")).out).toContain(`${slug}: The Night Shift (draft of edition 1)`);
    expect(await read()).toBeUndefined();
    const again = await command("import-texts", file, "--yes");
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/There is a draft of “the-night-shift” already: edition 1.*--replace/s);
    expect((await command("import-texts", file, "--yes", "--replace")).code).toBe(0);
    expect((await command("texts", "publish", slug)).out).toBe(`Edition 1 of “${slug}” is published.\n`);
    expect(await read()).toMatchObject({ edition: 1, originalDate: "1911-03", holds: "full text" });
    expect((await read())?.bodyHtml).toContain("The bakers’ flour");
    expect((await read())?.provenance.corrections).toBeTruthy();
  });

  test("its Markdown brought in again is the same text, in every word and note", async () => {
    const before = await read();
    const file = await findTextFile(site, slug, "md");
    const path = put("again.md", Buffer.from(file?.bytes ?? []).toString("utf8"));
    const stored = await command("import-texts", path, "--yes", "--as", slug);
    expect(stored).toMatchObject({ code: 0, err: "" });
    const { body_html, notes } = await site.db
      .selectFrom("editions")
      .innerJoin("texts", "texts.id", "editions.text_id")
      .select(["body_html", "notes"])
      .where("slug", "=", slug)
      .where("published_at", "is", null)
      .executeTakeFirstOrThrow();
    expect(body_html).toBe(before?.bodyHtml);
    expect(notes).toEqual(before?.notes);
  });

  test("a correction says what it changed, and can wait for its moment", async () => {
    const silent = await command("texts", "publish", slug);
    expect([silent.code, silent.err]).toEqual([1, "Say in a sentence what differs from edition 1\n"]);
    for (const never of ["tomorrow", "2020-01-01T07:00Z", "2026-13-01T07:00Z"])
      expect((await command("texts", "publish", slug, "--changes", "A slip.", "--at", never)).code).toBe(1);
    const at = new Date(Date.now() + 86_400_000).toISOString();
    const put = await command("texts", "publish", slug, "--changes", "A slip.", "--at", at);
    expect(put.out).toBe(`Edition 2 of “${slug}” is published by the worker at ${at}.\n`);
    expect((await command("texts")).out).toContain(`(edition 1, draft of edition 2, from ${at})`);
    expect(await read()).toMatchObject({ edition: 1 });
  });

  test("a text is moved and taken back with a reason, and a wish that cannot be done is a sentence", async () => {
    expect((await command("texts", "withdraw", slug)).err).toContain("Say why");
    expect((await command("texts", "move", slug, "Night Shift")).code).toBe(1);
    expect((await command("texts", "move", slug, "night-shift")).code).toBe(0);
    expect((await command("texts", "withdraw", "night-shift", "--why", "Its heirs asked us to.")).code).toBe(0);
    expect((await command("texts", "publish", "nobody")).err).toBe("There is no draft of “nobody”\n");
    expect((await command("texts", "typos")).out).toBe("Nothing waits.\n");
    expect((await command("texts", "typo", "1", "accepted")).err).toBe("No such report waits\n");
    expect(await command("texts", "burn", slug)).toMatchObject({
      code: 2,
      err: expect.stringContaining("withdraw SLUG"),
    });
  });
});
