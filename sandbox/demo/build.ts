import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./children.ts";

/** What the built site is made of. */
const SOURCES = [
  "app",
  "public",
  "package.json",
  "package-lock.json",
  "remix.config.js",
  "tsconfig.json",
  "vite.config.ts",
];
/** The build writes the browser's part first and this last, so a build cut short counts as none. */
const BUILT = ["build/client", "build/server/index.js"];

/** Whether the built site is missing or older than a source. A file that was deleted changes its folder's time. */
export function isBuildStale(root = ROOT): boolean {
  const built = BUILT.map((path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (built.includes(0)) return true;
  return SOURCES.some((path) => newest(join(root, path)) > (built.at(-1) ?? 0));
}

function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(found.mtimeMs, ...inside);
}

/** The command of `npm run build`, as a script for Node.js. */
export function buildScript(): string[] {
  const main = createRequire(join(ROOT, "package.json")).resolve("@remix-run/dev");
  return [join(dirname(main), "cli.js"), "vite:build"];
}
