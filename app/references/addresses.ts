import { linkKey } from "./link-key.ts";

/** Where somebody pays dues that have not come, without an account: the link stands in the letters about them. */
export function duesPath(formSecret: string, application: { id: string; public_ref: string }): string {
  return `/dues/${application.public_ref}?key=${linkKey(formSecret, "application", application.id)}`;
}

/** Where a giver looks after one recurring donation, without an account: the link stands in each receipt. */
export function recurringDonationPath(formSecret: string, promise: { id: string; public_ref: string }): string {
  return `/donations/${promise.public_ref}?key=${linkKey(formSecret, "recurring", promise.id)}`;
}
