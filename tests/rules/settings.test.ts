import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { readSettings, SettingsProblem } from "#app/config/settings.ts";
import { ROOT } from "../shape/sources.ts";
import { testEnvironment } from "../support/settings.ts";

function problem(over: Record<string, string | undefined>): string {
  try {
    readSettings(testEnvironment(over));
  } catch (fault) {
    expect(fault).toBeInstanceOf(SettingsProblem);
    return (fault as Error).message;
  }
  throw new Error("it started");
}

describe("a setting that is missing or contradicts another stops the start with a sentence", () => {
  test.each([
    "SITE_URL",
    "DATABASE_URL",
    "FORM_SECRET",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "SMTP_URL",
    "MAIL_FROM",
    "PARTY_NAME",
    "IMPRINT_PROMOTER",
  ])("%s missing, or empty", (name) => {
    expect(problem({ [name]: undefined })).toContain(`${name} is missing`);
    expect(problem({ [name]: "" })).toContain(`${name} is missing`);
  });

  test("a live key never meets a host that is not Stripe's", () => {
    expect(
      problem({ PAMPHLETEER_ENV: "production", STRIPE_SECRET_KEY: "sk_live_abc", SITE_URL: "https://party.example" }),
    ).toMatch(/live key.*only ever sent to api\.stripe\.com/);
    expect(problem({ STRIPE_SECRET_KEY: "rk_live_abc" })).toMatch(/live key/);
  });

  test("a production start against a sandbox refuses", () => {
    expect(problem({ PAMPHLETEER_ENV: "production", SITE_URL: "https://party.example" })).toMatch(
      /PAMPHLETEER_ENV is production, but STRIPE_HOST is 127\.0\.0\.1/,
    );
  });

  test("a sandbox start with a live key refuses, at Stripe's own host too", () => {
    expect(
      problem({
        STRIPE_SECRET_KEY: "sk_live_abc",
        STRIPE_HOST: "api.stripe.com",
        STRIPE_PORT: "443",
        STRIPE_PROTOCOL: "https",
      }),
    ).toMatch(/sandbox, but STRIPE_SECRET_KEY is a live key/);
  });

  test("production wants https, for Stripe and for itself", () => {
    const real = { PAMPHLETEER_ENV: "production", STRIPE_HOST: "api.stripe.com", STRIPE_PORT: "443" };
    expect(problem({ ...real, STRIPE_PROTOCOL: "https" })).toMatch(/SITE_URL must begin with https/);
    expect(problem({ ...real, STRIPE_PROTOCOL: "http", SITE_URL: "https://party.example" })).toMatch(
      /STRIPE_PROTOCOL must be https/,
    );
    const whole = {
      ...real,
      STRIPE_PROTOCOL: "https",
      SITE_URL: "https://party.example",
      STRIPE_SECRET_KEY: "rk_live_abc",
    };
    expect(readSettings(testEnvironment({ ...whole, TRUSTED_PROXIES: "127.0.0.1" })).stripe.livemode).toBe(true);
    expect(readSettings(testEnvironment({ ...whole, HOST: "0.0.0.0" })).stripe.livemode).toBe(true);
    // a proxy nobody named would make all visitors one
    expect(problem(whole)).toMatch(/TRUSTED_PROXIES is missing: HOST is 127\.0\.0\.1/);
  });

  test("what is wrong is named without being repeated: it may be a secret", () => {
    const message = problem({ STRIPE_SECRET_KEY: "hunter2", FORM_SECRET: "swordfish" });
    expect(message).toMatch(/STRIPE_SECRET_KEY must be/);
    expect(message).toMatch(/FORM_SECRET must be at least 32/);
    expect(message).not.toMatch(/hunter2|swordfish/);
  });
});

test(".env.example names every setting, and boots", () => {
  const example = parseEnv(readFileSync(join(ROOT, ".env.example"), "utf8"));
  const source = readFileSync(join(ROOT, "app/config/settings.ts"), "utf8");
  const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(25);
  const text = readFileSync(join(ROOT, ".env.example"), "utf8");
  expect(names.filter((name) => !text.includes(`${name}=`))).toEqual([]);
  expect(readSettings(example).environment).toBe("sandbox");
});

test("with Stripe itself a form may lead to its pages for paying, for cards and for invoices, and nowhere else", () => {
  const { stripe } = readSettings(
    testEnvironment({ STRIPE_HOST: "api.stripe.com", STRIPE_PORT: "443", STRIPE_PROTOCOL: "https" }),
  );
  expect(stripe.pageOrigins).toEqual([
    "https://checkout.stripe.com",
    "https://billing.stripe.com",
    "https://invoice.stripe.com",
  ]);
});
