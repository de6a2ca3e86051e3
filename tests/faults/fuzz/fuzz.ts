import fc from "fast-check";
import type { Figure } from "../figures.ts";
import { atLeast, exactly, told } from "../figures.ts";
import { bytesOf, type Draft, show } from "./draft.ts";
import { HANG_MS, judge } from "./judge.ts";
import type { Means } from "./means.ts";
import { compose, type Plan } from "./plan.ts";
import { anyPlan, corpus, METHODS } from "./plans.ts";
import { listRoutes } from "./routes.ts";
import { type Answer, sendBytes } from "./wire.ts";

export type FuzzOptions = {
  /** In all, with those that are sent whatever the dice say. */
  requests: number;
  seed: number;
  /** How many are under way at once. */
  lanes: number;
};

/** A request that was answered as none may be, as small as it could be made. */
export type Failure = { why: string; request: string; again: string };

type Tally = {
  sent: number;
  classes: Map<string, number>;
  statuses: Map<number, number>;
  covered: Set<string>;
  slowest: { ms: number; what: string };
  hangs: number;
  /** Answered late once, and in time the second time. */
  askedAgain: number;
};

const PATIENCE_MS = 15_000;
const SHOWN = 10;

/** Sends requests of every kind to a running site and looks at each answer. Gives its figures and what failed. */
export async function fuzz(means: Means, { requests, seed, lanes }: FuzzOptions) {
  const routes = await listRoutes();
  const tally = openTally();
  const failures: Failure[] = [];
  const always = corpus(means, routes);
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let plan = always[next++]; plan; plan = always[next++]) {
        const { draft, wrong } = await ask(means, plan, tally);
        if (wrong) failures.push({ why: wrong, request: show(draft), again: "it is sent each time" });
      }
    }),
  );
  const each = Math.max(1, Math.ceil((requests - always.length) / lanes));
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const failure = await throwAtRandom(means, anyPlan(means, routes), each, seed + lane, tally);
      if (failure) failures.push(failure);
    }),
  );
  return { figures: figuresOf(tally, routes.length, failures, requests, seed), failures };
}

/** One lane: ends at the first that is answered wrongly, with the smallest request that still is. */
async function throwAtRandom(means: Means, plans: fc.Arbitrary<Plan>, numRuns: number, seed: number, tally: Tally) {
  const property = fc.asyncProperty(plans, async (plan) => {
    const { wrong } = await ask(means, plan, tally);
    if (wrong) throw new Error(wrong);
  });
  const run = await fc.check(property, { numRuns, seed });
  const plan = run.counterexample?.[0];
  if (!run.failed || !plan) return undefined;
  const why = run.errorInstance instanceof Error ? run.errorInstance.message : "it failed";
  const again = `FUZZ_SEED=${seed}, after ${run.numRuns} requests and ${run.numShrinks} smaller ones (${run.counterexamplePath})`;
  return { why, request: show(compose(means, plan)), again };
}

async function ask(means: Means, plan: Plan, tally: Tally): Promise<{ draft: Draft; wrong: string | undefined }> {
  const draft = compose(means, plan);
  let answer = await sendBytes(means.port, bytesOf(draft), PATIENCE_MS);
  // on a machine that is busy with others, one that waited is asked once more: what hangs by itself hangs again
  if (answer.ms > HANG_MS) {
    tally.askedAgain++;
    answer = await sendBytes(means.port, bytesOf(compose(means, plan)), PATIENCE_MS);
  }
  count(tally, draft, answer);
  return { draft, wrong: judge(means, draft, answer) };
}

function openTally(): Tally {
  return {
    sent: 0,
    classes: new Map(),
    statuses: new Map(),
    covered: new Set(),
    slowest: { ms: 0, what: "" },
    hangs: 0,
    askedAgain: 0,
  };
}

function count(tally: Tally, { route, method, target }: Draft, { status, ms, end }: Answer): void {
  const kind = status === 0 ? "none" : `${Math.floor(status / 100)}xx`;
  tally.sent++;
  tally.classes.set(kind, (tally.classes.get(kind) ?? 0) + 1);
  tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  tally.covered.add(`${method} ${route}`);
  if (ms > tally.slowest.ms) tally.slowest = { ms, what: `${method} ${route} ${target.slice(0, 80)}` };
  if (end === "patience" || ms > HANG_MS) tally.hangs++;
}

function figuresOf(tally: Tally, routes: number, failures: Failure[], requests: number, seed: number): Figure[] {
  const of = (kind: string) => tally.classes.get(kind) ?? 0;
  const statuses = [...tally.statuses].sort(([a], [b]) => a - b).map(([status, n]) => `${status}: ${n}`);
  return [
    told("seed", seed),
    atLeast("requests", tally.sent, requests),
    told("answered 2xx", of("2xx")),
    told("answered 3xx", of("3xx")),
    told("answered 4xx", of("4xx")),
    exactly("answered 5xx", of("5xx"), 0),
    exactly("not answered", of("none"), 0),
    exactly(`hangs over ${HANG_MS / 1_000} s`, tally.hangs, 0),
    told("  late once, on a busy machine", tally.askedAgain - tally.hangs),
    told("by status", statuses.join(", ")),
    exactly(`routes × methods, of ${routes} × ${METHODS.length}`, tally.covered.size, routes * METHODS.length),
    told("slowest answer, ms", Math.round(tally.slowest.ms)),
    told("  which was", tally.slowest.what),
    exactly("answers that were wrong in any way", failures.length, 0),
  ];
}

/** What failed, for a person: each kind once, with its request. */
export function tellFailures(failures: readonly Failure[]): string {
  const kinds = [
    ...new Map(failures.map((failure) => [`${failure.why} ${failure.request.slice(0, 40)}`, failure])).values(),
  ];
  return kinds
    .slice(0, SHOWN)
    .map(({ why, request, again }) => `${why}\n${request.replace(/^/gm, "    ")}\n  ${again}`)
    .join("\n");
}
