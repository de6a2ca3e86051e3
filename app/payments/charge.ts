import { z } from "zod";
import type { Payments } from "./payments.ts";
import { amount, contactOf, idOf, moment, Who } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const BalanceTransaction = z.object({ id: z.string(), object: z.literal("balance_transaction"), fee: amount, amount });

const Charge = z.object({
  id: z.string(),
  object: z.literal("charge"),
  status: z.enum(["succeeded", "pending", "failed"]),
  amount,
  currency: z.string(),
  created: moment,
  livemode: z.boolean(),
  billing_details: Who,
  balance_transaction: z.union([BalanceTransaction, z.null()]),
  payment_intent: idOf.nullable(),
});

const Intent = z.object({
  id: z.string(),
  object: z.literal("payment_intent"),
  status: z.string(),
  amount_received: amount,
  latest_charge: Charge.nullable(),
});

/** Money that came by Stripe, as Stripe has it now. `fee` is undefined until Stripe has booked the charge. */
export type SeenCharge = {
  paymentIntentId: string;
  chargeId: string;
  amountPence: z.infer<typeof amount>;
  currency: string;
  livemode: boolean;
  receivedAt: Date;
  payer: ReturnType<typeof contactOf>;
  fee?: { pence: z.infer<typeof amount>; balanceTransactionId: string };
};

/** Where a payment stands: it came, it may still come (a bank takes days), or this asking of it is over. */
export type SeenIntent = { state: "came"; charge: SeenCharge } | { state: "on its way" } | { state: "refused" };

/** Asks Stripe where a payment intent stands. */
export async function findIntent(p: Payments, paymentIntentId: string): Promise<SeenIntent> {
  const intent = Intent.parse(
    await p.stripe.paymentIntents.retrieve(paymentIntentId, { expand: ["latest_charge.balance_transaction"] }),
  );
  const charge = intent.latest_charge;
  if (intent.status === "succeeded" && charge?.status === "succeeded") {
    return { state: "came", charge: chargeOf(intent, charge) };
  }
  const refused = intent.status === "requires_payment_method" || intent.status === "canceled";
  return { state: refused ? "refused" : "on its way" };
}

/** Asks Stripe what came by a payment intent; undefined while nothing has. */
export async function findCharge(p: Payments, paymentIntentId: string): Promise<SeenCharge | undefined> {
  const intent = await findIntent(p, paymentIntentId);
  return intent.state === "came" ? intent.charge : undefined;
}

function chargeOf(intent: z.infer<typeof Intent>, charge: z.infer<typeof Charge>): SeenCharge {
  return {
    paymentIntentId: intent.id,
    chargeId: charge.id,
    amountPence: intent.amount_received,
    currency: charge.currency.toUpperCase(),
    livemode: charge.livemode,
    receivedAt: charge.created,
    payer: contactOf(charge.billing_details),
    fee: charge.balance_transaction
      ? { pence: charge.balance_transaction.fee, balanceTransactionId: charge.balance_transaction.id }
      : undefined,
  };
}

const Refunded = z.object({ object: z.literal("charge"), payment_intent: idOf.nullable(), amount_refunded: amount });

/**
 * The payment intent behind a charge, and whether any of it went back. Undefined where it has none, and where Stripe
 * knows no such charge.
 */
export async function findIntentOfCharge(
  p: Payments,
  chargeId: string,
): Promise<{ paymentIntentId: string; refunded: boolean } | undefined> {
  try {
    const { payment_intent, amount_refunded } = Refunded.parse(await p.stripe.charges.retrieve(chargeId));
    return payment_intent ? { paymentIntentId: payment_intent, refunded: amount_refunded > 0 } : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
