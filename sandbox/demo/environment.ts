import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { ROOT } from "./children.ts";
import type { Secrets } from "./data-folder.ts";
import type { Wishes } from "./wishes.ts";

/** The example settings boot against the sandbox; what they say of the party is what a demo shows. */
function exampleSettings(): NodeJS.Dict<string> {
  return parseEnv(readFileSync(join(ROOT, ".env.example"), "utf8"));
}

/** What the sandbox process is told. */
export function sandboxEnvironment(wishes: Wishes, secrets: Secrets, folder: string): NodeJS.ProcessEnv {
  const site = `http://127.0.0.1:${wishes.port}`;
  return {
    ...process.env,
    NODE_ENV: "production",
    SANDBOX_PORT: String(wishes.sandboxPort),
    SANDBOX_SMTP_PORT: "0",
    SANDBOX_DATA_DIR: folder,
    STRIPE_SECRET_KEY: secrets.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    WEBHOOK_URL: `${site}/webhooks/stripe`,
    SITE_URL: site,
  };
}

/** Whoever tries a demo sends from one address, and tries things quickly. */
const GENEROUS = {
  LIMIT_CHECKOUTS_A_MINUTE: "60",
  LIMIT_CHECKOUTS_A_DAY: "500",
  LIMIT_CHECKOUTS_A_MINUTE_IN_ALL: "600",
  LIMIT_FORMS_TIMES: "10",
};

/**
 * What the site, its worker and its commands are told. Everything that decides where money, mail and data go is set
 * here whatever the machine's own environment says: a live key in it must not reach a demo.
 */
export function siteEnvironment(
  wishes: Wishes,
  secrets: Secrets,
  database: { url: string; ownerUrl: string },
): NodeJS.ProcessEnv {
  const inherited = { ...process.env };
  // With a server of our own, the settings of psql on this machine must not get in.
  if (wishes.database === undefined)
    for (const name of Object.keys(inherited)) if (/^PG[A-Z]/.test(name)) delete inherited[name];
  return {
    ...exampleSettings(),
    ...GENEROUS,
    LOG_LEVEL: "warn",
    ...inherited,
    NODE_ENV: "production",
    PAMPHLETEER_ENV: "sandbox",
    HOST: "127.0.0.1",
    PORT: String(wishes.port),
    SITE_URL: `http://127.0.0.1:${wishes.port}`,
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    STRIPE_SECRET_KEY: secrets.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    STRIPE_WEBHOOK_SECRET_PREVIOUS: "",
    STRIPE_HOST: "127.0.0.1",
    STRIPE_PORT: String(wishes.sandboxPort),
    STRIPE_PROTOCOL: "http",
    FORM_SECRET: secrets.formSecret,
  };
}
