import type { Pence } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";

type Found = {
  id: string;
  reference: string;
  totalPence: Pence;
  postagePence: Pence;
  donationPence: Pence;
  lines: { slug: string; quantity: number; unitPence: Pence }[];
  createdAt: Date;
  expiresAt: Date;
};

/**
 * Makes an order again that a restored backup had lost, from what its Checkout Session holds. It holds no copies: its
 * time is over, and settling its payment takes them from the shelf. Returns false where a pamphlet is not known here.
 */
export async function recoverOrder(tx: Tx, found: Found, now: Date): Promise<boolean> {
  const pamphlets = await tx
    .selectFrom("pamphlets")
    .select(["id", "slug"])
    .where("slug", "in", [...found.lines.map((line) => line.slug), ""])
    .execute();
  const idOf = new Map(pamphlets.map((pamphlet) => [pamphlet.slug, pamphlet.id]));
  const lines = found.lines.map((line) => ({ ...line, pamphletId: idOf.get(line.slug) }));
  if (lines.length === 0 || lines.some((line) => line.pamphletId === undefined)) return false;
  await tx
    .insertInto("orders")
    .values({
      id: found.id,
      public_ref: found.reference,
      postage_pence: found.postagePence,
      donation_pence: found.donationPence,
      total_pence: found.totalPence,
      created_at: found.createdAt,
      expires_at: found.expiresAt,
      recovered_at: now,
    })
    .execute();
  await tx
    .insertInto("order_lines")
    .values(
      lines.map((line) => ({
        order_id: found.id,
        pamphlet_id: line.pamphletId ?? "",
        quantity: line.quantity,
        unit_pence: line.unitPence,
      })),
    )
    .execute();
  await tx.updateTable("orders").set({ state: "expired" }).where("id", "=", found.id).execute();
  return true;
}
