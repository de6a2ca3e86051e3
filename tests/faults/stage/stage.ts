import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { closePost } from "#app/mail/post.ts";
import { createStripe } from "#app/payments/stripe-client.ts";
import { systemClock } from "#app/time/clock.ts";
import { connect, forgiveBrokenConnections } from "#db/client.ts";
import { createMailbox } from "#sandbox/mailbox/mailbox.ts";
import { freePort } from "#sandbox/postgres/free-port.ts";
import { createStripeSandbox } from "#sandbox/stripe/stripe-sandbox.ts";
import { createLog } from "#server/log.ts";
import type { House } from "../../support/house.ts";
import { testEnvironment, testSettings } from "../../support/settings.ts";
import { APP_ROLE, type Ground } from "./ground.ts";
import { createPart, type Part } from "./part.ts";
import { comeToRest } from "./rest.ts";

/**
 * The whole site as it runs in production: the built server and the worker are processes of their own, which may be
 * killed, on a database that may be crashed. Stripe's stand-in, the mailbox and the hand that presses buttons are in
 * this process; Stripe's news goes to the server over HTTP.
 */
export type Stage = House & {
  ground: Ground;
  server: Part;
  worker: Part;
  /** What server, worker and commands are told. */
  environment: NodeJS.ProcessEnv;
  databaseName: string;
  /** Tells Stripe where the site listens for its news, or that it listens to none. */
  listen(yes: boolean): void;
  /** Starts what does not run of server and worker, and waits until both are at work. */
  up(): Promise<void>;
  /** Ends both and all connections of this process, works on the resting database, and connects again. */
  withDatabaseAtRest<T>(work: () => Promise<T>): Promise<T>;
};

const WEBHOOK_SECRET = "whsec_sandbox0123456789abcdef";
const STRIPE_KEY = "sk_test_sandbox";

export async function openStage(ground: Ground, over: Record<string, string> = {}): Promise<Stage> {
  const databaseName = await ground.copy();
  const appUrl = ground.postgres.database(databaseName, APP_ROLE);
  const ownerUrl = ground.postgres.database(databaseName);
  const mailbox = await createMailbox({});
  let stripePort = 0;
  const stripe = await createStripeSandbox({
    secretKey: STRIPE_KEY,
    publicUrl: () => `http://127.0.0.1:${stripePort}`,
  });
  const stripeServer = createServer((req, res) => void stripe.handle(req, res));
  await new Promise<void>((done) => stripeServer.listen(0, "127.0.0.1", done));
  stripePort = (stripeServer.address() as AddressInfo).port;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;

  const given = {
    PORT: String(port),
    SITE_URL: url,
    DATABASE_URL: appUrl,
    STRIPE_PORT: String(stripePort),
    SMTP_URL: mailbox.smtpUrl,
    ...over,
  };
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    NODE_ENV: "production",
    // a process that starts again after every kill does not read its own files anew each time
    NODE_COMPILE_CACHE: join(ground.folder, "compiled"),
    ...testEnvironment(given),
    LOG_LEVEL: "info",
  };
  const settings = testSettings({ ...given, LOG_LEVEL: "silent" });
  const server = createPart("server", "server/main.ts", environment, "the site is open");
  const worker = createPart("worker", "server/worker.ts", environment, "the worker is at work");

  let connection = connect(appUrl);
  let owner = openPool(ownerUrl);
  const stage: Stage = {
    ground,
    server,
    worker,
    environment,
    databaseName,
    url,
    stripeUrl: `http://127.0.0.1:${stripePort}`,
    stripe,
    mailbox,
    site: {
      settings,
      db: connection.db,
      clock: systemClock,
      stripe: createStripe(settings.stripe),
      log: createLog("silent"),
    },
    database: {
      appUrl,
      ownerUrl,
      get owner() {
        return owner;
      },
      drop: () => ground.drop(databaseName),
    },
    listen(yes) {
      stripe.setWebhook(yes ? { url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET } : undefined);
    },
    async up() {
      for (const part of [server, worker]) if (!part.isWanted()) part.start();
      await Promise.all([server.ready(), worker.ready()]);
    },
    quiet: () => comeToRest(stage),
    async withDatabaseAtRest(work) {
      await Promise.all([server.stop(), worker.stop(), connection.db.destroy(), owner.end()]);
      try {
        return await work();
      } finally {
        connection = connect(appUrl);
        stage.site.db = connection.db;
        owner = openPool(ownerUrl);
      }
    },
    async close() {
      stripe.setWebhook(undefined);
      await Promise.all([server.stop(), worker.stop()]);
      await stripe.close();
      await endServer(stripeServer);
      closePost();
      await mailbox.close();
      await connection.db.destroy();
      await owner.end();
      await ground.drop(databaseName);
    },
  };
  stage.listen(true);
  return stage;
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  forgiveBrokenConnections(pool);
  return pool;
}

async function endServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
