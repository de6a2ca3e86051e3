import { skeleton } from "../contract/contract.ts";
import { newId } from "../ids.ts";
import type { BalanceTransaction } from "../wire.ts";
import type { World } from "../world.ts";

const day = 86_400;
/** Days until money from a payment can be paid out. */
const settlementDays = 3;

/** 1.5 % + 20p: a standard UK card. Pence, rounded half up. */
export function cardFee(pence: number): number {
  return Math.floor((pence * 15 + 500) / 1000) + 20;
}

/** 1 %, at least 20p: Bacs Direct Debit. Pence, rounded half up. */
export function bacsFee(pence: number): number {
  return Math.max(20, Math.floor((pence + 50) / 100));
}

export type Movement = {
  type: BalanceTransaction["type"];
  reportingCategory: string;
  /** Pence; negative takes money out. */
  amount: number;
  fee?: number;
  source: string;
  description: string | null;
  /** True for what counts at once instead of waiting with the day's payments. */
  availableNow?: boolean;
};

/** Books one movement of our balance at Stripe. */
export function recordMovement(world: World, movement: Movement): BalanceTransaction {
  const now = world.clock.seconds();
  const fee = movement.fee ?? 0;
  const row = skeleton<BalanceTransaction>("BalanceTransactions.BalanceTransaction");
  row.id = newId("txn_");
  row.amount = movement.amount;
  row.available_on = movement.availableNow ? now : (Math.floor(now / day) + settlementDays) * day;
  row.balance_type = "payments";
  row.created = now;
  row.currency = "gbp";
  row.description = movement.description;
  row.fee = fee;
  row.fee_details =
    fee > 0
      ? [{ amount: fee, application: null, currency: "gbp", description: "Stripe processing fees", type: "stripe_fee" }]
      : [];
  row.net = movement.amount - fee;
  row.reporting_category = movement.reportingCategory;
  row.source = movement.source;
  row.status = movement.availableNow ? "available" : "pending";
  row.type = movement.type;
  world.store.put("balance_transaction", row);
  world.book.add(row);
  return row;
}

/** Money stops being pending by the passing of time alone, so the status is worked out when it is read. */
export function asOfNow(world: World, row: BalanceTransaction): BalanceTransaction {
  return { ...row, status: row.available_on <= world.clock.seconds() ? "available" : "pending" };
}
