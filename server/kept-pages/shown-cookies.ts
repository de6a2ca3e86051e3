import type { Settings } from "#app/config/settings.ts";
import { READ_TICKS_COOKIE, readTicks } from "#app/reading/read-ticks.ts";
import { AS_THE_DEVICE_HAS_IT, READING_SETTINGS_COOKIE, readReadingSettings } from "#app/reading/reading-settings.ts";
import { EMPTY_BASKET, MOST_COPIES } from "#app/shop/basket.ts";
import { basketCount, basketHeader } from "#app/shop/basket-cookie.ts";
import type { MayBeKept } from "#app/site.ts";

/**
 * What of a visitor's cookies shows on a page that is kept, written anew as a Cookie header. The page is made with this
 * header and no other, so what does not show cannot get into it: of the basket the number of copies alone, of the ticks
 * those the page has. `undefined` where nothing of this visitor shows; `key` tells such headers apart.
 */
export function shownCookies(
  settings: Settings,
  cookies: string | undefined,
  ticksShown: MayBeKept["mayBeKept"]["ticks"],
  path: string,
): { key: string; header: string | undefined } {
  if (cookies === undefined) return { key: "", header: undefined };
  const parts: string[] = [];
  const key: string[] = [];
  const reading = readReadingSettings(cookies);
  const chosen = `${reading.colours}.${reading.size}.${reading.spacing}`;
  if (chosen !== Object.values(AS_THE_DEVICE_HAS_IT).join(".")) {
    parts.push(`${READING_SETTINGS_COOKIE}=${chosen}`);
    key.push(chosen);
  }
  const ticks = ticksShown ? shownTicks(cookies, ticksShown, path) : "";
  if (ticks !== "") {
    parts.push(`${READ_TICKS_COOKIE}=${ticks}`);
    key.push(`read ${ticks}`);
  }
  const copies = copiesIn(settings, cookies);
  if (copies > 0) {
    parts.push(basketOf(settings, copies));
    key.push(`basket ${copies}`);
  }
  return { key: key.join(" "), header: parts.length > 0 ? parts.join("; ") : undefined };
}

function shownTicks(cookies: string, shown: "own" | "all", path: string): string {
  const ticks = readTicks(cookies);
  const own = path.split("/")[2] ?? "";
  return (shown === "own" ? ticks.filter((slug) => slug === own) : ticks.sort()).join(".");
}

function copiesIn(settings: Settings, cookies: string): number {
  if (!cookies.includes("basket=")) return 0;
  const request = new Request(settings.siteUrl, { headers: { Cookie: cookies } });
  return basketCount(settings, request);
}

/** A basket cookie with so many copies of nothing in particular. */
function basketOf(settings: Settings, copies: number): string {
  const lines = [];
  for (let left = copies, at = 0; left > 0; left -= MOST_COPIES, at++) {
    lines.push({ slug: `pamphlet-${at}`, quantity: Math.min(left, MOST_COPIES) });
  }
  return basketHeader(settings, { ...EMPTY_BASKET, lines }).split(";")[0] ?? "";
}
