import type { Pence } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";

type Found = { id: string; reference: string; amountPence: Pence; createdAt: Date };

/** What a giver was told is not kept with Stripe. Over the floor a person asks again (uk-rules.md 1.6, 1.16). */
const WORDING = "Found again with Stripe after a restored backup: the words shown at the time were lost.";

/** Makes the offer of a single gift again that a restored backup had lost. */
export async function recoverOffer(tx: Tx, found: Found, now: Date): Promise<void> {
  await tx
    .insertInto("donation_offers")
    .values({
      id: found.id,
      amount_pence: found.amountPence,
      wording: WORDING,
      created_at: found.createdAt,
      recovered_at: now,
    })
    .execute();
}

/** Makes the promise of a monthly gift again, under the reference its giver knows. */
export async function recoverPromise(tx: Tx, found: Found, now: Date): Promise<void> {
  await tx
    .insertInto("recurring_donations")
    .values({
      id: found.id,
      public_ref: found.reference,
      amount_pence: found.amountPence,
      wording: WORDING,
      created_at: found.createdAt,
      recovered_at: now,
    })
    .execute();
}
