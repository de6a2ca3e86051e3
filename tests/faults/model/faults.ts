import { CALM } from "./real.ts";

/** A fault on purpose of Stripe's answers. */
export type AnswerFault = { name: string; seed: number; switches: Record<string, unknown> };

const REFUNDS = "POST /v1/refunds*";

/** Which calls are struck; null for all of them. */
const CALLS = [null, "POST /v1/*", "GET /v1/*", REFUNDS] as const;

/**
 * `done`: it was done, and nobody heard of it. `unheard`: the connection breaks before anything was done. Some of the
 * next calls, chosen by the seed, until so many were struck.
 */
export function answerFault(how: "done" | "unheard", which: number, times: number, seed: number): AnswerFault {
  const only = CALLS[which % CALLS.length] ?? null;
  const rate = how === "done" ? { garbageRate: 0.6 } : { resetBeforeRate: 0.6 };
  return {
    name: `${how === "done" ? "lose" : "break"} ${times} answers of Stripe (${only ?? "any"}, seed ${seed})`,
    seed,
    switches: { ...CALM, only, ...rate, remaining: times },
  };
}

/** The next refund is made, and its answer never comes: whoever asked cannot know. */
export const LOST_REFUND = { ...CALM, only: REFUNDS, garbageRate: 1, remaining: 1 };
