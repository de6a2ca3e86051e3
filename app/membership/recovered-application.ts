import type { Pence } from "#app/money/pence.ts";
import { type Contact, findOrAddPerson } from "#app/people/people.ts";
import type { Tx } from "#db/client.ts";
import { findBranch } from "./branches.ts";

/**
 * Makes an application again that a restored backup had lost, from what its first payment holds: the name and address
 * on the card. What was typed and ticked besides is lost, and a person asks for it when they welcome the applicant.
 */
export async function recoverApplication(
  tx: Tx,
  found: { id: string; reference: string; duesPence: Pence; createdAt: Date; payer: Contact },
  now: Date,
): Promise<void> {
  const personId = await findOrAddPerson(tx, found.payer);
  const branch = found.payer.postcode ? await findBranch(tx, found.payer.postcode) : undefined;
  await tx
    .insertInto("applications")
    .values({
      id: found.id,
      public_ref: found.reference,
      person_id: personId,
      branch_id: branch?.id ?? null,
      dues_pence: found.duesPence,
      agreed_wording: "Found again with Stripe after a restored backup: ask the applicant to agree anew.",
      agreed_at: found.createdAt,
      created_at: found.createdAt,
      recovered_at: now,
    })
    .execute();
}
