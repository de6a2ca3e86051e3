import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Settings } from "#app/config/settings.ts";

/**
 * The address a request came from: the socket's own, or, where that is a proxy we trust, the one that the proxy says it
 * had it from, which is the last it wrote down. What stands before that, anybody may have written.
 */
export function addressOf(req: IncomingMessage, settings: Settings): string {
  const peer = plain(req.socket.remoteAddress ?? "");
  if (!settings.trustedProxies.includes(peer)) return peer;
  const forwarded = req.headers["x-forwarded-for"];
  const last = plain((Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").at(-1) ?? "");
  return isIP(last) ? last : peer;
}

/**
 * Names whoever sends from an address without telling the address: for limits alone. An IPv6 household owns some 2^64
 * addresses, so that much of one counts as one.
 */
export function visitorKey(settings: Settings, address: string): string {
  return createHmac("sha256", settings.formSecret)
    .update(`visitor:${household(address)}`)
    .digest("base64url");
}

/** IPv4 as IPv4, also where the socket speaks IPv6; without brackets and white space. */
function plain(address: string): string {
  return address
    .trim()
    .replace(/^\[|\]$/g, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
}

/** The first four groups of an IPv6 address; an IPv4 address whole. */
function household(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]?.split("::") ?? [];
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
