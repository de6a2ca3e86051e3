import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "#sandbox/postgres/make-folder.ts";

test("folders are made one below the other, and again without a fuss", () => {
  const root = mkdtempSync(join(tmpdir(), "folders "));
  makeFolder(join(root, "a/b c/d"));
  makeFolder(join(root, "a/b c/d"));
  expect(existsSync(join(root, "a/b c/d"))).toBe(true);
  rmSync(root, { recursive: true });
});

test.runIf(process.platform === "linux")("a place where nothing can be made is an error, and no endless wait", () => {
  const script = `import { makeFolder } from ${JSON.stringify(new URL("../../sandbox/postgres/make-folder.ts", import.meta.url).href)}; try { makeFolder("/proc/none/here"); } catch { console.log("refused"); }`;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 30_000,
    killSignal: "SIGKILL",
  });
  expect(said).toContain("refused");
});
