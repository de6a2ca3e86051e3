import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { createRequestHandler, type ServerBuild } from "@remix-run/node";
import type { Built, Site } from "#app/site.ts";
import { securityHeaders } from "./headers.ts";
import { addressOf, visitorKey } from "./visitor.ts";

type PageHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  body: Buffer | undefined,
  requestId: string,
) => Promise<void>;

/** Loads the built site. The path is a variable, or the build would be type-checked with the rest. */
export async function loadPages(
  site: Site,
  buildFolder: string,
  files: ReadonlyMap<string, number>,
): Promise<PageHandler> {
  const file = pathToFileURL(join(buildFolder, "server/index.js")).href;
  const build: ServerBuild = await import(file);
  const handle = createRequestHandler(build, "production");
  const built: Built = {
    version: build.assets.version,
    files,
    async weigh(path) {
      const request = new Request(new URL(path, site.settings.siteUrl));
      const response = await handle(request, { ...site, requestId: "weighing", visitor: "", built });
      return response.status === 200 ? (await response.arrayBuffer()).byteLength : undefined;
    },
  };
  return async (req, res, url, body, requestId) => {
    const gone = new AbortController();
    res.on("close", () => {
      if (!res.writableFinished) gone.abort();
    });
    const request = new Request(url, {
      // a HEAD is answered as its GET would be, so that length and ETag are true; the body is left out at the end
      method: req.method === "HEAD" ? "GET" : req.method,
      headers: headersOf(req),
      body: body ? new Uint8Array(body) : null,
      signal: gone.signal,
    });
    await send(
      req,
      res,
      await handle(request, {
        ...site,
        requestId,
        visitor: visitorKey(site.settings, addressOf(req, site.settings)),
        built,
      }),
      securityHeaders(site.settings, url.pathname),
    );
  };
}

/** The request's headers, without those in which a stranger could claim to be a proxy of ours. */
function headersOf(req: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value === undefined || name.startsWith(":") || name.startsWith("x-forwarded-")) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);
const WORTH_PACKING = 1000;

async function send(
  req: IncomingMessage,
  res: ServerResponse,
  response: Response,
  headers: Record<string, string>,
): Promise<void> {
  const out: Record<string, string | string[]> = { ...headers };
  for (const [name, value] of response.headers) if (name !== "set-cookie") out[name] = value;
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) out["set-cookie"] = cookies;
  // what does not say that it may be kept, may not be kept; nor may a page that went wrong, whatever its loader said
  if (!response.headers.has("cache-control") || response.status >= 400) out["cache-control"] = "no-store";
  let bytes: Buffer = Buffer.from(await response.arrayBuffer());

  const isPublic = response.status === 200 && /\bpublic\b/.test(String(out["cache-control"])) && cookies.length === 0;
  if (isPublic) {
    const etag = `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    out.etag = etag;
    if (req.headers["if-none-match"]?.includes(etag)) {
      res.writeHead(304, out).end();
      return;
    }
  }
  if (bytes.length > WORTH_PACKING && /^text\/|[+/](xml|json)\b/.test(response.headers.get("content-type") ?? "")) {
    const accepted = String(req.headers["accept-encoding"] ?? "");
    out.vary = [response.headers.get("vary"), "Accept-Encoding"].filter(Boolean).join(", ");
    if (/\bbr\b/.test(accepted)) {
      bytes = await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
      out["content-encoding"] = "br";
    } else if (/\bgzip\b/.test(accepted)) {
      bytes = await gz(bytes);
      out["content-encoding"] = "gzip";
    }
  }
  const empty = response.status === 204 || response.status === 304;
  res.writeHead(response.status, empty ? out : { ...out, "content-length": String(bytes.length) });
  res.end(req.method === "HEAD" || empty ? undefined : bytes);
}
