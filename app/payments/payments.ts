import type { Settings } from "#app/config/settings.ts";
import type { Clock } from "#app/time/clock.ts";
import type { Db } from "#db/client.ts";
import type { StripeClient } from "./stripe-client.ts";

/** What it takes to ask for money and to learn what became of it. */
export type Payments = { settings: Settings; db: Db; stripe: StripeClient; clock: Clock };
