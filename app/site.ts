import type { Logger } from "pino";
import type { Payments } from "#app/payments/payments.ts";

/** What every loader, action and job works with: made once by the server and handed on, never imported. */
export type Site = Payments & { log: Logger };

declare module "@remix-run/node" {
  interface AppLoadContext extends Site {
    /** Names one request in the log and on an error page. */
    requestId: string;
  }
}

// the flag is on (remix.config.js): pages get what their loader returned, not a copy made of JSON
declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}
