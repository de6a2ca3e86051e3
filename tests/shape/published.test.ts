import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./sources.ts";

/** What the repository may not hold, in any file git knows. */
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\0")
  .filter((name) => name !== "" && !/\.(png|woff2|ico)$/.test(name) && name !== "tests/shape/published.test.ts");

const holding = (pattern: RegExp) =>
  files.filter((name) => {
    try {
      return pattern.test(readFileSync(join(ROOT, name), "utf8"));
    } catch {
      return false; // removed, and not yet told to git
    }
  });

test("no live key and no secret but the sandbox's own", () => {
  expect(files.length).toBeGreaterThan(300);
  expect(holding(/\b[sr]k_live_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{32,}|-----BEGIN [A-Z ]*PRIVATE KEY/)).toEqual([]);
});

test("no key of a test account, no token of another service, and no password in an address", () => {
  const tokens =
    /\b[sr]k_test_(?!sandbox)[A-Za-z0-9]{12,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bnpm_[A-Za-z0-9]{36}\b|\bxox[abp]-\d/;
  expect(holding(tokens)).toEqual([]);
  // two words that say of themselves that they are none
  expect(holding(/\b[a-z]+:\/\/[^\s/:@"'`]+:(?!password@|geheim@)[^\s/:@"'`$]+@/)).toEqual([]);
});

test("no path of somebody's machine", () => {
  expect(holding(/(^|[\s"'`(=])\/(home\/[a-z]+|Users\/[A-Za-z]+|work\/main)\//m)).toEqual([]);
});

test("no address of a package registry, the lock file included", () => {
  expect(holding(/registry\.[a-z]+js\.org|deb\.debian\.org/)).toEqual([]);
});
