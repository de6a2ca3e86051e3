import type pg from "pg";
import { createStripe } from "#app/payments/stripe-client.ts";
import type { Site } from "#app/site.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
import { createLog } from "#server/log.ts";
import { testSettings } from "./settings.ts";

/** What loaders, actions and jobs work with, on a test's own database. */
export function createTestSite(over: Record<string, string>): { site: Site; pool: pg.Pool } {
  const settings = testSettings(over);
  const { db, pool } = connect(settings.databaseUrl);
  return {
    site: {
      settings,
      db,
      clock: systemClock,
      stripe: createStripe(settings.stripe),
      log: createLog(settings.logLevel),
    },
    pool,
  };
}
