import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import type { Built, Site } from "#app/site.ts";
import { ANSWER_MS } from "./connections.ts";
import { chooseEncoding, knows, varyOf } from "./encoding.ts";
import { Refused } from "./gate.ts";
import { etagOf, packed } from "./kept-pages/kept-page.ts";
import { plainPage } from "./plain-page.ts";
import type { OutgoingHeaders, Rendered } from "./rendered.ts";
import { handlersOf } from "./route-handlers.ts";

const TOO_SLOW = "This page took too long. If you were paying, no money is taken twice. Try again in a few minutes.";
const TRY_AGAIN_SECONDS = 60;

/** Who asks a page for something: its request, and what stands for the sender. */
export type Asking = { request: Request; requestId: string; visitor: string };

export type Pages = { build: ServerBuild; render(asking: Asking): Promise<Rendered> };

/** Loads the built site. The path is a variable, or the build would be type-checked with the rest. */
export async function loadPages(site: Site, buildFolder: string, files: ReadonlyMap<string, number>): Promise<Pages> {
  const file = pathToFileURL(join(buildFolder, "server/index.js")).href;
  const build: ServerBuild = await import(file);
  const handlerOf = handlersOf(build);
  const built: Built = {
    version: build.assets.version,
    files,
    async weigh(path) {
      const request = new Request(new URL(path, site.settings.siteUrl));
      const { status, body } = await render({ request, requestId: "weighing", visitor: "" });
      return status === 200 ? body.length : undefined;
    },
  };
  const render = ({ request, requestId, visitor }: Asking) =>
    inTime(handlerOf(new URL(request.url).pathname)(request, { ...site, requestId, visitor, built }).then(whole)).then(
      withReason,
    );
  // a route that makes a file has no page of its own to say that there is none
  const withReason = (made: Rendered): Rendered => {
    if (made.status < 400 || made.body.length > 0) return made;
    const headers = { ...made.headers, "content-type": "text/html; charset=utf-8" };
    return { ...made, headers, body: Buffer.from(plainPage(site.settings, made.status)) };
  };
  return { build, render };
}

/** An answer that does not come is a fault of ours, and a reader is told so before the browser gives up. */
async function inTime(answer: Promise<Rendered>): Promise<Rendered> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refused(503, TOO_SLOW, TRY_AGAIN_SECONDS)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Reads an answer to its end. What does not say that it may be kept, may not be; nor may a page that went wrong. */
async function whole(response: Response): Promise<Rendered> {
  const headers: OutgoingHeaders = {};
  for (const [name, value] of response.headers) if (name !== "set-cookie") headers[name] = value;
  // several cookies stay several: joined by commas, browsers would take them for one
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (headers["cache-control"] === undefined || response.status >= 400) headers["cache-control"] = "no-store";
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) };
}

/** The request of a browser as the pages get it, without the headers in which a stranger could claim to be a proxy. */
export function requestOf(req: IncomingMessage, res: ServerResponse, url: URL, body: Buffer | undefined): Request {
  const gone = new AbortController();
  res.on("close", () => {
    if (!res.writableFinished) gone.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value === undefined || name.startsWith(":") || name.startsWith("x-forwarded-")) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  // a HEAD is answered as its GET would be, so that its headers are true; the body is left out at the end
  const method = req.method === "HEAD" ? "GET" : (req.method ?? "GET");
  return new Request(url, { method, headers, body: body ? new Uint8Array(body) : null, signal: gone.signal });
}

const EMPTY = new Set([204, 304]);

/** Sends an answer that is kept by nobody, packed as the browser takes it. */
export async function sendOnce(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers, body }: Rendered,
  always: Record<string, string>,
): Promise<void> {
  const out: OutgoingHeaders = { ...always, ...headers };
  if (EMPTY.has(status)) {
    res.writeHead(status, out).end();
    return;
  }
  if (status === 200 && isPublic(headers)) {
    const etag = etagOf(body);
    out.etag = etag;
    if (knows(req.headers["if-none-match"], etag)) {
      res.writeHead(304, out).end();
      return;
    }
  }
  const encoding = chooseEncoding(req.headers["accept-encoding"], String(headers["content-type"]), body.length);
  const bytes = await packed(body, encoding);
  if (encoding !== "identity") {
    out["content-encoding"] = encoding;
    out.vary = varyOf(headers.vary);
  }
  res.writeHead(status, { ...out, "content-length": String(bytes.length) });
  res.end(req.method === "HEAD" ? undefined : bytes);
}

const isPublic = (headers: OutgoingHeaders) =>
  /\bpublic\b/.test(String(headers["cache-control"])) && headers["set-cookie"] === undefined;
