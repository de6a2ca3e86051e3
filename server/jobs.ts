import { setTimeout as wait } from "node:timers/promises";
import {
  type CronItem,
  type ParsedCronItem,
  parseCronItems,
  Logger as QueueLogger,
  type Runner,
  run,
  type TaskList,
} from "graphile-worker";
import type pg from "pg";
import { tellFault } from "#app/faults/tell-fault.ts";
import { JobFault, taskList } from "#app/jobs/task-list.ts";
import { closePost } from "#app/mail/post.ts";
import type { Site } from "#app/site.ts";

/** Any number nobody else takes a lock by. */
const ONE_WORKER = 7_010_917;

/** How often the connection that holds the lock is asked whether it lives, and how long its answer may take. */
const PULSE_MS = 10_000;
const SILENCE_MS = 20_000;

const LOCK_AGAIN_MS = 1_000;
const HALF_A_DAY_MS = 12 * 3_600_000;

/** Waits for the lock, then frees what the worker before left locked. */
async function takeOver(guard: pg.PoolClient): Promise<void> {
  // so that Postgres lets go of the lock of a worker whose machine is gone, and not only after two hours
  await guard.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
  // asked again and again: a long wait for an answer would look like a database that fell silent
  const lock = () => guard.query<{ mine: boolean }>("select pg_try_advisory_lock($1) as mine", [ONE_WORKER]);
  while (!(await lock()).rows[0]?.mine) await wait(LOCK_AGAIN_MS);
  for (const table of ["_private_jobs", "_private_job_queues"]) {
    await guard.query(
      `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
       from graphile_worker.${table} where locked_by is not null having count(*) > 0`,
    );
  }
}

/** Asks the connection now and then; calls `lost` where it stays silent, as one to a machine that is gone does for ever. */
function feelPulse(guard: pg.PoolClient, lost: () => void): NodeJS.Timeout {
  let asked = 0;
  return setInterval(() => {
    if (asked !== 0) {
      if (performance.now() - asked > SILENCE_MS) lost();
      return;
    }
    asked = performance.now();
    guard.query("select 1").then(() => {
      asked = 0;
    }, lost);
  }, PULSE_MS);
}

/**
 * Starts the worker. There is one at a time: a second waits until the first is gone. What a killed worker left locked
 * is freed at once, because the queue itself would hold it for four hours. `lost` is called, maybe more than once, when
 * the connection that holds the lock breaks or falls silent, or the queue gives up: the caller then stops this worker.
 */
export async function startWorker(site: Site, pool: pg.Pool, lost: () => void): Promise<{ stop(): Promise<void> }> {
  const guard = await pool.connect();
  let stopping = false;
  const lose = () => {
    if (!stopping) lost();
  };
  guard.once("end", lose);
  const runners: Runner[] = [];
  const stopAll = () => Promise.all(runners.map((runner) => runner.stop().catch(() => {}))); // it may have stopped by itself
  try {
    await takeOver(guard);
    // what cannot be is looked for at every start: after a crash, a move, a restored backup
    await guard.query("select graphile_worker.add_job('check-books', job_key := 'check-books')");
    // a changed imprint, or a changed way of making them, makes every edition anew
    await guard.query("select graphile_worker.add_job('make-files', job_key := 'make-files')");
    const { "send-letter": letters, ...others } = taskList(site);
    runners.push(await runTasks(site, pool, others, { atOnce: 4, cron: parseCronItems(CRON) }));
    // One sender, so that a kill repeats at most one letter. Not a named queue: there the next letter is asked for before
    // the last has let go of the queue, and waits for the next look
    runners.push(await runTasks(site, pool, { "send-letter": letters }, { atOnce: 1, cron: [] }));
  } catch (fault) {
    stopping = true;
    await stopAll();
    guard.release(true); // a lock kept by nobody would keep every other worker out
    throw fault;
  }
  for (const { promise } of runners) promise.then(lose, lose);
  const pulse = feelPulse(guard, lose);
  return {
    async stop() {
      stopping = true;
      clearInterval(pulse);
      await stopAll();
      closePost();
      guard.release(true); // the lock goes with its connection
    },
  };
}

const CRON: CronItem[] = [
  { task: "reconcile", match: "*/10 * * * *", identifier: "reconcile" },
  { task: "sweep-limits", match: "7 * * * *", identifier: "sweep-limits" },
  // a worker that was away at the hour does its day's work when it is back
  { task: "check-books", match: "30 3 * * *", identifier: "check-books" },
  {
    task: "climb-arrears",
    match: "0 9 * * *",
    identifier: "climb-arrears",
    options: { backfillPeriod: HALF_A_DAY_MS },
  },
];

type How = { atOnce: number; cron: ParsedCronItem[] };

function runTasks(site: Site, pool: pg.Pool, tasks: TaskList, { atOnce, cron }: How): Promise<Runner> {
  return run({
    pgPool: pool,
    concurrency: atOnce,
    noHandleSignals: true,
    pollInterval: 1000,
    taskList: tasks,
    parsedCronItems: cron,
    logger: new QueueLogger(() => (level, _, meta) => {
      // the queue's own words hold the whole of an error, with its stack; what a job of ours throws has a code for words
      if (level !== "error") return;
      const { error } = (meta ?? {}) as { error?: unknown };
      const code = error instanceof JobFault ? error.message : tellFault(error).code;
      site.log.error({ code: `job-failed ${code}` }, "the queue reports a fault");
    }),
  });
}
