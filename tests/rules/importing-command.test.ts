import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PROSE } from "../support/text-files.ts";

/** The command as a volunteer types it. A dry run needs neither settings nor a database. */
const ROOT = join(import.meta.dirname, "../..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "texts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function bring(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["server/commands/import-texts.ts", ...args], {
    cwd: ROOT,
    env: { NODE_ENV: "production", PATH: process.env.PATH },
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  return new Promise((done) => child.on("close", (code) => done({ code, out, err })));
}

describe("npm run texts:import", () => {
  test("says what a file would become, where each word went, and that nothing is stored", async () => {
    const run = await bring(
      put(
        "bread.html",
        `<title>Bread</title><p><a href="/">Home</a> | <a href="/x">News</a></p><h1>Bread</h1><p>by Anna Beck, 1911</p><p>${PROSE}</p>`,
      ),
    );
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toContain("author          Anna Beck");
    expect(run.out).toContain("a row of links: Home | News");
    expect(run.out).toContain("Words in 31 = words out: 23 in the text + 2 furniture + 6 moved to the text’s facts\n");
    expect(run.out).toContain("1 ready, 0 refused.\nNothing has been stored. With --yes it will be, as a draft.\n");
  });

  test("a folder is many texts: one bad file stops none of the others, and the exit code says that there was one", async () => {
    put("one.txt", `One\n\n${PROSE}`);
    put("deeper/two.md", `# Two\n\n${PROSE}`);
    put("evil.html", `<p>${PROSE}<script>x()</script>`);
    put("empty.txt", "");
    put("style.css", "p {}");
    put(".hidden.txt", PROSE);
    const outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "secret.txt"), PROSE);
    symlinkSync(join(outside, "secret.txt"), join(folder, "link.txt"));
    const run = await bring(folder);
    rmSync(outside, { recursive: true });
    expect(run.code).toBe(1);
    expect(run.out).toContain("deeper/two.md\n");
    expect(run.out).toContain("2 files passed over");
    expect(run.out).toContain("2 ready, 3 refused.");
    expect(run.err).toContain("link.txt\n  REFUSED. It is a link to a file outside the folder.");
    expect(run.err).toContain("empty.txt\n  REFUSED. The file is empty.");
    expect(run.err).toContain("evil.html\n  REFUSED. It holds what would run");
  });

  test("a note is not looked for outside the folder", async () => {
    const inner = join(folder, "inner");
    put("notes.html", `<ol><li id="n1">Stolen words.</li></ol>`);
    put("inner/one.html", `<h1>One</h1><p>${PROSE}<a href="../notes.html#n1">1</a></p>`);
    expect((await bring(inner, "--markdown")).out).not.toContain("Stolen");
    expect((await bring(folder, "--markdown")).out).toContain("[^1]: Stolen words.");
  });

  test("two files of one title are two texts; --as names one", async () => {
    put("a.txt", `Bread\n\n${PROSE}`);
    const second = put("b.txt", `Bread\n\n${PROSE}`);
    expect((await bring(folder)).out).toContain("address         /texts/bread-b\n");
    expect((await bring(second, "--as", "other-bread")).out).toContain("address         /texts/other-bread\n");
    expect(await bring(folder, "--as", "x")).toMatchObject({ code: 1, err: "--as names one text, and this is 2.\n" });
    expect(await bring(second, "--as", "Not An Address")).toMatchObject({
      code: 1,
      err: expect.stringContaining("is no address"),
    });
  });

  test("what is asked wrongly is said in a sentence", async () => {
    expect(await bring()).toMatchObject({ code: 1, err: expect.stringContaining("Say which file or folder") });
    expect(await bring(join(folder, "none.txt"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not there"),
    });
    expect(await bring(folder)).toMatchObject({ code: 1, err: "There is no text here.\n" });
    expect(await bring("--wrong")).toMatchObject({ code: 1, err: expect.stringContaining("npm run texts:import") });
  });
});
