import type { Site } from "#app/site.ts";
import { selfCheck } from "#db/self-check.ts";

/**
 * Looks each night, and whenever the worker starts, for what cannot be. Changes nothing: a person reads the log, and
 * `npm run check` tells more.
 */
export async function checkBooks(site: Site): Promise<void> {
  const faults = await selfCheck(site.db);
  const kinds = [...new Set(faults.map((one) => one.fault))];
  for (const kind of kinds) site.log.error({ code: "self-check" }, kind);
}
