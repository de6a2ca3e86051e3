import type { IncomingMessage } from "node:http";
import type { Settings } from "#app/config/settings.ts";
import { readAddress } from "./address.ts";

/** A request that goes no further: its status and the sentence its page says. */
export class Refused extends Error {
  readonly status: number;
  /** In seconds, where trying again later is right. */
  readonly retryAfter: number | undefined;
  constructor(status: number, sentence: string, retryAfter?: number) {
    super(sentence);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The longest question we take, in letters of four bytes, percent-encoded, with room for the rest of its form. */
export const FORM_BYTES = 128 * 1024;
export const WEBHOOK_BYTES = 512 * 1024;

const TOO_MUCH = "That is too much to send in one form.";
const NOTHING_HERE = "There is nothing at this address.";
const FORM = "application/x-www-form-urlencoded";

type Step = (req: IncomingMessage, settings: Settings) => void;

/**
 * The steps every request for a page passes, in this order, before the pages see it (reliability.md 5.1): stock Remix
 * answers 500 to much of what is turned away here. A step lets a request through or throws `Refused`. The request has its
 * id by then; the timeouts are in server/connections.ts, and the limits in app/limits/: each form asks them, because a
 * form that is refused keeps what was typed.
 */
const STEPS: readonly Step[] = [host, method, contentType, bodySize, origin];

/** Takes a request through the steps. Throws `Refused`. */
export function passSteps(req: IncomingMessage, settings: Settings): void {
  for (const step of STEPS) step(req, settings);
}

/** Takes a request through the steps. Gives its address, read. Throws `Refused`. */
export function passGate(req: IncomingMessage, settings: Settings): URL {
  passSteps(req, settings);
  const url = readAddress(req.url ?? "", settings.siteUrl);
  if (!url) throw new Refused(400, "That address cannot be read.");
  if (isInnerDoor(url)) throw new Refused(404, NOTHING_HERE);
  return url;
}

/** Another name for this site would get into links, and a request meant for another site may have been led here. */
function host(req: IncomingMessage, settings: Settings): void {
  if (req.headers.host !== settings.siteHost || timesSent(req, "host") > 1)
    throw new Refused(421, "This is not the address of this site.");
}

/** Node keeps the first of several; another reader on the way may have kept the last. */
function timesSent(req: IncomingMessage, header: string): number {
  let times = 0;
  for (let at = 0; at < req.rawHeaders.length; at += 2) {
    const name = req.rawHeaders[at];
    if (name?.length === header.length && name.toLowerCase() === header) times++;
  }
  return times;
}

function method(req: IncomingMessage): void {
  if (req.method !== "GET" && req.method !== "HEAD" && req.method !== "POST") {
    throw new Refused(405, "This site takes pages and forms only.");
  }
}

/** One kind of form, of one encoding: what a page of ours sends. */
function contentType(req: IncomingMessage): void {
  if (req.method !== "POST") return;
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== FORM || (req.headers["content-encoding"] ?? "identity") !== "identity") {
    throw new Refused(415, "This form was sent in a way this site does not read.");
  }
}

/** Refused by what it says of itself, before a byte of it is read; what says nothing is counted while it is read. */
function bodySize(req: IncomingMessage): void {
  if (Number.parseInt(req.headers["content-length"] ?? "0", 10) > FORM_BYTES) throw new Refused(413, TOO_MUCH);
}

/** A form of ours comes from a page of ours. Browsers say so in one header or the other. */
function origin(req: IncomingMessage, settings: Settings): void {
  if (req.method !== "POST") return;
  const site = req.headers["sec-fetch-site"];
  const from = req.headers.origin;
  const ours =
    site === undefined
      ? from === settings.siteUrl
      : site === "same-origin" && (from === undefined || from === settings.siteUrl);
  if (!ours) {
    throw new Refused(
      403,
      "This form came from another site, so it was not sent. Open the page here and send it again.",
    );
  }
}

/**
 * Remix has doors for scripts of its own, which no page here sends: what stands behind them is nobody's to read. Looked
 * at in the address as it was read, since "/./__manifest" and "/donate.data#x" lead there too.
 */
const isInnerDoor = ({ pathname, searchParams }: URL) =>
  /\.data$|^\/__manifest$/i.test(pathname) || searchParams.has("_data");

/** Reads a body up to a limit, in bytes. A longer one is refused as soon as it is known to be. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number.parseInt(req.headers["content-length"] ?? "0", 10) > limit) throw new Refused(413, TOO_MUCH);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new Refused(413, TOO_MUCH);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
