import { parseCronItems, Logger as QueueLogger, run } from "graphile-worker";
import type pg from "pg";
import { taskList } from "#app/jobs/task-list.ts";
import { closePost } from "#app/mail/post.ts";
import type { Site } from "#app/site.ts";

/** Any number nobody else takes a lock by. */
const ONE_WORKER = 7_010_917;

/** Waits for the lock, then frees what the worker before left locked. */
async function takeOver(guard: pg.PoolClient): Promise<void> {
  await guard.query("set statement_timeout = 0");
  await guard.query("select pg_advisory_lock($1)", [ONE_WORKER]);
  for (const table of ["_private_jobs", "_private_job_queues"]) {
    await guard.query(
      `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
       from graphile_worker.${table} where locked_by is not null having count(*) > 0`,
    );
  }
}

/**
 * Starts the worker. There is one at a time: a second waits until the first is gone. What a killed worker left locked
 * is freed at once, because the queue itself would hold it for four hours. `lost` is called, once, when the connection
 * that holds the lock breaks: the caller then stops this worker.
 */
export async function startWorker(site: Site, pool: pg.Pool, lost: () => void): Promise<{ stop(): Promise<void> }> {
  const guard = await pool.connect();
  let stopping = false;
  guard.once("end", () => {
    if (!stopping) lost();
  });
  try {
    await takeOver(guard);
  } catch (fault) {
    stopping = true;
    guard.release(true);
    throw fault;
  }
  // what cannot be is looked for at every start: after a crash, a move, a restored backup
  await guard.query("select graphile_worker.add_job('check-books', job_key := 'check-books')");
  const runner = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1000,
    taskList: taskList(site),
    parsedCronItems: parseCronItems([
      { task: "reconcile", match: "*/10 * * * *", identifier: "reconcile" },
      { task: "check-books", match: "30 3 * * *", identifier: "check-books" },
      { task: "climb-arrears", match: "0 9 * * *", identifier: "climb-arrears" }, // in UTC: letters come by day
    ]),
    logger: new QueueLogger(() => (level, message) => {
      // the queue's own words name jobs and tries; a failed job's error holds a code only
      if (level === "error") site.log.error({ code: "job-failed" }, message);
    }),
  });
  return {
    async stop() {
      stopping = true;
      await runner.stop();
      closePost();
      guard.release(true); // the lock goes with its connection
    },
  };
}
