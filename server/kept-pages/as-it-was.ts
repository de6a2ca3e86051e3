import type { Settings } from "#app/config/settings.ts";
import type { KeptPage } from "./kept-page.ts";

const MOMENT = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", dateStyle: "long", timeStyle: "short" });

const MAIN = /<main\b[^>]*>/;

/**
 * A page as it was, kept by nobody on the way; one to look at has a note above it that says so: what can be read still
 * reads, and a price or a number of copies in it may have changed since.
 */
export function asItWas(page: KeptPage, settings: Settings): KeptPage {
  return page.asItWas(() => ({
    status: 200,
    headers: { ...page.rendered.headers, "cache-control": "no-store" },
    body: noted(page, settings),
  }));
}

function noted({ rendered, madeAt }: KeptPage, { party }: Settings): Buffer {
  const html = rendered.body.toString("utf8");
  if (!String(rendered.headers["content-type"]).startsWith("text/html") || !MAIN.test(html)) return rendered.body;
  const note =
    `<div class="notice notice-warning" role="status"><span class="visually-hidden">Take care: </span>` +
    `<p>This page is as it was on ${MOMENT.format(madeAt)}, because part of this site is slow to answer or away. Prices ` +
    `and stock may have changed since, and it may not be possible to order, give or send anything for the moment. Try ` +
    `again in a few minutes, or call ${escapeHtml(party.phone)}.</p></div>`;
  return Buffer.from(html.replace(MAIN, (main) => note + main));
}

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
