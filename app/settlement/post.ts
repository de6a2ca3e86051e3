import { type Declaration, weigh } from "#app/compliance/regulated.ts";
import { type Account, recordEntry } from "#app/ledger/journal.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import type { Part } from "#app/money/part.ts";
import { negative, type Pence } from "#app/money/pence.ts";
import type { SeenCharge } from "#app/payments/charge.ts";
import { bookFee, type PaymentRole, recordPayment } from "#app/payments/record.ts";
import { requestRefund } from "#app/payments/refund-request.ts";
import type { Tx } from "#db/client.ts";

type Arrival = {
  charge: SeenCharge;
  personId: string;
  role: PaymentRole;
  parts: readonly Part[];
  /** How the goods of an order divide by VAT class. Without an order there are none. */
  sales?: { zero: Pence; standard: Pence };
  checkoutId?: string;
  orderId?: string;
  invoiceId?: string;
  declaration?: Declaration;
  /** What is owed back goes back by itself, unless a person has to decide first. */
  heldBack?: boolean;
};

/**
 * Records a payment, lets the law weigh it, and posts it and its fee to the journal: the four things that happen to
 * every penny, whatever it is for.
 */
export async function receivePayment(tx: Tx, arrival: Arrival): Promise<{ id: string }> {
  const { charge, personId } = arrival;
  const parts: readonly Part[] =
    arrival.role === "settles" ? arrival.parts : [{ kind: "owed_back", pence: charge.amountPence }];
  const payment = await recordPayment(tx, { ...arrival, parts });
  const waits = await weigh(tx, {
    id: payment.id,
    personId,
    receivedAt: charge.receivedAt,
    parts,
    declaration: arrival.declaration,
  });
  await recordEntry(tx, {
    source: ["payment", payment.id],
    happenedAt: charge.receivedAt,
    lines: [["stripe_clearing", charge.amountPence], ...parts.flatMap((part) => creditFor(part, waits, arrival.sales))],
  });
  await bookFee(tx, charge);
  if (arrival.role !== "settles") await oweBack(tx, payment.id, arrival);
  return payment;
}

/** Money that came twice or too late is nobody's gift: it is sent back to where it came from, and the officers know. */
async function oweBack(tx: Tx, paymentId: string, { role, charge, heldBack }: Arrival): Promise<void> {
  if (!heldBack)
    await requestRefund(tx, {
      paymentId,
      amountPence: charge.amountPence,
      key: `owed-back:${paymentId}`,
      origin: "owed_back",
      reason: role === "late" ? "paid too late, with no copies left" : "paid a second time",
    });
  await queueLetter(tx, "owed-back-for-officers", paymentId);
}

/** Where each part is credited. A donation over the floor is a liability until a person has accepted it. */
function creditFor(part: Part, waits: boolean, sales: Arrival["sales"]): [Account, Pence][] {
  switch (part.kind) {
    case "purchase":
      return sales
        ? [
            ["sales_zero_rated", negative(sales.zero)],
            ["sales_standard", negative(sales.standard)],
          ]
        : [["sales_zero_rated", negative(part.pence)]];
    case "donation":
      return [[waits ? "donations_unchecked" : "donations_accepted", negative(part.pence)]];
    case "dues":
      return [[waits ? "donations_unchecked" : "dues", negative(part.pence)]];
    case "postage":
    case "owed_back":
      return [[part.kind, negative(part.pence)]];
  }
}
