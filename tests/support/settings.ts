import { readSettings, type Settings } from "#app/config/settings.ts";

/** A whole environment that boots, for tests to change one thing of. Nothing in it is a secret of anybody's. */
export function testEnvironment(over: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  return {
    PAMPHLETEER_ENV: "sandbox",
    HOST: "127.0.0.1",
    PORT: "3000",
    SITE_URL: "http://127.0.0.1:3000",
    DATABASE_URL: "postgres://pamphleteer_app@127.0.0.1:5432/pamphleteer",
    FORM_SECRET: "f".repeat(64),
    STRIPE_SECRET_KEY: "sk_test_sandbox",
    STRIPE_WEBHOOK_SECRET: "whsec_sandbox0123456789abcdef",
    STRIPE_HOST: "127.0.0.1",
    STRIPE_PORT: "3001",
    STRIPE_PROTOCOL: "http",
    STATEMENT_DESCRIPTOR: "PAMPHLETEER",
    SMTP_URL: "smtp://127.0.0.1:2525",
    MAIL_FROM: "post@party.example",
    OFFICERS_EMAIL: "officers@party.example",
    PARTY_NAME: "Socialist Party",
    PRESS_NAME: "Socialist Books",
    PARTY_PURPOSE: "its campaigns, its press and the running of its branches",
    PARTY_ADDRESS: "Example House, 1 Example Street, London E1 1AA",
    PARTY_EMAIL: "questions@party.example",
    PARTY_PHONE: "020 8988 8777",
    PARTY_PHONE_HOURS: "Monday to Friday, 10 am to 5 pm",
    IMPRINT_PROMOTER: "the Publications Officer",
    MEMBERSHIP_MIN_AGE: "16",
    // everybody in a test sends from one address; the tests of limits take these out
    LIMIT_CHECKOUTS_A_MINUTE: "1000000",
    LIMIT_CHECKOUTS_A_DAY: "1000000",
    LIMIT_CHECKOUTS_A_MINUTE_IN_ALL: "1000000",
    LIMIT_FORMS_TIMES: "1000",
    LOG_LEVEL: "error",
    ...over,
  };
}

export function testSettings(over: Record<string, string | undefined> = {}): Settings {
  return readSettings(testEnvironment(over));
}
