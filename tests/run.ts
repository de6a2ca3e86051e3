import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `npm test`: builds the site, then runs every test against what was built. Arguments go to vitest, so that
 * `npm test -- tests/rules` runs a part. Ends with one line of counts; exits non-zero where anything failed or nothing ran.
 */
const ROOT = join(import.meta.dirname, "..");
const bin = (name: string) => join(ROOT, "node_modules", name);

function run(title: string, args: string[]): Promise<number> {
  const began = performance.now();
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
    child.on("exit", (code) => {
      console.log(`${title}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
      done(code ?? 1);
    });
  });
}

type Report = { testResults: { name: string; assertionResults: { status: string }[] }[] };

const folder = await mkdtemp(join(tmpdir(), "pamphleteer-report-"));
const report = join(folder, "report.json");
const built = await run("build", [bin("@remix-run/dev/dist/cli.js"), "vite:build"]);
const code =
  built === 0
    ? await run("tests", [
        bin("vitest/vitest.mjs"),
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
        ...process.argv.slice(2),
      ])
    : built;

const counts = new Map<string, { passed: number; failed: number; skipped: number }>();
try {
  const { testResults }: Report = JSON.parse(await readFile(report, "utf8"));
  for (const file of testResults) {
    const room = file.name.split(/[\\/]tests[\\/]/)[1]?.split(/[\\/]/)[0] ?? "other";
    const count = counts.get(room) ?? { passed: 0, failed: 0, skipped: 0 };
    for (const { status } of file.assertionResults) {
      if (status === "passed") count.passed++;
      else if (status === "failed") count.failed++;
      else count.skipped++;
    }
    counts.set(room, count);
  }
} catch {
  console.error("The tests did not get as far as a report.");
} finally {
  await rm(folder, { recursive: true, force: true });
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const [room, count] of [...counts].sort()) {
  console.log(`  tests/${room}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(code !== 0 ? code : total.passed > 0 ? 0 : 1);
