import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../site.ts";

/**
 * Our own pages put back to the way Remix's template has them: every page hydrates, so its scripts are named on it and
 * what its loaders gave is written into it a second time, and it is streamed. Built in a folder of its own.
 */
export function makeBare(folder: string): void {
  for (const name of ["app", "db", "package.json", "remix.config.js", "vite.config.ts", "tsconfig.json", "public"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const name of ["entry.server.tsx", "entry.client.tsx"])
    cpSync(join(import.meta.dirname, name), join(folder, "app", name));
  const file = join(folder, "app/ui/document.tsx");
  const ours = readFileSync(file, "utf8");
  const stock = ours
    .replace("import { Links, Meta, useLocation }", "import { Links, Meta, Scripts, ScrollRestoration, useLocation }")
    .replace("</body>", "<ScrollRestoration /><Scripts /></body>");
  if (!stock.includes("ScrollRestoration, ") || !stock.includes("<Scripts />"))
    throw new Error("app/ui/document.tsx has changed: the bare app cannot be made of it");
  writeFileSync(file, stock);
  const cli = join(ROOT, "node_modules/@remix-run/dev/dist/cli.js");
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production" };
  const built = spawnSync(process.execPath, [cli, "vite:build"], { cwd: folder, env, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the bare app cannot be built: ${built.stderr}`);
}
