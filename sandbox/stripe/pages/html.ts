import type { ServerResponse } from "node:http";

/** Proof that an answer has left: a page's functions return it, so that no path can forget to answer. */
export type Sent = "sent";

/** Text that is HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | false | null | undefined | Part[];

/** Builds HTML; whatever is put in is escaped, unless it is HTML already. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, string, at) => text + (at === 0 ? "" : written(parts[at - 1])) + string, ""));
}

function written(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(written).join("");
  if (part === null || part === undefined || part === false) return "";
  return String(part)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Pence as pounds: £1,234.56. */
export function money(pence: number): string {
  const whole = Math.floor(Math.abs(pence) / 100);
  const rest = String(Math.abs(pence) % 100).padStart(2, "0");
  return `${pence < 0 ? "−" : ""}£${String(whole).replace(/\B(?=(\d{3})+$)/g, ",")}.${rest}`;
}

/** A virtual second as a date: 23 November 2026. */
export function date(seconds: number): string {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "Europe/London",
  });
}

/** Sends a whole page in the sandbox's frame, with its banner. */
export function sendPage(res: ServerResponse, status: number, title: string, body: Html): Sent {
  const page = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Sandbox</title>
<link rel="stylesheet" href="/_sandbox/style.css">
</head>
<body>
<p class="banner" role="note"><strong>Sandbox: no money moves.</strong> This page stands in for Stripe on this computer.</p>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(page),
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  });
  res.end(page);
  return "sent";
}

export function redirect(res: ServerResponse, location: string): Sent {
  res.writeHead(303, { location, "cache-control": "no-store", "content-length": "0" });
  res.end();
  return "sent";
}
