import type { IncomingMessage } from "node:http";
import type { Settings } from "#app/config/settings.ts";

/** A request that goes no further: its status and the sentence its page says. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** The longest question we take, in letters of four bytes, percent-encoded, with room for the rest of its form. */
export const FORM_BYTES = 128 * 1024;
export const WEBHOOK_BYTES = 512 * 1024;
const URL_LENGTH = 8 * 1024;

/**
 * The steps every request for a page passes, in order, before Remix sees it (reliability.md 5.1): stock Remix answers
 * 500 to much of what is turned away here. Throws `Refused`.
 */
export function passGate(req: IncomingMessage, settings: Settings): URL {
  const url = address(req, settings);
  method(req);
  if (req.method === "POST") {
    contentType(req);
    origin(req, settings);
  }
  return url;
}

function address(req: IncomingMessage, settings: Settings): URL {
  const own = new URL(settings.siteUrl);
  if (req.headers.host !== own.host) throw new Refused(421, "This is not the address of this site.");
  const target = req.url ?? "";
  if (!target.startsWith("/") || target.length > URL_LENGTH) throw new Refused(400, "That address cannot be read.");
  // a second slash would make the rest a host name; an encoded NUL would travel to the database
  const path = target.replace(/^\/+/, "/");
  let decoded: string;
  try {
    decoded = decodeURIComponent(path.split("?")[0] ?? "");
  } catch {
    throw new Refused(400, "That address cannot be read.");
  }
  if (/%00/i.test(path) || hasControls(decoded)) throw new Refused(400, "That address cannot be read.");
  const url = parseAddress(path, own);
  // a backslash, or "/./" before a second slash, would make what follows a host name in the page's own redirects
  if (!url || url.host !== own.host || url.pathname.startsWith("//"))
    throw new Refused(400, "That address cannot be read.");
  return url;
}

function parseAddress(path: string, own: URL): URL | undefined {
  try {
    return new URL(path, own);
  } catch {
    return undefined;
  }
}

function hasControls(text: string): boolean {
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff)) return true;
  }
  return false;
}

function method(req: IncomingMessage): void {
  if (req.method !== "GET" && req.method !== "HEAD" && req.method !== "POST") {
    throw new Refused(405, "This site takes pages and forms only.");
  }
}

function contentType(req: IncomingMessage): void {
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    throw new Refused(415, "This form was sent in a way this site does not read.");
}

/** A form of ours comes from a page of ours. Browsers say so in one header or the other. */
function origin(req: IncomingMessage, settings: Settings): void {
  const site = req.headers["sec-fetch-site"];
  const from = req.headers.origin;
  const ours =
    site === undefined
      ? from === settings.siteUrl
      : site === "same-origin" && (from === undefined || from === settings.siteUrl);
  if (!ours)
    throw new Refused(
      403,
      "This form came from another site, so it was not sent. Open the page here and send it again.",
    );
}

/** Reads a body up to a limit. A longer one is refused as soon as it is known to be. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number.parseInt(req.headers["content-length"] ?? "0", 10) > limit)
    throw new Refused(413, "That is too much to send in one form.");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new Refused(413, "That is too much to send in one form.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
