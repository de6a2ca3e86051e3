import type { IncomingMessage, ServerResponse } from "node:http";
import { chooseEncoding, knows } from "../encoding.ts";
import type { KeptPage } from "./kept-page.ts";

/** Sends a page where it lies there packed as this browser takes it, or is known to the browser. False where not. */
export function sendReady(req: IncomingMessage, res: ServerResponse, page: KeptPage): boolean {
  if (knows(req.headers["if-none-match"], page.etag)) {
    res.writeHead(304, { ...page.headers, etag: page.etag }).end();
    return true;
  }
  const ready = page.ready(encodingFor(req, page));
  if (!ready) return false;
  res.writeHead(200, ready.headers);
  res.end(req.method === "HEAD" ? undefined : ready.body);
  return true;
}

/** Sends a page, packed first where it has to be. */
export async function sendKept(req: IncomingMessage, res: ServerResponse, page: KeptPage): Promise<void> {
  if (sendReady(req, res, page)) return;
  const { headers, body } = await page.in(encodingFor(req, page));
  res.writeHead(200, headers);
  res.end(req.method === "HEAD" ? undefined : body);
}

function encodingFor(req: IncomingMessage, { rendered: { headers, body } }: KeptPage) {
  return chooseEncoding(req.headers["accept-encoding"], String(headers["content-type"]), body.length);
}
