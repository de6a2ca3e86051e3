import { holdDues } from "#app/membership/dues-held.ts";
import { refreshStanding } from "#app/membership/standings.ts";
import type { Tx } from "#db/client.ts";

/**
 * After money of a payment went back, came back, or was taken by a bank: the days it bought follow it. Dues of which
 * nothing is left buy none, and leave those days free for other dues. Nothing for a payment that bought none.
 */
export async function weighDues(tx: Tx, payment: { id: string; person_id: string }, today: string): Promise<void> {
  if (!(await holdDues(tx, payment.id))) return;
  await refreshStanding(tx, payment.person_id, today);
}
