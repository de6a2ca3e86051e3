import { findFigure, findSum } from "#app/figures/figures.ts";
import type { Part } from "#app/money/part.ts";
import { NOTHING, type Pence, sum } from "#app/money/pence.ts";
import { addDays, ukDay } from "#app/time/clock.ts";
import type { Reader, Tx } from "#db/client.ts";

export type Declaration = { ownMoneyAt: Date | null; overseas: boolean };

/**
 * What the law looks at in one payment: gifts and dues together, as one sum (uk-rules.md 1.1, 1.3). A purchase at its
 * true price is not a donation (1.4), and money owed back is nobody's gift.
 */
export function regulatedValue(parts: readonly Part[]): Pence {
  return sum(...parts.filter((part) => part.kind === "donation" || part.kind === "dues").map((part) => part.pence));
}

/** True where this sum, on this day, must pass the checks: strictly more than the floor, £500 (PPERA s.50(2)). */
export async function isRegulated(db: Reader, value: Pence, day: string): Promise<boolean> {
  return value > (await findSum(db, "ppera.donation_floor", day));
}

/** What of a payment still waits for a decision of the law, in pence; nothing once a person has decided. */
export async function openRegulatedValue(db: Reader, paymentId: string): Promise<Pence> {
  const open = await db
    .selectFrom("regulated_donations")
    .select("regulated_value_pence")
    .where("payment_id", "=", paymentId)
    .where("state", "in", ["received", "checking"])
    .executeTakeFirst();
  return open?.regulated_value_pence ?? NOTHING;
}

/**
 * Every payment passes here, whatever it is for. Opens a regulated donation with its 30-day clock where the law wants
 * one, counting the day of receipt as day 1 (uk-rules.md 1.9). Returns whether the money has to wait for a decision.
 */
export async function weigh(
  tx: Tx,
  payment: { id: string; personId: string; receivedAt: Date; parts: readonly Part[]; declaration?: Declaration },
): Promise<boolean> {
  const day = ukDay(payment.receivedAt);
  const value = regulatedValue(payment.parts);
  // bought goods alone: whatever the floor is, nothing is not above it
  if (value === NOTHING) return false;
  if (!(await isRegulated(tx, value, day))) return false;
  const contact = await tx
    .selectFrom("contacts")
    .selectAll()
    .where("person_id", "=", payment.personId)
    .executeTakeFirst();
  const days = await findFigure(tx, "ppera.check_return_days", day);
  await tx
    .insertInto("regulated_donations")
    .values({
      payment_id: payment.id,
      person_id: payment.personId,
      regulated_value_pence: value,
      received_on: day,
      deadline_on: addDays(day, days - 1),
      register_name: contact?.full_name ?? null,
      register_address: contact
        ? [contact.address_line1, contact.address_line2, contact.town, contact.postcode].filter(Boolean).join(", ")
        : null,
      declared_own_money_at: payment.declaration?.ownMoneyAt ?? null,
      is_overseas_elector: payment.declaration?.overseas ?? null,
    })
    .onConflict((same) => same.column("payment_id").doNothing())
    .execute();
  return true;
}
