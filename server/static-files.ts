import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { AT_LEISURE, KeptPage } from "./kept-pages/kept-page.ts";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
};
const HASHED = /^\/assets\//;
/** A worker that browsers keep too long would go on keeping old texts. */
const ASKED_EACH_TIME = "/sw.js";

/**
 * The built files and those of public/, read once at the start: they are few and small. Packed, as tight as can be,
 * when they are first asked for. `always` gives the headers of every reply from an address.
 */
export function loadStaticFiles(
  folder: string,
  always: (address: string) => Record<string, string>,
): Map<string, KeptPage> {
  const files = new Map<string, KeptPage>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)];
    const address = `/${relative(folder, path).split(sep).join("/")}`;
    if (!entry.isFile() || !type || address.startsWith("/.")) continue;
    const headers = {
      ...always(address),
      "content-type": type,
      "cache-control": keepFor(address),
    };
    const rendered = { status: 200, headers, body: readFileSync(path) };
    files.set(address, new KeptPage(rendered, { quality: AT_LEISURE }));
  }
  return files;
}

function keepFor(address: string): string {
  if (HASHED.test(address)) return "public, max-age=31536000, immutable";
  return address === ASKED_EACH_TIME ? "public, max-age=0, must-revalidate" : "public, max-age=3600";
}
