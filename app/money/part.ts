import type { Pence } from "./pence.ts";

/** What a share of one payment was for. */
export type PartKind = "purchase" | "postage" | "dues" | "donation" | "owed_back";
export type Part = { kind: PartKind; pence: Pence };
