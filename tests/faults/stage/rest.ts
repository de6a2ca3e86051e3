import { setTimeout as wait } from "node:timers/promises";
import type { Stage } from "./stage.ts";

/** How long nothing may get done: longer than a failed job waits for its third try. */
const PATIENCE_MS = 120_000;

/** Waits until Stripe has delivered its news and the worker has done every job that is due. */
export async function comeToRest(stage: Stage): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  let end = 0;
  for (;;) {
    await stage.stripe.settled();
    const due = await countDueJobs(stage);
    if (due === 0) return;
    if (due < fewest) {
      fewest = due;
      end = Date.now() + PATIENCE_MS;
    }
    if (Date.now() > end) throw new Error(`the site does not come to rest: ${await tellFailures(stage)}`);
    await wait(200);
  }
}

/** The jobs that failed, with their fault's code. */
async function tellFailures(stage: Stage): Promise<string> {
  const { rows } = await stage.database.owner.query<{ task: string; last_error: string; n: number }>(
    `select task_identifier as task, split_part(last_error, E'\\n', 1) as last_error, count(*)::int as n
     from graphile_worker.jobs where attempts > 0 group by 1, 2 order by 3 desc limit 5`,
  );
  return (
    rows.map(({ task, last_error, n }) => `${n} of ${task}: ${last_error ?? "cut off"}`).join("; ") || "no job failed"
  );
}

/** Jobs that are due, or will be tried again in a moment. What waits for its hour does not count. */
export async function countDueJobs(stage: Stage): Promise<number> {
  const due = `select count(*)::int as n from graphile_worker._private_jobs
    where attempts < max_attempts and run_at < now() + interval '10 s'`;
  return (await stage.database.owner.query<{ n: number }>(due)).rows[0]?.n ?? 0;
}
