import { recoverOffer, recoverPromise } from "#app/giving/recovered-gift.ts";
import { recoverApplication } from "#app/membership/recovered-application.ts";
import { sum } from "#app/money/pence.ts";
import { type LostPurpose, readLostPurpose, recoverCheckout } from "#app/payments/recovered-checkout.ts";
import { listSessionLines, type SeenSession, type SessionLine } from "#app/payments/session.ts";
import { recoverOrder } from "#app/shop/recovered-order.ts";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";

/**
 * Makes the rows again that a restored backup had lost, for a Checkout Session that was completed: with the ids and
 * references they had, so that links and receipts already sent stay true. Settling the session then does what it always
 * does. Returns false for a session this house did not make, or whose pamphlets are not known here: its money stays in
 * suspense for a person.
 */
export async function recoverPurpose(site: Site, session: SeenSession): Promise<boolean> {
  const lost = readLostPurpose(site, session);
  if (!lost || session.status !== "complete") return false;
  const lines = await listSessionLines(site, session.id);
  return transact(site.db, async (tx) => {
    const known = await tx.selectFrom("checkouts").select("id").where("id", "=", lost.checkoutId).executeTakeFirst();
    if (known || !(await recoverRows(tx, lost, session, lines, site.clock.now()))) return false;
    await recoverCheckout(tx, lost, session);
    return true;
  });
}

/** A second asking for the same order or promise finds its rows there, and adds only its checkout. */
async function recoverRows(
  tx: Tx,
  lost: LostPurpose,
  session: SeenSession,
  lines: readonly SessionLine[],
  now: Date,
): Promise<boolean> {
  const { rowId: id, reference } = lost;
  const found = { id, reference, createdAt: session.createdAt };
  switch (lost.kind) {
    case "order": {
      if (await isThere(tx, "orders", id)) return true;
      const goods = lines.filter((line) => line.kind === "purchase");
      return recoverOrder(
        tx,
        {
          ...found,
          totalPence: session.totalPence,
          postagePence: session.postagePence,
          donationPence: sum(...lines.filter((line) => line.kind === "donation").map((line) => line.totalPence)),
          lines: goods.map((line) => ({ slug: line.slug ?? "", quantity: line.quantity, unitPence: line.unitPence })),
          expiresAt: session.expiresAt,
        },
        now,
      );
    }
    case "gift":
      if (!(await isThere(tx, "donation_offers", id)))
        await recoverOffer(tx, { ...found, amountPence: session.totalPence }, now);
      return true;
    case "monthly":
      if (!(await isThere(tx, "recurring_donations", id)))
        await recoverPromise(tx, { ...found, amountPence: session.totalPence }, now);
      return true;
    case "dues":
      if (await isThere(tx, "applications", id)) return true;
      if (!session.payer) return false;
      await recoverApplication(tx, { ...found, duesPence: session.totalPence, payer: session.payer }, now);
      return true;
  }
}

async function isThere(
  tx: Tx,
  table: "orders" | "donation_offers" | "recurring_donations" | "applications",
  id: string,
): Promise<boolean> {
  return (await tx.selectFrom(table).select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}
