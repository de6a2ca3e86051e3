import { z } from "zod";
import { dropCookie, openCookie, sealCookie } from "#app/forms/sealed-cookie.ts";
import { pence } from "#app/money/pence.ts";

/**
 * The answers on their way through the pages of joining. Nothing is kept on our side until the last page is sent; so
 * they travel with the browser, sealed, because they are personal and tell of politics, and for a day at most.
 */
const COOKIE = { name: "join", seconds: 24 * 3600 };

const Details = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string().optional(),
  line1: z.string(),
  line2: z.string().optional(),
  town: z.string(),
  postcode: z.string(),
  union: z.string().optional(),
});

const Dues = z.object({
  /** A rate on offer; null is an amount of their own. */
  rateId: z.string().nullable(),
  pence: z.number().int().positive().transform(pence),
  /** The statement they ticked. */
  wording: z.string(),
  newsByEmail: z.boolean(),
  newsByText: z.boolean(),
  /** Cannot pay now, or wants to pay in another way. */
  withoutPayment: z.boolean(),
});

const Answers = z.object({
  details: Details.optional(),
  dues: Dues.optional(),
  /** What an earlier press of the last button led to; not `current` once an answer changed. */
  asked: z.object({ applicationId: z.uuid(), checkoutId: z.uuid(), current: z.boolean() }).optional(),
});

export type JoinDetails = z.infer<typeof Details>;
export type JoinDues = z.infer<typeof Dues>;
export type JoinAnswers = z.infer<typeof Answers>;

type Keys = { formSecret: string; siteUrl: string };

/** The answers so far; none where there is no cookie, it is too old, or it is not ours. */
export function readJoin(settings: Keys, request: Request, now: Date): JoinAnswers {
  return Answers.safeParse(openCookie(settings, COOKIE, request, now)).data ?? {};
}

/** The Set-Cookie header that keeps the answers for another day. */
export function joinHeader(settings: Keys, answers: JoinAnswers, now: Date): string {
  return sealCookie(settings, COOKIE, answers, now);
}

/** The Set-Cookie header that forgets them. */
export function forgetJoin(settings: Keys): string {
  return dropCookie(settings, COOKIE);
}

/** An answer was changed: what was asked of Stripe before no longer fits. */
export function changed(answers: JoinAnswers, change: Partial<JoinAnswers>): JoinAnswers {
  const asked = answers.asked && { ...answers.asked, current: false };
  return { ...answers, ...change, asked };
}
