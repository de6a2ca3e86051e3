import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const STYLE = `
:root { color-scheme: light dark; --paper: light-dark(#FAF6ED, #1B1815); --ink: light-dark(#1B1815, #F2ECDF);
  --faint: light-dark(#5E564B, #B3A998); --line: light-dark(#D8CFBE, #453E35); --link: light-dark(#8C1C13, #F0A79B); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
.banner { margin: 0; padding: .5rem 1rem; background: var(--ink); color: var(--paper); text-align: center; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.125rem; margin-top: 2rem; }
a { color: var(--link); } a:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
ol.mail { list-style: none; padding: 0; } ol.mail li { border-top: 1px solid var(--line); padding: .75rem 0; }
ol.mail a { font-weight: 600; display: block; padding: .25rem 0; } .faint { color: var(--faint); }
dl { display: grid; grid-template-columns: minmax(4.5rem, auto) 1fr; gap: .25rem 1rem; } dt { color: var(--faint); } dd { margin: 0; }
pre { white-space: pre-wrap; border: 1px solid var(--line); border-radius: 4px; padding: 1rem; font: inherit; }
pre.code, code { font-family: ui-monospace, monospace; font-size: .9em; }
iframe { width: 100%; height: 60vh; border: 1px solid var(--line); border-radius: 4px; background: #fff; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .375rem .5rem .375rem 0; border-top: 1px solid var(--line); vertical-align: top; } th { overflow-wrap: normal; }
button { font: inherit; padding: .5rem 1rem; min-height: 2.75rem; border: 1px solid var(--ink); border-radius: 4px; background: none; color: inherit; cursor: pointer; }
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** HTML that is already safe to send. */
export type Html = { readonly html: string };

/** Writes HTML; every value put in is escaped, except HTML written by this very function. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Html | Html[])[]): Html {
  const written = values.map((value) =>
    Array.isArray(value)
      ? value.map((one) => one.html).join("")
      : typeof value === "object"
        ? value.html
        : escaped(String(value)),
  );
  return { html: String.raw({ raw: parts }, ...written) };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** All that answer a request give back true: it is answered. */
export type Answered = true;

/** Answers with a page of the sandbox: no script, nothing fetched from elsewhere. */
export function sendPage(
  res: ServerResponse,
  page: { title: string; banner: string; body: Html; status?: number },
): Answered {
  const whole = html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<header><p class="banner">${page.banner}</p></header>
<main>
${page.body}
</main>
</body>
</html>
`;
  return send(res, page.status ?? 200, "text/html; charset=utf-8", whole.html, POLICY);
}

/** Answers with anything, never stored and never guessed at. */
export function send(
  res: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  policy = "default-src 'none'",
): Answered {
  res.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "content-security-policy": policy,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  res.end(res.req.method === "HEAD" ? undefined : body);
  return true;
}

/** Sends the browser on to another page after a form. */
export function seeOther(res: ServerResponse, location: string): Answered {
  res.writeHead(303, { location, "content-length": 0, "cache-control": "no-store" });
  res.end();
  return true;
}

/** Reads a small body; undefined where it is longer than the limit (bytes). */
export async function readBody(req: IncomingMessage, limit = 20_000): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length > limit ? undefined : Buffer.concat(chunks).toString("utf8");
}
