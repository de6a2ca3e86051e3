import { startChild } from "#sandbox/demo/children.ts";
import type { Stage } from "./stage/stage.ts";

/** What `npm run reconcile -- --json` says of one run. */
export type ReconcileReport = {
  stripePence: number;
  ledgerPence: number;
  differencePence: number;
  unexplainedPence: number;
  lookedAt: number;
  settled: number;
  recovered: number;
  faults: number;
  /** What it logged of them, by kind. */
  faultsSaid: string[];
  /** How long it took, as its caller sees it. */
  seconds: number;
};

/** Runs the real command to its end. Throws where it fails or does not report. */
export async function reconcile(stage: Stage): Promise<ReconcileReport> {
  const began = performance.now();
  const lines: string[] = [];
  const child = startChild("reconcile", ["server/commands/reconcile.ts", "--json"], stage.environment, (line) =>
    lines.push(line),
  );
  const how = await child.ended;
  const seconds = (performance.now() - began) / 1000;
  const faultsSaid = lines.map(parse).flatMap((said) => (said && "code" in said ? [String(said.code)] : []));
  for (const line of lines.reverse()) {
    const said = parse(line);
    // a difference is told by its exit code as well; what it says is looked at by the caller
    if (said && "differencePence" in said) return { ...(said as ReconcileReport), faultsSaid, seconds };
  }
  throw child.trouble(how);
}

function parse(line: string): object | undefined {
  try {
    const said: unknown = JSON.parse(line);
    return typeof said === "object" && said !== null ? said : undefined;
  } catch {
    return undefined;
  }
}
