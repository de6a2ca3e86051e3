import { linkKey } from "./link-key.ts";

/** Where a giver looks after one recurring donation, without an account: the link stands in each receipt. */
export function recurringDonationPath(formSecret: string, promise: { id: string; public_ref: string }): string {
  return `/donations/${promise.public_ref}?key=${linkKey(formSecret, "recurring", promise.id)}`;
}
