import type { Logger } from "pino";
import type { Payments } from "#app/payments/payments.ts";

/** What every loader, action and job works with: made once by the server and handed on, never imported. */
export type Site = Payments & { log: Logger };

/** The site as it was built. */
export type Built = {
  /** Another build, another version. */
  version: string;
  /** Every file that is sent as it lies there, by its address, with its size in bytes. */
  files: ReadonlyMap<string, number>;
  /** What a page of ours weighs, in bytes, unpacked, as a visitor without cookies gets it. Undefined where there is none. */
  weigh(path: string): Promise<number | undefined>;
};

/**
 * What a route says of its page where the web process may keep it (server/kept-pages/): the page is the same for
 * everybody but for the reading settings, the number in the basket, and the ticks named here.
 */
export type MayBeKept = {
  mayBeKept: {
    /** The parts of the query that it heeds. All others are taken off before it is made. */
    query?: readonly string[];
    /** Whose "I have read this" it shows: of the text its address names, or of any. */
    ticks?: "own" | "all";
  };
};

declare module "@remix-run/node" {
  interface AppLoadContext extends Site {
    /** Names one request in the log and on an error page. */
    requestId: string;
    /** Stands for the address the request came from, and does not tell it: for limits. */
    visitor: string;
    built: Built;
  }
}

// the flag is on (remix.config.js): pages get what their loader returned, not a copy made of JSON
declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
}
