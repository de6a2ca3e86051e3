import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Settings } from "#app/config/settings.ts";

/**
 * The address a request came from: the socket's own, or, where that is a proxy we trust, the one that the proxy says it
 * had it from, which is the last it wrote down; and so on, where several of ours stand in a row. What stands before
 * that, anybody may have written.
 */
export function addressOf(req: IncomingMessage, settings: Settings): string {
  const peer = plain(req.socket.remoteAddress ?? "");
  const { trustedProxies } = settings;
  if (!trustedProxies.includes(peer)) return peer;
  const forwarded = req.headers["x-forwarded-for"];
  const hops = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").map(plain);
  let seen = peer;
  for (const hop of hops.reverse()) {
    if (!isIP(hop)) return seen;
    seen = hop;
    if (!trustedProxies.includes(hop)) return seen;
  }
  return seen;
}

/** True for a request that came through a proxy nobody named: all its visitors count as one, which some limits make felt. */
export function isByUnnamedProxy(req: IncomingMessage, settings: Settings): boolean {
  return (
    req.headers["x-forwarded-for"] !== undefined &&
    !settings.trustedProxies.includes(plain(req.socket.remoteAddress ?? ""))
  );
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

/** IPv4 as IPv4, also where the socket speaks IPv6; without brackets, white space and the port some proxies add. */
function plain(address: string): string {
  return address
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
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
