import Stripe from "stripe";
import type { Settings } from "#app/config/settings.ts";

/** The one place that pins the version of Stripe's API; the webhook endpoint is pinned to the same. */
export const API_VERSION = "2026-10-28.endive";

export type StripeClient = Stripe;

/** Stripe, or on a laptop its stand-in: only host, port, protocol and key differ. */
export function createStripe(settings: Settings["stripe"]): StripeClient {
  return new Stripe(settings.secretKey, {
    apiVersion: API_VERSION,
    host: settings.host,
    port: settings.port,
    protocol: settings.protocol,
    timeout: 15_000,
    maxNetworkRetries: 2,
    telemetry: false,
    appInfo: { name: "Pamphleteer" },
  });
}

/** Stripe said no such object: an answer, not an outage. */
export function isMissing(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";
}

/** Stripe answers this key with a failure it keeps, or the key was used for other words: asking again is no use. */
export function isSpentKey(error: unknown): boolean {
  const failedInside = error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 0) >= 500;
  return failedInside || (error instanceof Stripe.errors.StripeIdempotencyError && !isInUse(error));
}

/** The same key is being answered in this moment, for a press that came just before. */
export const isInUse = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeError && error.statusCode === 409;

/**
 * Stripe's own final no, by its code: asking again with other luck is no use. Undefined for an outage, for a key that
 * is in use or spent, for a setting of ours that is wrong, and for what is no answer of Stripe's at all.
 */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) return undefined;
  return /^[\w-]{1,60}$/.test(error.code ?? "") ? error.code : "invalid_request";
}

/** Stripe would not take the email address we handed on: an answer to whoever typed it. */
export function isRefusedEmail(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    (error.param === "customer_email" || error.code === "email_invalid")
  );
}

/** Stripe could not be reached or failed on its side: nothing is known to have happened, and asking again is safe. */
export function isStripeOutage(error: unknown): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeRateLimitError ||
    isInUse(error) ||
    (error instanceof Stripe.errors.StripeAPIError && !(error instanceof Stripe.errors.StripeInvalidRequestError))
  );
}
