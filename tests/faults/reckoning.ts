import { type Audit, audit } from "./audit/audit.ts";
import { changes, snapshot } from "./audit/changes.ts";
import { readTruth, type Truth } from "./audit/truth.ts";
import { atMost, exactly, type Figure, told } from "./figures.ts";
import { type ReconcileReport, reconcile } from "./reconcile.ts";
import type { Stage } from "./stage/stage.ts";

/** What one walk through Stripe's lists left, held against Stripe; and what a second walk still changed. */
export type Reckoning = {
  truth: Truth;
  audit: Audit;
  first: ReconcileReport;
  /** The walk after it: it finds what the first one brought about at Stripe, such as refunds of what was paid twice. */
  next: ReconcileReport;
  /** One more, with nothing new at Stripe. */
  repeated: ReconcileReport;
  /** Tables that the repeated walk changed. */
  changed: string[];
};

/** One reconcile with everything up, the audit, and then the walk again, and again with nobody else at work. */
export async function reckon(
  stage: Stage,
  asked: ReadonlySet<string>,
  printed: ReadonlyMap<string, number>,
): Promise<Reckoning> {
  const first = await reconcile(stage);
  await stage.quiet();
  const truth = await readTruth(stage, asked);
  const audited = await audit(stage, truth, printed);
  await Promise.all([stage.server.stop(), stage.worker.stop()]);
  const next = await reconcile(stage);
  const before = await snapshot(stage.database.owner);
  const repeated = await reconcile(stage);
  const changed = changes(before, await snapshot(stage.database.owner));
  return { truth, audit: audited, first, next, repeated, changed };
}

/** What has to be so whatever happened before. */
export function reckoningFigures({ truth, audit: books, first, next, repeated, changed }: Reckoning): Figure[] {
  return [
    told("payments at Stripe", truth.payments.length),
    told("refunds at Stripe", truth.refunds.length),
    told("disputes at Stripe", truth.disputes.length),
    told("paid twice / too late", `${books.doublePayments} / ${books.lateOrders}`),
    list("lost", books.lost),
    list("doubled", books.doubled),
    exactly("ledger sum, pence", books.ledgerSum, 0),
    exactly("clearing less Stripe's balance, pence", books.clearingPence - truth.balancePence, 0),
    exactly("unexplained after one reconcile, pence", first.unexplainedPence, 0),
    exactly("difference after the next, pence", next.differencePence, 0),
    exactly(named("faults in the first reconcile", first.faultsSaid), first.faults, 0),
    exactly(
      named("faults in those that followed", [...next.faultsSaid, ...repeated.faultsSaid]),
      next.faults + repeated.faults,
      0,
    ),
    list("stock that does not add up", books.stock),
    list("self-check", books.selfCheck),
    list("letters not queued once", books.letters),
    list(
      "parked without a reason we know",
      [...books.parked.keys()].filter((reason) => !EXPECTED_PARKED.has(reason)),
    ),
    list("tables changed by a repeated reconcile", changed),
    told("reconcile: looked at, settled, recovered", `${first.lookedAt}, ${first.settled}, ${first.recovered}`),
    told("reconcile: seconds, and repeated", `${round(first.seconds)}, ${round(repeated.seconds)}`),
  ];
}

/** What waits for a person because the law wants one. */
const EXPECTED_PARKED = new Set([
  "money of a regulated donation went back: decide the case",
  "money of a regulated donation is disputed: decide the case",
]);

/** How many there are, with the first few named where there should be none. */
export function list(name: string, what: readonly string[]): Figure {
  return atMost(named(name, what), what.length, 0);
}

const named = (name: string, what: readonly string[]): string =>
  what.length > 0 ? `${name} (${what.slice(0, 3).join("; ")})` : name;

export const round = (seconds: number): number => Math.round(seconds * 10) / 10;
