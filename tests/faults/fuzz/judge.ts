import type { Draft } from "./draft.ts";
import type { Means } from "./means.ts";
import { PLANTED } from "./odd-headers.ts";
import { type Answer, headerOf, textOf } from "./wire.ts";

/** Nobody is left waiting longer, in ms. */
export const HANG_MS = 5_000;

const COOKIES = /^(?:basket|join|read|reading-settings)=/;
/** The words of a machine: what failed inside, and where. */
const FROM_INSIDE = /\bat [^\s<]+\.[cm]?[jt]sx?:\d|node_modules|violates|invalid (?:byte|input) |ECONN|22021|<pre>/;
/** Loaders' data without a page. Ours that are JSON are made for readers, and named by other types or addresses. */
const INNER = /text\/x-script/;
/** What was typed, had it become a part of the page. */
const BROKE_OUT = /<script>alert\(1\)|<img src=x/;

/** What is wrong with an answer, in words; undefined where it is as it has to be, whatever was asked. */
export function judge(means: Means, { method }: Draft, answer: Answer): string | undefined {
  if (answer.end === "patience" || answer.ms > HANG_MS) return `it hung for ${Math.round(answer.ms)} ms`;
  if (answer.status === 0) return `no answer at all: the connection was ${answer.end}`;
  if (answer.status >= 500) return `a ${answer.status}`;
  const body = method === "HEAD" ? "" : textOf(answer);
  if (headerOf(answer, "content-security-policy") === undefined) return "an answer without a content security policy";
  if (headerOf(answer, "x-content-type-options") !== "nosniff") return "an answer whose kind may be guessed";
  const length = headerOf(answer, "content-length");
  if (method !== "HEAD" && answer.status !== 304 && length !== undefined && Number(length) !== answer.body.length) {
    return `an answer of ${answer.body.length} bytes that says it has ${length}`;
  }
  if (FROM_INSIDE.test(body)) return `words from inside: ${FROM_INSIDE.exec(body)?.[0]}`;
  if (INNER.test(headerOf(answer, "content-type") ?? "")) return "what only Remix's own scripts ask for";
  if (BROKE_OUT.test(body)) return "what was typed became a part of the page";
  return wrongAbout(means, method, answer, body);
}

function wrongAbout(means: Means, method: string, answer: Answer, body: string): string | undefined {
  const { status } = answer;
  const location = headerOf(answer, "location");
  if (location !== undefined && !isOurs(means, location)) return `it leads away, to ${location}`;
  if (status >= 300 && status < 400 && status !== 304 && location === undefined) return "it leads nowhere";
  for (const [name, value] of answer.headers) {
    if (name === "set-cookie" && !COOKIES.test(value)) return `a cookie of somebody else's: ${value}`;
    if (value.includes(PLANTED) && name !== "location") return `a header says ${PLANTED}`;
  }
  if (status < 400) return undefined;
  if (method !== "HEAD" && !hasReason(answer, body)) return `a ${status} that says no reason`;
  if (status === 405 && headerOf(answer, "allow") === undefined) return "a 405 that does not say what is allowed";
  if (status === 429 && headerOf(answer, "retry-after") === undefined) return "a 429 that does not say until when";
  if (headerOf(answer, "cache-control") !== "no-store") return `a ${status} that may be kept`;
  return undefined;
}

/** A page with a heading and a sentence, or a line of text. */
function hasReason(answer: Answer, body: string): boolean {
  const type = headerOf(answer, "content-type") ?? "";
  if (type.startsWith("text/plain")) return body.trim().length > 0;
  return type.startsWith("text/html") && /<h1[^>]*>[^<]+/.test(body) && /<(?:p|li)\b/.test(body);
}

function isOurs({ site }: Means, location: string): boolean {
  const { siteUrl, stripe } = site.settings;
  const url = URL.parse(location, siteUrl);
  return url !== null && [siteUrl, ...stripe.pageOrigins].includes(url.origin);
}
