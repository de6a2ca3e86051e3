import { Logger as QueueLogger, run } from "graphile-worker";
import type pg from "pg";
import { taskList } from "#app/jobs/task-list.ts";
import { closePost } from "#app/mail/post.ts";
import type { Site } from "#app/site.ts";

/** Any number nobody else takes a lock by. */
const ONE_WORKER = 7_010_917;

/**
 * Starts the worker. There is one at a time: a second waits until the first is gone. What a killed worker left locked
 * is freed at once, because the queue itself would hold it for four hours.
 */
export async function startWorker(site: Site, pool: pg.Pool): Promise<{ stop(): Promise<void> }> {
  const guard = await pool.connect();
  await guard.query("set statement_timeout = 0");
  await guard.query("select pg_advisory_lock($1)", [ONE_WORKER]);
  await guard.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker._private_jobs where locked_by is not null having count(*) > 0`,
  );
  await guard.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker._private_job_queues where locked_by is not null having count(*) > 0`,
  );
  const runner = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1000,
    taskList: taskList(site),
    logger: new QueueLogger(() => (level, message) => {
      // the queue's own words name jobs and tries; a failed job's error holds a code only
      if (level === "error") site.log.error({ code: "job-failed" }, message);
    }),
  });
  return {
    async stop() {
      await runner.stop();
      closePost();
      await guard.query("select pg_advisory_unlock($1)", [ONE_WORKER]).catch(() => {});
      guard.release(true);
    },
  };
}
