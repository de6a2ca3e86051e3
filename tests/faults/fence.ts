import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { type Ear, type Link, openProxy, type TcpProxy } from "./proxy.ts";
import type { Ground } from "./stage/ground.ts";
import { createPart, type Part } from "./stage/part.ts";
import { openStage, type Stage } from "./stage/stage.ts";

/** The doors of the site: `front` leads browsers and Stripe's news in, the others lead out. */
export type Doors = Record<
  "front" | "serverToPostgres" | "workerToPostgres" | "serverToStripe" | "workerToStripe" | "workerToMail",
  TcpProxy
>;
export type Door = keyof Doors;
type Ears = Partial<Record<Door, (link: Link) => Ear>>;

/** A stage whose every door is a proxy of ours. Its server and worker are `server` and `worker` here. */
export type Fenced = {
  stage: Stage;
  /** Where browsers go. */
  url: string;
  server: Part;
  worker: Part;
  doors: Doors;
  up(): Promise<void>;
  /** Waits until Stripe has delivered its news, what failed at first too, and every job that is due is done. */
  rest(patienceMs?: number): Promise<void>;
  close(): Promise<void>;
};

const WEBHOOK_SECRET = "whsec_sandbox0123456789abcdef";

/** Opens a stage behind proxies; each door may be given an ear. Start it with `up`. */
export async function openFenced(ground: Ground, ears: Ears = {}, over: Record<string, string> = {}): Promise<Fenced> {
  const inside = await freePort();
  const front = await openProxy({ target: () => inside, listen: ears.front, patient: true });
  const url = `http://127.0.0.1:${front.port}`;
  const stage = await openStage(ground, { PORT: String(inside), SITE_URL: url, ...over });
  stage.stripe.setWebhook({ url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET });
  const stripePort = Number(new URL(stage.stripeUrl).port);
  const open = (door: Door, target: () => number) => openProxy({ target, listen: ears[door] });
  const doors: Doors = {
    front,
    serverToPostgres: await open("serverToPostgres", () => ground.postgres.port),
    workerToPostgres: await open("workerToPostgres", () => ground.postgres.port),
    serverToStripe: await open("serverToStripe", () => stripePort),
    workerToStripe: await open("workerToStripe", () => stripePort),
    workerToMail: await open("workerToMail", () => stage.mailbox.smtpPort),
  };
  const through = (postgres: TcpProxy, stripe: TcpProxy) => {
    const database = new URL(stage.database.appUrl);
    database.port = String(postgres.port);
    return {
      ...stage.environment,
      DATABASE_URL: database.href,
      STRIPE_PORT: String(stripe.port),
      SMTP_URL: `smtp://127.0.0.1:${doors.workerToMail.port}`,
    };
  };
  const server = createPart(
    "server",
    "server/main.ts",
    through(doors.serverToPostgres, doors.serverToStripe),
    "the site is open",
  );
  const worker = createPart(
    "worker",
    "server/worker.ts",
    through(doors.workerToPostgres, doors.workerToStripe),
    "the worker is at work",
  );
  const parts = [server, worker];
  return {
    stage,
    url,
    server,
    worker,
    doors,
    async up() {
      for (const part of parts) if (!part.isWanted()) part.start();
      await Promise.all(parts.map((part) => part.ready()));
    },
    rest: (patienceMs = 60_000) => rest(stage, patienceMs),
    async close() {
      stage.stripe.setWebhook(undefined);
      // a door that is shut or slow must not keep them from ending
      for (const door of Object.values(doors)) Object.assign(door.faults, { mode: "pass", delayMs: 0, drip: false });
      await Promise.all(parts.map((part) => part.stop()));
      await stage.close();
      await Promise.all(Object.values(doors).map((door) => door.close()));
    },
  };
}

const OPEN_WORK = `select task_identifier as what from graphile_worker.jobs
  where (locked_at is not null or run_at < now() + interval '10 s') and attempts < max_attempts`;

async function rest(stage: Stage, patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    await stage.stripe.settled();
    const jobs = (await stage.database.owner.query<{ what: string }>(OPEN_WORK)).rows.map((row) => row.what);
    const late = await waitingDeliveries(stage);
    if (jobs.length === 0 && late === 0) return;
    if (Date.now() > end)
      throw new Error(`no rest after ${patienceMs} ms: jobs ${jobs.join(", ") || "none"}, deliveries waiting ${late}`);
    await wait(20);
  }
}

/** News that was refused or lost once and that Stripe will send again. */
async function waitingDeliveries(stage: Stage): Promise<number> {
  const state = await (await fetch(`${stage.stripeUrl}/_sandbox/state`)).json();
  return (state as { waiting_deliveries: number }).waiting_deliveries;
}
