import type { JobHelpers, TaskList } from "graphile-worker";
import { z } from "zod";
import { faultCode } from "#app/faults/fault-code.ts";
import type { Site } from "#app/site.ts";
import type { Jobs } from "#db/add-job.ts";
import { checkBooks } from "./check-books.ts";
import { climbArrears } from "./climb-arrears.ts";
import { expireCheckout } from "./expire-checkout.ts";
import { makeFiles } from "./make-files.ts";
import { publishEditionJob } from "./publish-edition.ts";
import { reconcileJob } from "./reconcile.ts";
import { sendLetter } from "./send-letter.ts";
import { sendRefundJob } from "./send-refund.ts";
import { settleEvent } from "./settle-event.ts";
import { sweepLimitsJob } from "./sweep-limits.ts";

/** What a job throws: its name and a fault's code. It is kept in the job's row and logged, so it never holds data. */
export class JobFault extends Error {}

/** Each job's name and what it does; a job nobody knows stays in the queue. */
export function taskList(site: Site): TaskList {
  const lastTry = (helpers: JobHelpers) => helpers.job.attempts >= helpers.job.max_attempts;
  const task =
    <P>(schema: z.ZodType<P>, work: (site: Site, payload: P, lastTry: boolean) => Promise<void>) =>
    async (payload: unknown, helpers: JobHelpers) => {
      try {
        await work(site, schema.parse(payload), lastTry(helpers));
      } catch (fault) {
        throw new JobFault(`${helpers.job.task_identifier}: ${faultCode(fault)}`);
      }
    };
  return {
    "settle-event": task(z.object({ eventId: z.string() }), settleEvent),
    "expire-checkout": task(z.object({ checkoutId: z.string() }), expireCheckout),
    "send-refund": task(z.object({ refundId: z.uuid() }), sendRefundJob),
    "publish-edition": task(z.object({ textId: z.uuid() }), publishEditionJob),
    reconcile: task(z.unknown(), reconcileJob),
    "check-books": task(z.unknown(), checkBooks),
    "climb-arrears": task(z.unknown(), climbArrears),
    "make-files": task(z.object({ slug: z.string().optional() }), makeFiles),
    "sweep-limits": task(z.unknown(), sweepLimitsJob),
    "send-letter": task(z.object({ outboxId: z.string() }), sendLetter),
  } satisfies Record<keyof Jobs, unknown>;
}
