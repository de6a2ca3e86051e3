import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Logger as QueueLogger, runOnce } from "graphile-worker";
import { type Reconciled, reconcile } from "#app/jobs/reconcile.ts";
import { taskList } from "#app/jobs/task-list.ts";
import { closePost } from "#app/mail/post.ts";
import { createStripe } from "#app/payments/stripe-client.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect } from "#db/client.ts";
import { createMailbox } from "#sandbox/mailbox/mailbox.ts";
import { createStripeSandbox } from "#sandbox/stripe/stripe-sandbox.ts";
import { createLog } from "#server/log.ts";
import { answerWebhook } from "#server/webhook.ts";
import type { TestDatabase } from "../../support/database.ts";
import type { House } from "../../support/house.ts";
import { testSettings } from "../../support/settings.ts";

/**
 * The house behind its pages, on real parts: Postgres, Stripe's stand-in over HTTP, SMTP, the webhook's own door. Its
 * clock is Stripe's, so that months which pass there pass here, and jobs that wait for their hour get it.
 */
export type Real = House & {
  /** Seconds. */
  now(): number;
  listen(yes: boolean): void;
  /** Does every job that is due by then, and those that failed again at once, until none is left. */
  work(): Promise<void>;
  reconcile(): Promise<Reconciled>;
  /** Speaks to Stripe as its dashboard does: none of the faults on purpose strike here. */
  atStripe<T>(act: () => Promise<T>): Promise<T>;
};

const WEBHOOK_SECRET = "whsec_sandbox0123456789abcdef";
const MOST_ROUNDS = 40;
const silent = new QueueLogger(() => () => {});

export async function openReal(database: TestDatabase): Promise<Real> {
  const mailbox = await createMailbox({});
  let stripeUrl = "";
  const stripe = await createStripeSandbox({ secretKey: "sk_test_sandbox", publicUrl: () => stripeUrl });
  const stripeServer = await listen(createServer((req, res) => void stripe.handle(req, res)));
  stripeUrl = `http://127.0.0.1:${port(stripeServer)}`;
  const { db, pool } = connect(database.appUrl);
  const door = await listen(
    // signatures are made and read in real time, whatever the virtual clock says
    createServer((req, res) => void answerWebhook({ ...site, clock: systemClock }, req, res, {})),
  );
  const url = `http://127.0.0.1:${port(door)}`;
  const settings = testSettings({
    PORT: String(port(door)),
    SITE_URL: url,
    DATABASE_URL: database.appUrl,
    STRIPE_PORT: String(port(stripeServer)),
    SMTP_URL: mailbox.smtpUrl,
    LOG_LEVEL: "silent",
  });
  const site: House["site"] = {
    settings,
    db,
    clock: { now: () => stripe.now() },
    stripe: createStripe(settings.stripe),
    log: createLog("silent"),
  };
  const real: Real = {
    site,
    url,
    stripeUrl,
    database,
    stripe,
    mailbox,
    now: () => Math.floor(stripe.now().getTime() / 1000),
    listen: (yes) => stripe.setWebhook(yes ? { url, secret: WEBHOOK_SECRET } : undefined),
    async work() {
      for (let round = 1; ; round++) {
        await stripe.settled();
        if ((await makeDue(database, stripe.now())) === 0) return;
        if (round > MOST_ROUNDS) throw new Error("the house does not come to rest: a job fails each time it is tried");
        await runOnce({ pgPool: pool, taskList: taskList(site), noHandleSignals: true, logger: silent });
      }
    },
    quiet: () => real.work(),
    async reconcile() {
      const run = await reconcile(site);
      if (!run) throw new Error("another walk is under way");
      return run;
    },
    async atStripe(act) {
      const armed = { ...stripe.chaos.answers };
      Object.assign(stripe.chaos.answers, CALM);
      try {
        return await act();
      } finally {
        Object.assign(stripe.chaos.answers, armed);
      }
    },
    async close() {
      await close(door);
      await close(stripeServer);
      await stripe.close();
      closePost();
      await mailbox.close();
      await db.destroy();
      await database.drop();
    },
  };
  real.listen(true);
  return real;
}

export const CALM = {
  only: null,
  remaining: null,
  errorBeforeRate: 0,
  errorAfterRate: 0,
  resetBeforeRate: 0,
  resetAfterRate: 0,
  garbageRate: 0,
};

/** Jobs whose hour has come by the virtual clock are due now, and so is what failed before. How many there are. */
async function makeDue({ owner }: TestDatabase, now: Date): Promise<number> {
  const { rowCount } = await owner.query(
    `update graphile_worker._private_jobs set run_at = least(run_at, now())
     where attempts < max_attempts and (run_at <= greatest(now(), $1::timestamptz) or attempts > 0)`,
    [now],
  );
  return rowCount ?? 0;
}

const SELF_CHECK = new URL("../../../db/self_check.sql", import.meta.url);
const LETTERS = new URL("../audit/letters.sql", import.meta.url);

/** What cannot be, whatever happened: the self-check's rows, and jobs that nobody tries any more. */
export async function findUnsound({ database }: Real): Promise<string[]> {
  const { rows } = await database.owner.query(await readFile(SELF_CHECK, "utf8"));
  const given = await database.owner.query<{ what: string }>(
    "select task_identifier as what from graphile_worker.jobs where attempts >= max_attempts",
  );
  return [
    ...rows.map((row) => Object.values(row).join(": ")),
    ...given.rows.map(({ what }) => `the job ${what} was given up`),
  ];
}

/** Letters that were not queued once for their fact. */
export async function findWrongLetters({ database }: Real): Promise<string[]> {
  return (await database.owner.query<{ what: string }>(await readFile(LETTERS, "utf8"))).rows.map(({ what }) => what);
}

function listen(server: Server): Promise<Server> {
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

const port = (server: Server): number => (server.address() as AddressInfo).port;

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
