import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { sendWelcome } from "./demo/welcome-page.ts";
import { createMailbox } from "./mailbox/mailbox.ts";
import { send } from "./mailbox/page.ts";
import { systemCode } from "./postgres/trouble.ts";
import { createStripeSandbox } from "./stripe/stripe-sandbox.ts";

// The sandbox as a process of its own: the Stripe stand-in, the mailbox and a page that says what they are, on one
// port of 127.0.0.1. Says when it is ready, to the parent or else in a line, and ends on SIGTERM.

const PLAIN = "text/plain; charset=utf-8";
const env = process.env;
const port = Number(env.SANDBOX_PORT || 3001);
const address = `http://127.0.0.1:${port}`;
const secretKey = env.STRIPE_SECRET_KEY;
if (!secretKey) stop("STRIPE_SECRET_KEY is missing: give the test key that the site will use.");
if (env.WEBHOOK_URL && !env.STRIPE_WEBHOOK_SECRET) stop("STRIPE_WEBHOOK_SECRET is missing: WEBHOOK_URL needs it.");
const folder = env.SANDBOX_DATA_DIR;
if (folder) mkdirSync(folder, { recursive: true });

const mailbox = await createMailbox({
  file: folder && join(folder, "mail.jsonl"),
  smtpPort: Number(env.SANDBOX_SMTP_PORT || 0),
}).catch((error: unknown) => stop(`The mailbox cannot listen (${systemCode(error)}). Set SANDBOX_SMTP_PORT to 0.`));
const stripe = await createStripeSandbox({
  secretKey,
  publicUrl: () => address,
  webhook: env.WEBHOOK_URL ? { url: env.WEBHOOK_URL, secret: env.STRIPE_WEBHOOK_SECRET ?? "" } : undefined,
  journalFile: folder && join(folder, "stripe.jsonl"),
}).catch((error: unknown) =>
  stop(`The Stripe stand-in does not start: ${error instanceof Error ? error.message : error}`),
);

const server = createServer(async (req, res) => {
  try {
    if (URL.parse(req.url ?? "", address) === null) return void send(res, 400, PLAIN, "That is no address.\n");
    if (await mailbox.handle(req, res)) return;
    if (req.method === "GET" && req.url === "/") sendWelcome(res, { siteUrl: env.SITE_URL, smtpUrl: mailbox.smtpUrl });
    else if (!(await stripe.handle(req, res))) send(res, 404, PLAIN, "Not found in the sandbox.\n");
  } catch (error) {
    console.error(error);
    if (res.headersSent) res.destroy();
    else send(res, 500, PLAIN, "The sandbox has a fault; see what it printed.\n");
  }
});
server.once("error", (error) =>
  stop(`Port ${port} cannot be had (${systemCode(error)}). Set SANDBOX_PORT to a free one.`),
);
server.listen(port, "127.0.0.1", () => {
  if (process.send) process.send({ ready: { url: address, smtpUrl: mailbox.smtpUrl } });
  else console.log(`sandbox ready ${address} ${mailbox.smtpUrl}`);
});

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  server.close();
  server.closeAllConnections();
  await Promise.all([mailbox.close(), stripe.close()]);
  process.exit(0);
}
process.on("SIGTERM", end);
process.on("SIGINT", end);

function stop(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
