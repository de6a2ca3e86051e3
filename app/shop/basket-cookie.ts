import { dropCookie, openCookie, sealCookie } from "#app/forms/sealed-cookie.ts";
import { Basket, EMPTY_BASKET } from "./basket.ts";

/** Slugs and counts, sealed: what someone reads is nobody else's business. */
const COOKIE = { name: "basket", seconds: 30 * 24 * 3600 };

type Keys = { formSecret: string; siteUrl: string };

/** The basket a request carries; an empty one where there is none, or it is not one of ours. */
export function readBasket(settings: Keys, request: Request): Basket {
  return Basket.safeParse(openCookie(settings, COOKIE, request)).data ?? EMPTY_BASKET;
}

/** The Set-Cookie header that keeps a basket. An empty one is forgotten. */
export function basketHeader(settings: Keys, basket: Basket): string {
  return basket.lines.length === 0 ? dropCookie(settings, COOKIE) : sealCookie(settings, COOKIE, basket);
}

/** Copies in the basket, for the link in the header of each page. */
export function basketCount(settings: Keys, request: Request): number {
  return readBasket(settings, request).lines.reduce((count, line) => count + line.quantity, 0);
}
