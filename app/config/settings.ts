import { isIP } from "node:net";
import { z } from "zod";

/**
 * The only place that reads the environment. A missing or contradictory setting stops the process with a sentence
 * that names it; `.env.example` lists them all.
 */

const LOOPBACK = /^(127\.|::1$|localhost$)/;
const STRIPE_HOST = "api.stripe.com";
const port = z.coerce.number().int().min(1).max(65_535);
const many = z.coerce.number().int().min(1).max(1_000_000);
const secret = z.string().min(32, "must be at least 32 characters");

const Environment = z.object({
  PAMPHLETEER_ENV: z.enum(["production", "sandbox"]),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: port.default(3000),
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter((address) => address !== ""))
    .refine(
      (addresses) => addresses.every((address) => isIP(address) > 0),
      "must be IP addresses, with commas between",
    ),
  SITE_URL: z.url(),
  DATABASE_URL: z.url(),
  FORM_SECRET: secret,
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_(test|live)_\w+$/, "must be a Stripe secret or restricted key"),
  STRIPE_WEBHOOK_SECRET: z.string().regex(/^whsec_\w{16,}$/, "must be a webhook signing secret (whsec_…)"),
  STRIPE_WEBHOOK_SECRET_PREVIOUS: z
    .string()
    .regex(/^whsec_\w{16,}$/)
    .optional(),
  STRIPE_HOST: z.string().min(1).default(STRIPE_HOST),
  STRIPE_PORT: port.default(443),
  STRIPE_PROTOCOL: z.enum(["http", "https"]).default("https"),
  STATEMENT_DESCRIPTOR: z.string().min(5).max(22),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.email(),
  OFFICERS_EMAIL: z.email(),
  PARTY_NAME: z.string().min(1),
  PRESS_NAME: z.string().min(1),
  PARTY_PURPOSE: z.string().min(1),
  PARTY_ADDRESS: z.string().min(1),
  PARTY_EMAIL: z.email(),
  PARTY_PHONE: z.string().min(1),
  PARTY_PHONE_HOURS: z.string().min(1),
  IMPRINT_PROMOTER: z.string().min(1),
  MEMBERSHIP_MIN_AGE: z.coerce.number().int().min(1).max(120).optional(),
  REPLY_WORKING_DAYS: z.coerce.number().int().min(1).max(30).default(3),
  DISPATCH_WORKING_DAYS: z.coerce.number().int().min(1).max(30).default(3),
  WELCOME_DAYS: z.coerce.number().int().min(1).max(30).default(7),
  MEMBER_RECORDS_KEPT: z.string().min(1).default("two years"),
  LIMIT_CHECKOUTS_A_MINUTE: many.default(3),
  LIMIT_CHECKOUTS_A_DAY: many.default(10),
  LIMIT_CHECKOUTS_A_MINUTE_IN_ALL: many.default(30),
  LIMIT_FORMS_TIMES: many.default(1),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
});

export type Settings = ReturnType<typeof arrange>;
export type Party = Settings["party"];

/** A setting that is missing or contradicts another. The message is the sentence to show. */
export class SettingsProblem extends Error {}

/** Reads and checks the settings. Throws `SettingsProblem`, whose message names each setting at fault. */
export function readSettings(environment: Record<string, string | undefined> = process.env): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const read = Environment.safeParse(given);
  if (!read.success) {
    const faults = read.error.issues.map((issue) => {
      const name = issue.path.join(".");
      return name in given ? `${name} ${issue.message}` : `${name} is missing`;
    });
    throw new SettingsProblem(`Cannot start: ${faults.join("; ")}. See .env.example.`);
  }
  refuseContradictions(read.data);
  return arrange(read.data);
}

function refuseContradictions(e: z.infer<typeof Environment>): void {
  const live = /^(sk|rk)_live_/.test(e.STRIPE_SECRET_KEY);
  const realStripe = e.STRIPE_HOST === STRIPE_HOST;
  const stop = (sentence: string) => {
    throw new SettingsProblem(`Cannot start: ${sentence}`);
  };
  if (live && !realStripe) {
    stop(
      `STRIPE_SECRET_KEY is a live key, but STRIPE_HOST is ${e.STRIPE_HOST}. A live key is only ever sent to ${STRIPE_HOST}.`,
    );
  }
  if (realStripe && e.STRIPE_PROTOCOL !== "https") stop("STRIPE_PROTOCOL must be https for Stripe itself.");
  if (e.PAMPHLETEER_ENV === "production") {
    if (!realStripe) stop(`PAMPHLETEER_ENV is production, but STRIPE_HOST is ${e.STRIPE_HOST}, a sandbox.`);
    if (new URL(e.SITE_URL).protocol !== "https:") stop("SITE_URL must begin with https:// in production.");
    // all visitors would be one, and the limits of one would close the shop after ten orders
    if (e.TRUSTED_PROXIES.length === 0 && LOOPBACK.test(e.HOST)) {
      stop(
        `TRUSTED_PROXIES is missing: HOST is ${e.HOST}, so a proxy stands in front. Name the address it speaks from.`,
      );
    }
  }
  if (e.PAMPHLETEER_ENV === "sandbox" && live) stop("PAMPHLETEER_ENV is sandbox, but STRIPE_SECRET_KEY is a live key.");
  if (e.LIMIT_CHECKOUTS_A_DAY < e.LIMIT_CHECKOUTS_A_MINUTE)
    stop("LIMIT_CHECKOUTS_A_DAY must not be less than LIMIT_CHECKOUTS_A_MINUTE.");
  if (new URL(e.SITE_URL).pathname !== "/")
    stop("SITE_URL must be a bare address like https://party.example, without a path.");
}

function arrange(e: z.infer<typeof Environment>) {
  return {
    environment: e.PAMPHLETEER_ENV,
    host: e.HOST,
    port: e.PORT,
    /** The addresses of reverse proxies whose word on a visitor's address is believed. */
    trustedProxies: e.TRUSTED_PROXIES,
    siteUrl: new URL(e.SITE_URL).origin,
    /** As the Host header of a request for this site has it. */
    siteHost: new URL(e.SITE_URL).host,
    databaseUrl: e.DATABASE_URL,
    formSecret: e.FORM_SECRET,
    logLevel: e.LOG_LEVEL,
    stripe: {
      secretKey: e.STRIPE_SECRET_KEY,
      livemode: /^(sk|rk)_live_/.test(e.STRIPE_SECRET_KEY),
      webhookSecrets: [e.STRIPE_WEBHOOK_SECRET, e.STRIPE_WEBHOOK_SECRET_PREVIOUS].filter((s) => s !== undefined),
      host: e.STRIPE_HOST,
      port: e.STRIPE_PORT,
      protocol: e.STRIPE_PROTOCOL,
      /** Where a form's answer may lead: browsers check the redirect after a POST against this list. */
      pageOrigins:
        e.STRIPE_HOST === STRIPE_HOST
          ? ["https://checkout.stripe.com", "https://billing.stripe.com", "https://invoice.stripe.com"]
          : [`${e.STRIPE_PROTOCOL}://${e.STRIPE_HOST}:${e.STRIPE_PORT}`],
      statementDescriptor: e.STATEMENT_DESCRIPTOR,
    },
    limits: {
      /** New Checkout Sessions, of all kinds: from one address in a minute and in a day, and from everybody in a minute. */
      checkoutsAMinute: e.LIMIT_CHECKOUTS_A_MINUTE,
      checkoutsADay: e.LIMIT_CHECKOUTS_A_DAY,
      checkoutsAMinuteInAll: e.LIMIT_CHECKOUTS_A_MINUTE_IN_ALL,
      /** What the limits of every other form are multiplied by. */
      formsTimes: e.LIMIT_FORMS_TIMES,
    },
    mail: { smtpUrl: e.SMTP_URL, from: e.MAIL_FROM, officers: e.OFFICERS_EMAIL },
    /** Facts that pages, letters and editions share. Public: nothing secret may be added here. */
    party: {
      name: e.PARTY_NAME,
      press: e.PRESS_NAME,
      purpose: e.PARTY_PURPOSE,
      address: e.PARTY_ADDRESS,
      email: e.PARTY_EMAIL,
      phone: e.PARTY_PHONE,
      phoneHours: e.PARTY_PHONE_HOURS,
      promoter: e.IMPRINT_PROMOTER,
      minAge: e.MEMBERSHIP_MIN_AGE,
      replyWorkingDays: e.REPLY_WORKING_DAYS,
      dispatchWorkingDays: e.DISPATCH_WORKING_DAYS,
      welcomeDays: e.WELCOME_DAYS,
      memberRecordsKept: e.MEMBER_RECORDS_KEPT,
      statementDescriptor: e.STATEMENT_DESCRIPTOR,
    },
  };
}

/** What only the migration and seed commands need: the role that owns the tables. */
export function readOwnerUrl(environment: Record<string, string | undefined> = process.env): string {
  const url = environment.DATABASE_OWNER_URL || environment.DATABASE_URL;
  if (!url)
    throw new SettingsProblem("Cannot start: DATABASE_OWNER_URL (or DATABASE_URL) is missing. See .env.example.");
  return url;
}

/** True where the process is told that it is the real house: what makes things up must not run there. */
export function isProduction(environment: Record<string, string | undefined> = process.env): boolean {
  return environment.PAMPHLETEER_ENV === "production";
}
