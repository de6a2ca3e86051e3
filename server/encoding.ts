import type { Encoding } from "./kept-pages/kept-page.ts";

/** Below this, packing makes a body no smaller that matters. In bytes. */
const WORTH_PACKING = 1_000;
const PACKABLE = /^text\/|[+/](?:xml|json)\b|^image\/svg/;

/** True for a kind of body that packing makes smaller. */
export const isPackable = (type: string): boolean => PACKABLE.test(type);

/** The best encoding a request takes for a body of this kind. `q=0` means never. */
export function chooseEncoding(accepted: string | undefined, type: string, bytes: number): Encoding {
  if (accepted === undefined || bytes < WORTH_PACKING || !PACKABLE.test(type)) return "identity";
  if (takes(accepted, BR)) return "br";
  return takes(accepted, GZIP) ? "gzip" : "identity";
}

const BR = /(?:^|[,\s])br\s*(?:;\s*q=([\d.]+)\s*)?(?:,|$)/i;
const GZIP = /(?:^|[,\s])(?:x-)?gzip\s*(?:;\s*q=([\d.]+)\s*)?(?:,|$)/i;

function takes(accepted: string, coding: RegExp): boolean {
  const found = coding.exec(accepted);
  return found !== null && (found[1] === undefined || Number.parseFloat(found[1]) > 0);
}

/** True where a request knows what it would be sent (RFC 9110 13.1.2: compared weakly). */
export function knows(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const bare = etag.replace(/^W\//, "");
  return ifNoneMatch.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === bare);
}

/** A body that comes in several encodings has to say so to whoever keeps it on the way. */
export const varyOf = (vary: string | string[] | undefined): string =>
  [vary, "Accept-Encoding"].filter((part) => part !== undefined).join(", ");
