import type { Site } from "#app/site.ts";

/** A Stripe object that something happened to. What happened is never believed: it is fetched as it is now. */
export type StripeRef = { kind: string; id: string };

/** Settles an object: handed to the rooms that come upon other objects while they settle their own. */
export type Settle = (site: Site, about: StripeRef) => Promise<Outcome>;

/** What came of settling: done (also where there was nothing left to do), none of our business, or for a person to look at. */
export type Outcome = { state: "done" } | { state: "ignored"; reason: string } | { state: "parked"; reason: string };

export const DONE: Outcome = { state: "done" };
export const IGNORED_NOT_OURS: Outcome = { state: "ignored", reason: "not ours" };

/** The reason is kept with the event, so it says what does not fit and holds no personal data. */
export const parked = (reason: string): Outcome => ({ state: "parked", reason });

/** Money that is not in our currency, or test money in a live house, or the other way round. */
export function misfit(seen: { currency: string; livemode: boolean }, livemode: boolean): Outcome | undefined {
  if (seen.livemode !== livemode) return parked("test money and real money were mixed");
  if (seen.currency !== "GBP") return parked("the currency is not pounds sterling");
  return undefined;
}
