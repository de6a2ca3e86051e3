import { MAIL_OUTAGES } from "./mail-outages.ts";
import { POSTGRES_OUTAGES } from "./postgres-outages.ts";
import type { Outage } from "./scene.ts";
import { STRIPE_OUTAGES } from "./stripe-outages.ts";
import { WORKER_OUTAGES } from "./worker-outages.ts";

export const OUTAGES: readonly Outage[] = [...STRIPE_OUTAGES, ...POSTGRES_OUTAGES, ...MAIL_OUTAGES, ...WORKER_OUTAGES];

const QUICK = [
  "Stripe: reset although it was done, at the press",
  "Stripe: nobody there, after paying",
  "Postgres: every connection of the site is ended, forty times",
  "Mail: two letters taken, then the connection is reset",
  "Mail: refused for longer than the queue tries",
  "Worker: killed with jobs in hand",
];

/** One of each kind, for each commit. */
export const QUICK_OUTAGES: readonly Outage[] = QUICK.map((name) => {
  const found = OUTAGES.find((outage) => outage.name === name);
  if (!found) throw new Error(`there is no outage called ${name}`);
  return found;
});
