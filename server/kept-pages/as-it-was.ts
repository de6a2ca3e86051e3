import type { Settings } from "#app/config/settings.ts";
import type { KeptPage } from "./kept-page.ts";

const MOMENT = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", dateStyle: "long", timeStyle: "short" });

const MAIN = /<main\b[^>]*>/;

/**
 * A page as it was, with a note above it that says so: what can be read still reads, and a price or a number of
 * copies in it may have changed since. Undefined for what is no page to look at.
 */
export function asItWas(page: KeptPage, { party }: Settings): Buffer | undefined {
  if (!String(page.rendered.headers["content-type"]).startsWith("text/html")) return undefined;
  const html = page.rendered.body.toString("utf8");
  if (!MAIN.test(html)) return undefined;
  const note =
    `<div class="notice notice-warning" role="status"><span class="visually-hidden">Take care: </span>` +
    `<p>This page is as it was on ${MOMENT.format(page.madeAt)}, because part of this site is not answering. Prices and ` +
    `stock may have changed since, and nothing can be ordered, given or sent for the moment. Try again in a few minutes, ` +
    `or call ${escapeHtml(party.phone)}.</p></div>`;
  return Buffer.from(html.replace(MAIN, (main) => note + main));
}

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
