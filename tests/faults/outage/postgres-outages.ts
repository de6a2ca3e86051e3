import { setTimeout as wait } from "node:timers/promises";
import { Visit } from "../../forms/visit.ts";
import { difference, readBooks } from "../crash/books.ts";
import { GIVE } from "../crash/journeys.ts";
import { signalTree } from "./process-tree.ts";
import { backWithin, calmRun, compare, MINUTE_MS, type Outage, type Scene } from "./scene.ts";
import { inTime, letPeopleIn } from "./traffic.ts";

const AWAY_MS = 10_000;

/** People read and give while `trouble` lasts; afterwards everything is back by itself, and every gift is there once. */
async function underLoad(scene: Scene, trouble: () => Promise<void>): Promise<Record<string, number>> {
  const leaves = await calmRun(scene, GIVE);
  const before = await readBooks(scene.stage);
  const refused = scene.stage.stripe.deliveries().length;
  const people = letPeopleIn(scene);
  await wait(1_000);
  await trouble();
  const over = new Date();
  const back = async () => (await worksAgain(scene)) && (await workerWorks(scene, over));
  const backMs = await backWithin(scene, MINUTE_MS, back);
  const traffic = await people.stop();
  await scene.rest(MINUTE_MS * 2);
  const left = difference(before, await readBooks(scene.stage));
  // a form that was pressed from a page that came anew is another asking; none of them is paid
  for (const name of ["checkouts", "form_keys", "donation_offers"])
    if ((left[name] ?? 0) > traffic.gifts) left[name] = traffic.gifts;
  compare(scene, left, leaves, traffic.gifts, `after ${traffic.gifts} gifts`);
  if (traffic.odd.length > 0) scene.blame(`readers got ${[...new Set(traffic.odd)].slice(0, 3).join(", ")}`);
  if (traffic.unanswered > 0) scene.blame(`${traffic.unanswered} readers got no answer`);
  const news = scene.stage.stripe.deliveries().slice(refused);
  const odd = news.filter(({ status }) => status !== null && status !== 200 && status !== 503);
  if (odd.length > 0) scene.blame(`Stripe's news was answered ${odd[0]?.status}`);
  return {
    "back after, ms": backMs,
    gifts: traffic.gifts,
    "pages read": traffic.pages,
    "files read": traffic.files,
    "own 503 pages": traffic.apologies[503] ?? 0,
    "own 500 pages": traffic.apologies[500] ?? 0,
    "slowest page, ms": traffic.slowestMs,
    "slowest file, ms": traffic.slowestFileMs,
    "news answered 503": news.filter(({ status }) => status === 503).length,
  };
}

async function worksAgain(scene: Scene): Promise<boolean> {
  const asked = ["/readyz", "/reading"].map((path) => inTime(new Visit(scene.url).open(path), 5_000));
  return (await Promise.all(asked)).every((reply) => reply.status === 200);
}

/** The worker settles what comes in, and has sent a letter since; that letters wait in line while many give is no fault. */
async function workerWorks({ stage }: Scene, since: Date): Promise<boolean> {
  const { rows } = await stage.database.owner.query<{ late: number; sent: number; open: number }>(
    `select
       (select count(*)::int from graphile_worker.jobs where task_identifier = 'settle-event' and locked_at is null
          and attempts < max_attempts and run_at < now() - interval '3 s') as late,
       (select count(*)::int from outbox where sent_at > $1) as sent,
       (select count(*)::int from outbox where state <> 'sent') as open`,
    [since],
  );
  const [now] = rows;
  return now !== undefined && now.late === 0 && (now.sent > 0 || now.open === 0);
}

export const POSTGRES_OUTAGES: readonly Outage[] = [
  {
    name: "Postgres: stands still for 10 s, its children too",
    play: (scene) =>
      underLoad(scene, async () => {
        const { pid } = scene.stage.ground.postgres;
        signalTree(pid, "SIGSTOP");
        try {
          await wait(AWAY_MS);
        } finally {
          signalTree(pid, "SIGCONT");
        }
      }),
  },
  {
    name: "Postgres: stopped, and started 10 s later",
    play: (scene) =>
      underLoad(scene, async () => {
        const { postgres } = scene.stage.ground;
        await endOf(postgres);
        await wait(AWAY_MS);
        await postgres.restart();
      }),
  },
  {
    name: "Postgres: crashes and mends itself, three times",
    play: (scene) =>
      underLoad(scene, async () => {
        for (let times = 0; times < 3; times++) {
          await scene.stage.ground.postgres.restart("immediate");
          await wait(1_500);
        }
      }),
  },
  {
    name: "Postgres: every connection of the site is ended, forty times",
    play: (scene) =>
      underLoad(scene, async () => {
        for (let times = 0; times < 40; times++) {
          await scene.stage.database.owner.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and usename = 'pamphleteer_app'`,
          );
          await wait(100);
        }
      }),
  },
  {
    name: "Postgres: the way to it is cut for 5 s",
    play: (scene) =>
      underLoad(scene, async () => {
        const doors = [scene.doors.serverToPostgres, scene.doors.workerToPostgres];
        for (const door of doors) door.faults.mode = "cut";
        await wait(AWAY_MS / 2);
        for (const door of doors) door.faults.mode = "pass";
      }),
  },
  {
    name: "Postgres: the way to it swallows everything for 5 s, and forgets who was connected",
    slow: true,
    play: (scene) =>
      underLoad(scene, async () => {
        const doors = [scene.doors.serverToPostgres, scene.doors.workerToPostgres];
        for (const door of doors) door.faults.mode = "half-open";
        await wait(AWAY_MS / 2);
        for (const door of doors) door.faults.mode = "pass";
      }),
  },
];

/** Asks the server to end at once, and waits. It is started again by `restart`. */
async function endOf({ pid, died }: Scene["stage"]["ground"]["postgres"]): Promise<void> {
  process.kill(pid, "SIGINT");
  await died;
}
