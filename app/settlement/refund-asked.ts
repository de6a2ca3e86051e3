import { minus, type Pence, sum } from "#app/money/pence.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import { noteAct } from "#app/people/audit.ts";
import { isRowId } from "#app/references/row-id.ts";
import type { Site } from "#app/site.ts";
import { type Tx, transact } from "#db/client.ts";

/** No row has this id. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

type Asked = { reference: string; amountPence: Pence | undefined; reason: string; key?: string };
type Answer = { ok: true; amountPence: Pence; again: boolean } | { ok: false; why: string };

/**
 * Asks for money to go back by the reference its payer knows: an order's, a donation's, a payment intent of Stripe's or
 * the id of a payment. All that is left of it where no amount is named. On record with who asked and for what, never
 * with whom it concerns. Twice with one key is once.
 */
export async function refundByReference(site: Site, asked: Asked): Promise<Answer> {
  return transact(site.db, async (tx) => {
    const found = await findPayments(tx, asked.reference);
    const [payment] = found;
    if (!payment) return { ok: false, why: `No payment is known by ${asked.reference}.` };
    if (found.length > 1) {
      const ids = found.map((one) => one.payment_intent_id ?? one.id).join(", ");
      return { ok: false, why: `${asked.reference} was paid more than once. Say which payment: ${ids}.` };
    }
    const amountPence = asked.amountPence ?? (await leftOf(tx, payment));
    const answer = await requestRefund(tx, {
      paymentId: payment.id,
      amountPence,
      key: asked.key ?? crypto.randomUUID(),
      origin: "command",
      reason: asked.reason,
    });
    if (!answer.ok) return answer;
    if (!answer.again)
      await noteAct(tx, { actor: "command", action: "refund asked", object: `refund ${answer.refundId}` });
    return { ok: true, amountPence, again: answer.again };
  });
}

/** Each kind of reference is looked up by its own index: asked together, they would read every payment there is. */
async function findPayments(tx: Tx, reference: string) {
  const payments = tx
    .selectFrom("payments")
    .select(["payments.id", "payments.amount_pence", "payments.payment_intent_id"]);
  const settling = payments.where("payments.role", "=", "settles");
  return settling
    .innerJoin("orders", "orders.id", "payments.order_id")
    .where("orders.public_ref", "=", reference)
    .union(
      settling
        .innerJoin("donations", "donations.payment_id", "payments.id")
        .where("donations.public_ref", "=", reference),
    )
    .union(settling.where("payments.id", "=", isRowId(reference) ? reference : NOBODY))
    .union(payments.where("payments.payment_intent_id", "=", reference))
    .execute();
}

async function leftOf(tx: Tx, payment: { id: string; amount_pence: Pence }): Promise<Pence> {
  const gone = await tx
    .selectFrom("refunds")
    .select("amount_pence")
    .where("payment_id", "=", payment.id)
    .where("state", "in", ["requested", "pending", "succeeded"])
    .execute();
  return minus(payment.amount_pence, sum(...gone.map((row) => row.amount_pence)));
}
