import type pg from "pg";
import { readSettings } from "#app/config/settings.ts";
import { createStripe } from "#app/payments/stripe-client.ts";
import type { Site } from "#app/site.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
import { guardOutput, sayWhy, type Voice } from "./last-words.ts";
import { createLog } from "./log.ts";

/** Puts together what the process works with. Throws `SettingsProblem` where a setting is missing or contradictory. */
export function openSite(): { site: Site; pool: pg.Pool; close(): Promise<void> } {
  const settings = readSettings();
  const { db, pool } = connect(settings.databaseUrl);
  const site: Site = {
    settings,
    db,
    clock: systemClock,
    stripe: createStripe(settings.stripe),
    log: createLog(settings.logLevel),
  };
  return { site, pool, close: () => db.destroy() };
}

/** Runs a process to its end. Whatever goes wrong, it prints nobody's data. */
export async function start(run: () => Promise<void>, voice: Voice = "screen"): Promise<void> {
  guardOutput(voice);
  try {
    await run();
  } catch (fault) {
    sayWhy(fault, voice);
    process.exit(1);
  }
}

/** Calls `end` once, on Ctrl-C, on SIGTERM, or when the process that started this one is gone. */
export function onEnd(end: () => Promise<void>): void {
  let ending = false;
  const once = () => {
    if (ending) return;
    ending = true;
    // whatever hangs, the process ends; an answer may take as long as server/connections.ts lets it
    setTimeout(() => process.exit(1), 25_000).unref();
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", once);
  process.on("SIGTERM", once);
  process.on("disconnect", once);
}
