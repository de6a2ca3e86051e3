import type { IncomingMessage, ServerResponse } from "node:http";
import qs from "qs";
import { Refusal } from "./refusal.ts";

const mostBytes = 1_000_000;

/** The sender went away in the middle of the request. */
export class BrokenOff extends Error {}

/** The whole body as text. Rejects when it is unreasonably large or the sender goes away. */
export function readBody(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBytes)
        reject(new Refusal(413, { type: "invalid_request_error", message: "The request is larger than a megabyte." }));
      else chunks.push(chunk);
    });
    req.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    req.on("error", () => reject(new BrokenOff()));
    req.on("close", () => req.complete || reject(new BrokenOff()));
  });
}

/** Nested form fields, as Stripe's SDK writes them; deeper and longer than the parser allows by default. */
export function parseForm(text: string): Record<string, unknown> {
  return qs.parse(text, { depth: 20, arrayLimit: 200, parameterLimit: 5000 }) as Record<string, unknown>;
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): "sent" {
  res.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-cache, no-store",
    ...headers,
  });
  res.end(body);
  return "sent";
}
