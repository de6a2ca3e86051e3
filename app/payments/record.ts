import { recordEntry } from "#app/ledger/journal.ts";
import { placeMovement } from "#app/ledger/movements.ts";
import type { Part } from "#app/money/part.ts";
import { NOTHING, negative } from "#app/money/pence.ts";
import type { Tx } from "#db/client.ts";
import type { SeenCharge } from "./charge.ts";

export type PaymentRole = "settles" | "duplicate" | "late";

type NewPayment = {
  charge: SeenCharge;
  personId: string;
  role: PaymentRole;
  parts: readonly Part[];
  checkoutId?: string;
  orderId?: string;
  invoiceId?: string;
};

/** True where money of this payment intent is recorded. Ask with the purpose locked, or two may hear no. */
export async function findPayment(tx: Tx, paymentIntentId: string) {
  return tx
    .selectFrom("payments")
    .select(["id", "fee_pence", "received_at"])
    .where("payment_intent_id", "=", paymentIntentId)
    .executeTakeFirst();
}

/**
 * Records money that came, with what it was for, and with what Stripe kept of it where that is known: `bookFee` books
 * that. The unique payment intent refuses a second time.
 */
export async function recordPayment(tx: Tx, payment: NewPayment): Promise<{ id: string }> {
  const { charge } = payment;
  const row = await tx
    .insertInto("payments")
    .values({
      method: "stripe",
      payment_intent_id: charge.paymentIntentId,
      charge_id: charge.chargeId,
      invoice_id: payment.invoiceId ?? null,
      checkout_id: payment.checkoutId ?? null,
      order_id: payment.orderId ?? null,
      person_id: payment.personId,
      amount_pence: charge.amountPence,
      role: payment.role,
      state: "succeeded",
      fee_pence: charge.fee?.pence ?? null,
      balance_transaction_id: charge.fee?.balanceTransactionId ?? null,
      received_at: charge.receivedAt,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const parts = payment.parts.filter((part) => part.pence > NOTHING);
  await tx
    .insertInto("payment_parts")
    .values(parts.map((part) => ({ payment_id: row.id, kind: part.kind, amount_pence: part.pence })))
    .execute();
  return row;
}

/** Notes and books what Stripe kept of a payment that is recorded, once, when Stripe has said what that is. */
export async function recordFee(tx: Tx, paymentId: string, charge: SeenCharge): Promise<void> {
  if (!charge.fee) return;
  const noted = await tx
    .updateTable("payments")
    .set({ fee_pence: charge.fee.pence, balance_transaction_id: charge.fee.balanceTransactionId })
    .where("id", "=", paymentId)
    .where("fee_pence", "is", null)
    .executeTakeFirst();
  if (noted.numUpdatedRows > 0n) await bookFee(tx, charge);
}

/** Books what Stripe kept of a payment, once that is noted with it. */
export async function bookFee(tx: Tx, { fee, receivedAt }: SeenCharge): Promise<void> {
  if (!fee) return;
  if (fee.pence !== NOTHING)
    await recordEntry(tx, {
      source: ["fee", fee.balanceTransactionId],
      happenedAt: receivedAt,
      lines: [
        ["stripe_fees", fee.pence],
        ["stripe_clearing", negative(fee.pence)],
      ],
    });
  await placeMovement(tx, fee.balanceTransactionId);
}
