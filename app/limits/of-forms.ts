import type { Settings } from "#app/config/settings.ts";
import type { Limit } from "./limits.ts";

/** How often each form may be sent: from one address, to or about one target, and by everybody together. */
const MINUTE = 60;
const DAY = 24 * 3600;
const ALL = "everybody";

/**
 * A new Checkout Session, of whatever kind: the figures that make us no use to somebody with a list of stolen cards
 * (reliability.md, P10). A payer whose card is declined tries again on Stripe's own page, which is no new one.
 */
export function checkoutLimits({ limits }: Settings, visitor: string): Limit[] {
  return [
    { name: "checkouts", of: visitor, most: limits.checkoutsAMinute, seconds: MINUTE },
    { name: "checkouts", of: visitor, most: limits.checkoutsADay, seconds: DAY },
    { name: "checkouts-in-all", of: ALL, most: limits.checkoutsAMinuteInAll, seconds: MINUTE },
  ];
}

const times = ({ limits }: Settings, limit: Limit): Limit => ({ ...limit, most: limit.most * limits.formsTimes });

/** A question. `replyTo` gets a letter for each: nobody's mailbox is filled from here. */
export function questionLimits(settings: Settings, visitor: string, replyTo: string): Limit[] {
  return [
    { name: "questions", of: visitor, most: 5, seconds: 10 * MINUTE },
    { name: "questions", of: visitor, most: 20, seconds: DAY },
    { name: "questions-of-one", of: replyTo, most: 5, seconds: DAY },
    { name: "questions-in-all", of: ALL, most: 300, seconds: DAY },
  ].map((limit) => times(settings, limit));
}

/** A report of something wrong in a text. */
export function typoLimits(settings: Settings, visitor: string, text: string): Limit[] {
  return [
    { name: "typos", of: visitor, most: 10, seconds: 10 * MINUTE },
    { name: "typos", of: visitor, most: 50, seconds: DAY },
    { name: "typos-of-one", of: text, most: 60, seconds: DAY },
    { name: "typos-in-all", of: ALL, most: 500, seconds: DAY },
  ].map((limit) => times(settings, limit));
}

/**
 * An application. A stall or a branch meeting joins many from one address, and those who pay at once are held to
 * `checkoutLimits` too: for such a day a keeper raises LIMIT_CHECKOUTS_A_DAY. One email address joins few.
 */
export function joinLimits(settings: Settings, visitor: string, email: string): Limit[] {
  return [
    { name: "joins", of: visitor, most: 5, seconds: 10 * MINUTE },
    { name: "joins", of: visitor, most: 30, seconds: DAY },
    { name: "joins-of-one", of: email.toLowerCase(), most: 5, seconds: DAY },
    { name: "joins-in-all", of: ALL, most: 500, seconds: DAY },
  ].map((limit) => times(settings, limit));
}

/** Another quantity in a basket, which is a cookie of the visitor's own: only a machine is this quick. */
export function basketLimits(settings: Settings, visitor: string): Limit[] {
  return [times(settings, { name: "baskets", of: visitor, most: 120, seconds: MINUTE })];
}

/** A change of a monthly promise, a page to pay what is open or to save another card: each asks Stripe. */
export function promiseLimits(settings: Settings, visitor: string, promise: string): Limit[] {
  return [
    { name: "promises", of: visitor, most: 20, seconds: 10 * MINUTE },
    { name: "promises-of-one", of: promise, most: 6, seconds: MINUTE },
    { name: "promises-of-one", of: promise, most: 30, seconds: DAY },
  ].map((limit) => times(settings, limit));
}

/** A search: the one page that makes the database work for whatever anybody types. */
export function searchLimits(settings: Settings, visitor: string): Limit[] {
  return [times(settings, { name: "searches", of: visitor, most: 60, seconds: MINUTE })];
}
