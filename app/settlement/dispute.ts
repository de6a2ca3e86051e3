import { openRegulatedValue } from "#app/compliance/regulated.ts";
import { recordEntry } from "#app/ledger/journal.ts";
import { placeMovement } from "#app/ledger/movements.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { NOTHING, negative } from "#app/money/pence.ts";
import { mirrorDispute, type SeenDispute } from "#app/payments/dispute.ts";
import type { Site } from "#app/site.ts";
import { ukDay } from "#app/time/clock.ts";
import { transact } from "#db/client.ts";
import { weighDues } from "./dues-kept.ts";
import { DONE, misfit, type Outcome, parked } from "./outcome.ts";

/**
 * Applies a dispute: mirrored, and each movement it made of our balance posted once. Money that the bank takes back is
 * lost until it is won; what was owed back anyway is then no longer owed. Undefined where its payment is not recorded.
 */
export async function receiveDispute(site: Site, seen: SeenDispute): Promise<Outcome | undefined> {
  const wrong = misfit(seen, site.settings.stripe.livemode);
  if (wrong) return wrong;
  return transact(site.db, async (tx) => {
    const now = site.clock.now();
    const mirrored = await mirrorDispute(tx, seen, now);
    if (!mirrored) return undefined;
    const { payment, dispute } = mirrored;
    const account = payment.role === "settles" ? "disputes" : "owed_back";
    for (const moved of seen.movements) {
      if (moved.netPence === NOTHING) continue;
      await recordEntry(tx, {
        source: ["dispute", moved.id],
        happenedAt: moved.at,
        lines: [
          [account, negative(moved.amountPence)],
          ["stripe_fees", moved.feePence],
          ["stripe_clearing", moved.netPence],
        ],
      });
      await placeMovement(tx, moved.id);
    }
    if (dispute.changed) await weighDues(tx, payment, ukDay(now));
    const over = seen.state === "won" || seen.state === "lost" || seen.state === "closed";
    if (dispute.was === undefined) await queueLetter(tx, "dispute-for-officers", dispute.id);
    if (over) await queueLetter(tx, "dispute-over-for-officers", dispute.id);
    // accepting, returning or reporting it is a person's decision (uk-rules.md 5.3)
    if (!over && (await openRegulatedValue(tx, payment.id)) > NOTHING)
      return parked("money of a regulated donation is disputed: decide the case");
    return DONE;
  });
}
