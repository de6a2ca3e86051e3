import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./client.ts";

/** The jobs the worker knows, and what each is told. Payloads carry ids only: they can be read by whoever keeps the site. */
export type Jobs = {
  "settle-event": { eventId: string };
  "expire-checkout": { checkoutId: string };
  "send-letter": { outboxId: string };
  "send-refund": { refundId: string };
  "publish-edition": { textId: string };
  reconcile: Record<string, never>;
  "check-books": Record<string, never>;
  "climb-arrears": Record<string, never>;
  "make-files": { slug?: string };
  "sweep-limits": Record<string, never>;
};

type When = { runAt?: Date; key?: string; tries?: number };

/** Puts a job in the queue within the transaction that writes its fact: rolled back, there is no job. */
export async function addJob<J extends keyof Jobs>(tx: Tx, job: J, payload: Jobs[J], when: When = {}): Promise<void> {
  await sql`select ${jobAdded(job, payload, when)}`.execute(tx);
}

/** The same as a part of the statement that writes the fact. */
export function jobAdded<J extends keyof Jobs>(job: J, payload: Jobs[J], when: When = {}): RawBuilder<unknown> {
  return sql`graphile_worker.add_job(
    ${job}, payload := ${JSON.stringify(payload)}::json, run_at := ${when.runAt ?? null}::timestamptz,
    max_attempts := ${when.tries ?? 8}, job_key := ${when.key ?? null}
  )`;
}
