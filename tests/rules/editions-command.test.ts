import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { testEnvironment } from "../support/settings.ts";

const ROOT = join(import.meta.dirname, "../..");
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "printed-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function print(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "production",
    ...testEnvironment({ PATH: process.env.PATH, DATABASE_URL: database.appUrl, LOG_LEVEL: "silent" }),
  };
  return new Promise((done) =>
    execFile(process.execPath, ["server/commands/print-text.ts", ...args], { cwd: ROOT, env }, (fault, out, err) =>
      done({ code: fault ? Number(fault.code) : 0, out, err }),
    ),
  );
}

describe("npm run texts:print", () => {
  test("writes the pamphlet twice and says where, how many pages, how many sheets", async () => {
    const out = join(folder, "made/for it");
    const run = await print("in-defence-of-october", "--out", out);
    expect(run).toMatchObject({ code: 0, err: "" });
    const [, pages] = /in-defence-of-october-a5\.pdf: (\d+) pages of A5, edition 1\n/.exec(run.out) ?? [];
    const [, sheets] =
      /in-defence-of-october-a5-folded\.pdf: (\d+) sheets of A4, to print on both sides/.exec(run.out) ?? [];
    expect(Number(pages)).toBeGreaterThanOrEqual(8);
    expect(Number(sheets) * 4).toBe(Number(pages));
    for (const name of ["a5", "a5-folded"])
      expect(readFileSync(join(out, `in-defence-of-october-${name}.pdf`)).toString("latin1", 0, 5)).toBe("%PDF-");
  }, 60_000);

  test("refuses with a sentence what is not there, and writes nothing", async () => {
    const out = join(folder, "nothing");
    await database.owner.query(
      "insert into texts (slug, title, author, occasion, original_date, summary) values ('only-a-draft', 'A draft', 'B', 'C', '1999', 'D')",
    );
    expect(await print("no-such-text", "--out", out)).toEqual({
      code: 1,
      out: "",
      err: "There is no text “no-such-text”. Its name is the last part of its address: /texts/NAME.\n",
    });
    expect(await print("only-a-draft", "--out", out)).toEqual({
      code: 1,
      out: "",
      err: "Nothing of “A draft” is published, so there is nothing to print.\n",
    });
    expect((await print()).err).toBe("Say which text: npm run texts:print -- SLUG [--out FOLDER]\n");
    expect(existsSync(out)).toBe(false);
  }, 60_000);
});
