import { createHmac } from "node:crypto";

/** A v1 signature over the timestamp and the exact bytes that are sent. */
export function signature(secret: string, timestamp: number, body: string): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`, "utf8").digest("hex");
}

/** The Stripe-Signature header: one timestamp (real seconds) and one signature for each secret. */
export function signatureHeader(secrets: readonly string[], timestamp: number, body: string): string {
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${signature(secret, timestamp, body)}`)].join(",");
}
