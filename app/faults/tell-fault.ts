import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { faultCode } from "./fault-code.ts";

const ROOT = join(import.meta.dirname, "../..");
const FRAMES = 12;
const CAUSES = 3;

/** A fault without anybody's data: what kind it is, the table and rule it broke, and where in the code it happened. */
export type ToldFault = { code: string; at: string[] };

/**
 * What may be told of a fault. Its message is left out, and so is all else a library hung on it: Postgres puts the
 * refused row there, the mail server the receiver's address, Stripe the answer.
 */
export function tellFault(fault: unknown): ToldFault {
  const codes: string[] = [];
  let one = fault;
  for (let depth = 0; depth <= CAUSES && one !== undefined; depth++) {
    codes.push(faultCode(one) + brokenRule(one));
    one = typeof one === "object" && one !== null && "cause" in one ? one.cause : undefined;
  }
  return { code: codes.join(" < "), at: framesOf(fault) };
}

/** Names of ours in the database, which Postgres tells beside the row: they are in the migrations for all to read. */
function brokenRule(fault: unknown): string {
  if (typeof fault !== "object" || fault === null) return "";
  const names = ["table", "constraint"].map((field) => (fault as Record<string, unknown>)[field]);
  const known = names.filter((name) => typeof name === "string" && /^[a-z_]{1,63}$/.test(name));
  return known.length === 0 ? "" : ` (${known.join(" ")})`;
}

/**
 * The files and lines of a fault's stack, innermost first, as "server/web.ts:42". A message may hold lines that look
 * like a stack, so a line counts only where there is such a file.
 */
export function framesOf(fault: unknown): string[] {
  if (!(fault instanceof Error) || typeof fault.stack !== "string") return [];
  const found: string[] = [];
  for (const [, place = "", line = ""] of fault.stack.matchAll(
    /^\s+at (?:async )?(?:.*\()?([^()\n]+):(\d+):\d+\)?$/gm,
  )) {
    const file = fileOf(place);
    if (file !== undefined) found.push(`${file}:${line}`);
    if (found.length === FRAMES) break;
  }
  return found;
}

function fileOf(place: string): string | undefined {
  if (/^node:[a-z_/]{1,80}$/.test(place)) return place;
  try {
    const path = place.startsWith("file:") ? fileURLToPath(place) : place;
    const inside = relative(ROOT, path);
    return inside.startsWith("..") || !existsSync(path) ? undefined : inside.split(sep).join("/");
  } catch {
    return undefined;
  }
}
