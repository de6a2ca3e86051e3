import { openRegulatedValue } from "#app/compliance/regulated.ts";
import { type Account, recordEntry, reverseEntry } from "#app/ledger/journal.ts";
import { placeMovement } from "#app/ledger/movements.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { minus, NOTHING, negative, type Pence, pence } from "#app/money/pence.ts";
import { mirrorRefund, type SeenRefund } from "#app/payments/refund.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { transact } from "#db/client.ts";
import { weighDues } from "./dues-kept.ts";
import { DONE, type Outcome, parked } from "./outcome.ts";

/**
 * Applies a refund, ours or one made in Stripe's dashboard: mirrored onto our row, and posted when the money has left.
 * One that failed after it left is posted back. Undefined where its payment is not recorded here.
 */
export async function receiveRefund(site: Site, seen: SeenRefund): Promise<Outcome | undefined> {
  return transact(site.db, async (tx) => {
    const mirrored = await mirrorRefund(tx, seen);
    if (!mirrored) return undefined;
    const { payment, refund, wentBefore } = mirrored;
    const regulated = payment.role === "settles" ? await openRegulatedValue(tx, payment.id) : NOTHING;
    if (refund.state === "succeeded" || refund.state === "pending") {
      const posted = await recordEntry(tx, {
        source: ["refund", seen.id],
        happenedAt: seen.createdAt,
        lines: [
          ...outOf(seen.amountPence, payment.role, regulated, wentBefore),
          ["stripe_clearing", negative(seen.amountPence)],
        ],
      });
      // what was owed back was told of when it came; of every other refund the payer hears now
      if (posted && refund.origin !== "owed_back") await queueLetter(tx, "refund-sent", refund.id);
    } else {
      await reverseEntry(tx, ["refund", seen.id], ["refund", `${seen.id}:came-back`], seen.createdAt);
      if (refund.was !== refund.state) await queueLetter(tx, "refund-failed-for-officers", refund.id);
    }
    for (const id of seen.movementIds) await placeMovement(tx, id);
    if (refund.changed) await weighDues(tx, payment, ukDay(site.clock.now()));
    // nothing is decided by a machine: until a person has closed the case with a reason, its news waits for one
    if (regulated > NOTHING) return parked("money of a regulated donation went back: decide the case");
    return DONE;
  });
}

/** What the money leaves: the liability first, where a donation over the floor is still to be decided. */
function outOf(amount: Pence, role: string, regulated: Pence, wentBefore: Pence): [Account, Pence][] {
  if (role !== "settles") return [["owed_back", amount]];
  const held = pence(Math.max(0, regulated - wentBefore));
  const fromHeld = pence(Math.min(amount, held));
  return [
    ["donations_unchecked", fromHeld],
    ["refunds_out", minus(amount, fromHeld)],
  ];
}
