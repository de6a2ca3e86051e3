import type pg from "pg";
import { readSettings, SettingsProblem } from "#app/config/settings.ts";
import { createStripe } from "#app/payments/stripe-client.ts";
import type { Site } from "#app/site.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
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

/** Runs a process to its end: a problem with the settings is a sentence, any other fault keeps its stack. */
export async function start(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (fault) {
    if (fault instanceof SettingsProblem) console.error(fault.message);
    else console.error(fault);
    process.exit(1);
  }
}

/** Calls `end` once, on Ctrl-C, on SIGTERM, or when the process that started this one is gone. */
export function onEnd(end: () => Promise<void>): void {
  let ending = false;
  const once = () => {
    if (ending) return;
    ending = true;
    // whatever hangs, the process ends
    setTimeout(() => process.exit(1), 10_000).unref();
    end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", once);
  process.on("SIGTERM", once);
  process.on("disconnect", once);
}
