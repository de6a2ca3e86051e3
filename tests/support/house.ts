import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Logger as QueueLogger, runOnce } from "graphile-worker";
import type pg from "pg";
import { taskList } from "#app/jobs/task-list.ts";
import { closePost } from "#app/mail/post.ts";
import type { Site } from "#app/site.ts";
import { createMailbox, type Mailbox } from "#sandbox/mailbox/mailbox.ts";
import { createStripeSandbox, type StripeSandbox, type StripeSandboxOptions } from "#sandbox/stripe/stripe-sandbox.ts";
import { createWeb } from "#server/web.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { createTestSite } from "./site.ts";

export type House = {
  site: Site;
  url: string;
  stripeUrl: string;
  database: TestDatabase;
  /** The site's own connections, for looking at what goes over them; not those of a house in other processes. */
  pool?: pg.Pool;
  stripe: StripeSandbox;
  mailbox: Mailbox;
  /** Waits until Stripe has delivered its news and every job that is due is done. */
  quiet(): Promise<void>;
  close(): Promise<void>;
};

const WEBHOOK_SECRET = "whsec_sandbox0123456789abcdef";
const silent = new QueueLogger(() => () => {});

/** The whole site on real parts: built pages, Postgres, the Stripe stand-in over HTTP, SMTP. */
export async function openHouse(
  over: Record<string, string> = {},
  account: Pick<StripeSandboxOptions, "dunningEnd"> = {},
): Promise<House> {
  const database = await createTestDatabase();
  const mailbox = await createMailbox({});
  let stripePort = 0;
  const stripe = await createStripeSandbox({
    secretKey: "sk_test_sandbox",
    publicUrl: () => `http://127.0.0.1:${stripePort}`,
    validateResponses: true,
    ...account,
  });
  const stripeServer = await listen(createServer((req, res) => void stripe.handle(req, res)));
  stripePort = port(stripeServer);
  const place = await listen(createServer());
  const webPort = port(place);
  await new Promise((done) => place.close(done));

  const url = `http://127.0.0.1:${webPort}`;
  const { site, pool } = createTestSite({
    PORT: String(webPort),
    SITE_URL: url,
    DATABASE_URL: database.appUrl,
    STRIPE_PORT: String(stripePort),
    SMTP_URL: mailbox.smtpUrl,
    LOG_LEVEL: "silent",
    ...over,
  });
  const web = await createWeb(site);
  await new Promise<void>((done) => web.listen(webPort, "127.0.0.1", done));
  stripe.setWebhook({ url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET });

  return {
    site,
    url,
    stripeUrl: `http://127.0.0.1:${stripePort}`,
    database,
    pool,
    stripe,
    mailbox,
    async quiet() {
      const patience = Date.now() + 30_000;
      do {
        await stripe.settled();
        await work(site, pool);
        if (Date.now() > patience)
          throw new Error("the house does not come to rest: a job fails each time it is tried");
      } while (await hasWork(database));
    },
    async close() {
      await close(web);
      await close(stripeServer);
      await stripe.close();
      closePost();
      await mailbox.close();
      await site.db.destroy();
      await database.drop();
    },
  };
}

/** Does every job that is due, with the worker's own tasks. */
async function work(site: Site, pool: pg.Pool): Promise<void> {
  await runOnce({ pgPool: pool, taskList: taskList(site), noHandleSignals: true, logger: silent });
}

/** True while a job is due, or will be tried again in a moment. What waits for its hour does not count. */
async function hasWork({ owner }: TestDatabase): Promise<boolean> {
  const due =
    "select from graphile_worker._private_jobs where attempts < max_attempts and run_at < now() + interval '10 s'";
  if ((await owner.query(due)).rowCount === 0) return false;
  await new Promise((resume) => setTimeout(resume, 50));
  return true;
}

function listen(server: Server): Promise<Server> {
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

function port(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
