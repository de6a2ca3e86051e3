import { isRowId } from "#app/references/row-id.ts";
import type { Tx } from "#db/client.ts";
import type { Payments } from "./payments.ts";
import type { SeenSession } from "./session.ts";

/** What a lost asking was for, as its Checkout Session still says: the ids and the reference its rows had. */
export type LostPurpose = {
  kind: "order" | "gift" | "monthly" | "dues";
  rowId: string;
  checkoutId: string;
  reference: string;
};

/**
 * Reads what a Checkout Session was for where our rows of it are gone. Undefined for one this house did not make: it
 * must carry our ids in each place we put them, and lead back to this site.
 */
export function readLostPurpose(p: Payments, session: SeenSession): LostPurpose | undefined {
  const { checkout, reference, purpose } = session.metadata;
  const [kind, rowId] = (purpose ?? "").split(":");
  const led = session.successUrl !== null && URL.canParse(session.successUrl) ? new URL(session.successUrl).origin : "";
  if (led !== p.settings.siteUrl || session.livemode !== p.settings.stripe.livemode) return undefined;
  if (!isRowId(checkout) || checkout !== session.checkoutId || !isRowId(rowId) || !reference) return undefined;
  if (kind !== "order" && kind !== "gift" && kind !== "monthly" && kind !== "dues") return undefined;
  return { kind, rowId, checkoutId: checkout, reference };
}

/** Writes the checkout of a lost asking again, with the id, key and end it had. Settling does the rest. */
export async function recoverCheckout(tx: Tx, lost: LostPurpose, session: SeenSession): Promise<void> {
  await tx
    .insertInto("checkouts")
    .values({
      id: lost.checkoutId,
      order_id: lost.kind === "order" ? lost.rowId : null,
      donation_offer_id: lost.kind === "gift" ? lost.rowId : null,
      recurring_donation_id: lost.kind === "monthly" ? lost.rowId : null,
      application_id: lost.kind === "dues" ? lost.rowId : null,
      total_pence: session.totalPence,
      idempotency_key: `checkout:${lost.checkoutId}`,
      livemode: session.livemode,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    })
    .execute();
}
