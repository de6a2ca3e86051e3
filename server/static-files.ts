import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

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
const COMPRESSIBLE = new Set([".css", ".js", ".svg", ".txt", ".webmanifest"]);
const HASHED = /^\/assets\//;
/** A worker that browsers keep too long would go on keeping old texts. */
const ASKED_EACH_TIME = "/sw.js";

type File = { headers: Record<string, string>; bytes: Record<"identity" | "br" | "gzip", Buffer | undefined> };

/** The built files and those of public/, read and compressed once at the start. They are few and small. */
export function loadStaticFiles(folder: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)];
    const address = `/${relative(folder, path).split(sep).join("/")}`;
    if (!entry.isFile() || !type || address.startsWith("/.")) continue;
    files.set(address, read(path, address, type));
  }
  return files;
}

function read(path: string, address: string, type: string): File {
  const identity = readFileSync(path);
  const packs = COMPRESSIBLE.has(extname(path));
  return {
    headers: {
      "Content-Type": type,
      ETag: `"${createHash("sha256").update(identity).digest("base64url").slice(0, 22)}"`,
      "Cache-Control": keepFor(address),
      ...(packs ? { Vary: "Accept-Encoding" } : {}),
    },
    bytes: {
      identity,
      br: packs ? brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }) : undefined,
      gzip: packs ? gzipSync(identity) : undefined,
    },
  };
}

function keepFor(address: string): string {
  if (HASHED.test(address)) return "public, max-age=31536000, immutable";
  return address === ASKED_EACH_TIME ? "public, max-age=0, must-revalidate" : "public, max-age=3600";
}

/** Answers for a file; false where there is none of that name. */
export function sendStaticFile(
  files: Map<string, File>,
  path: string,
  req: IncomingMessage,
  res: ServerResponse,
  headers: Record<string, string>,
): boolean {
  const file = files.get(path);
  if (!file) return false;
  if (req.headers["if-none-match"]?.includes(file.headers.ETag ?? "-")) {
    res.writeHead(304, { ...headers, ...file.headers }).end();
    return true;
  }
  const encoding = chooseEncoding(req.headers["accept-encoding"], file.bytes);
  const bytes = file.bytes[encoding] ?? Buffer.alloc(0);
  res.writeHead(200, {
    ...headers,
    ...file.headers,
    "Content-Length": bytes.length,
    ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }),
  });
  res.end(req.method === "HEAD" ? undefined : bytes);
  return true;
}

function chooseEncoding(accepted: string | undefined, bytes: File["bytes"]): keyof File["bytes"] {
  if (bytes.br && /\bbr\b/.test(accepted ?? "")) return "br";
  if (bytes.gzip && /\bgzip\b/.test(accepted ?? "")) return "gzip";
  return "identity";
}
