import type { IncomingMessage, ServerResponse } from "node:http";
import { chooseEncoding, knows } from "../encoding.ts";
import type { Answer } from "../fast-path/fast-path.ts";
import type { PlainGet } from "../fast-path/plain-get.ts";
import type { KeptPage } from "./kept-page.ts";

/** Sends a page where it lies there packed as this browser takes it, or is known to the browser. False where not. */
export function sendReady(req: IncomingMessage, res: ServerResponse, page: KeptPage): boolean {
  if (knows(req.headers["if-none-match"], page.etag)) {
    res.writeHead(304, { ...page.headers, etag: page.etag }).end();
    return true;
  }
  const ready = page.ready(encodingFor(req.headers["accept-encoding"], page));
  if (!ready) return false;
  res.writeHead(200, ready.headers);
  res.end(req.method === "HEAD" ? undefined : ready.body);
  return true;
}

/** The same for a request on the fast path. Undefined where it would have to be packed first. */
export function readyAnswer(asked: PlainGet, page: KeptPage): Answer | undefined {
  if (knows(asked.ifNoneMatch, page.etag)) return { head: page.unchanged, body: undefined };
  return page.ready(encodingFor(asked.acceptEncoding, page));
}

/** Sends a page, packed first where it has to be. */
export async function sendKept(req: IncomingMessage, res: ServerResponse, page: KeptPage): Promise<void> {
  if (sendReady(req, res, page)) return;
  const { headers, body } = await page.in(encodingFor(req.headers["accept-encoding"], page));
  res.writeHead(200, headers);
  res.end(req.method === "HEAD" ? undefined : body);
}

function encodingFor(accepted: string | undefined, { rendered: { headers, body } }: KeptPage) {
  return chooseEncoding(accepted, String(headers["content-type"]), body.length);
}
