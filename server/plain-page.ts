import type { ServerResponse } from "node:http";
import type { Settings } from "#app/config/settings.ts";
import type { Refused } from "./gate.ts";

const TITLES: Record<number, string> = {
  400: "That address cannot be read",
  403: "This form was not sent",
  404: "Page not found",
  405: "That is not how this page works",
  410: "Page taken away",
  413: "Too much to send",
  415: "This form cannot be read",
  417: "That is not how this page works",
  421: "Not the address of this site",
  429: "Too many at once",
  500: "Something went wrong here",
  503: "Not available for a moment",
};

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const SENTENCES: Record<number, string> = {
  404: "There is nothing at this address.",
  410: "There was something here, and we took it away on purpose.",
};

/** A page with no stylesheet and nothing that could fail. Without a message it says what its status means. */
export function plainPage({ party }: Settings, status: number, message = SENTENCES[status]): string {
  const title = TITLES[status] ?? "That did not work";
  const happened = message ?? "This site could not make sense of what was asked.";
  return `<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>${escapeHtml(title)} – ${escapeHtml(party.name)}</title></head><body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(happened)}</p><p><a href="/">Go to the home page</a>, or call ${escapeHtml(party.phone)}.</p></main></body></html>`;
}

/** Sends such a page for what never reaches the site's own pages. */
export function sendPlainPage(
  res: ServerResponse,
  settings: Settings,
  { status, message, retryAfter }: Refused,
  headers: Record<string, string>,
): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const html = plainPage(settings, status, message);
  res.writeHead(status, {
    ...headers,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(html),
    "Cache-Control": "no-store",
    // a POST that is refused as such came to a page that takes no form
    ...(status === 405 ? { Allow: res.req.method === "POST" ? "GET, HEAD" : "GET, HEAD, POST" } : {}),
    ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
  });
  res.end(res.req.method === "HEAD" ? undefined : html);
}
