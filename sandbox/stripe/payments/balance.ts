import type Stripe from "stripe";
import { skeleton } from "../contract/contract.ts";
import { listPage } from "../http/paging.ts";
import { cannot } from "../http/refusal.ts";
import { newId } from "../ids.ts";
import { existing } from "../objects/existing.ts";
import type { Payout } from "../wire.ts";
import type { Call, Handlers, World } from "../world.ts";
import { recordMovement } from "./balance-transactions.ts";

/** Pays everything available to the bank, as Stripe's automatic payout does, and links what it is made of. */
export function createPayout(world: World, fate: "paid" | "failed" = "paid"): Payout {
  const now = world.clock.seconds();
  const amount = world.book.balance(now).available;
  if (amount <= 0) throw cannot(`There is nothing to pay out: ${amount}p available.`, "balance_insufficient");
  const row = skeleton<Payout>("Payouts.Payout");
  row.id = newId("po_");
  row.amount = amount;
  row.arrival_date = now;
  row.automatic = true;
  row.created = now;
  row.currency = "gbp";
  row.description = "STRIPE PAYOUT";
  row.destination = "ba_sandbox";
  row.metadata = {};
  row.method = "standard";
  row.reconciliation_status = "in_progress";
  row.source_type = "card";
  row.status = "in_transit";
  row.trace_id = { status: "pending", value: null };
  row.type = "bank_account";
  for (const id of world.book.takeAvailable(now)) world.store.put("paid_out", { id, payout: row.id });
  const movement = recordMovement(world, {
    type: "payout",
    reportingCategory: "payout",
    amount: -amount,
    source: row.id,
    description: "STRIPE PAYOUT",
    availableNow: true,
  });
  world.store.put("paid_out", { id: movement.id, payout: row.id });
  // by itself and not by the moment: a second may have passed since
  world.book.takeOut(movement);
  row.balance_transaction = movement.id;
  world.store.put("payout", row);
  world.emit("payout.created", row);
  row.status = "paid";
  world.store.put("payout", row);
  world.emit("payout.paid", row, { status: "in_transit" });
  row.reconciliation_status = "completed";
  world.store.put("payout", row);
  world.emit("payout.reconciliation_completed", row);
  if (fate === "failed") failPayout(world, row);
  return row;
}

/** The bank sent a payout back, days after it counted as paid. */
function failPayout(world: World, row: Payout): void {
  row.failure_balance_transaction = recordMovement(world, {
    type: "payout_failure",
    reportingCategory: "payout_reversal",
    amount: row.amount,
    source: row.id,
    description: "PAYOUT FAILURE",
    availableNow: true,
  }).id;
  row.failure_code = "account_closed";
  row.failure_message = "The bank account has been closed.";
  row.status = "failed";
  world.store.put("payout", row);
  world.emit("payout.failed", row, { status: "paid" });
}

export const balanceHandlers: Handlers = {
  "Balance.retrieve": (world) => {
    const { available, pending } = world.book.balance(world.clock.seconds());
    return {
      object: "balance",
      available: [{ amount: available, currency: "gbp", source_types: { card: available } }],
      livemode: false,
      pending: [{ amount: pending, currency: "gbp", source_types: { card: pending } }],
    };
  },
  "BalanceTransactions.retrieve": (world, { id }: Call<object>) => existing(world, "balance_transaction", id),
  "BalanceTransactions.list": (world, { params }: Call<Stripe.BalanceTransactionListParams>) => {
    const { payout, type, source } = params;
    if (payout) existing(world, "payout", payout, "payout");
    if (!payout)
      return listPage(world, "balance_transaction", params, {
        url: "/v1/balance_transactions",
        where: { type, source },
      });
    const page = listPage(
      world,
      "paid_out",
      { ...params, created: undefined },
      {
        url: "/v1/balance_transactions",
        where: { payout },
        keep: ({ id }) => {
          const row = world.store.get("balance_transaction", id);
          return row !== undefined && (!type || row.type === type) && (!source || row.source === source);
        },
      },
    );
    return {
      ...page,
      data: page.data.flatMap((link) => world.store.get("balance_transaction", (link as { id: string }).id) ?? []),
    };
  },
  "Payouts.retrieve": (world, { id }: Call<object>) => existing(world, "payout", id),
  "Payouts.list": (world, { params }: Call<Stripe.PayoutListParams>) =>
    listPage(world, "payout", params, {
      url: "/v1/payouts",
      where: { status: params.status },
      keep: (row) =>
        inRange(row.arrival_date, params.arrival_date) &&
        (!params.destination || row.destination === params.destination),
    }),
};

function inRange(
  moment: number,
  range: number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined,
): boolean {
  if (range === undefined) return true;
  if (typeof range === "number") return moment === range;
  const { gt = -1, gte = 0, lt = Number.POSITIVE_INFINITY, lte = Number.POSITIVE_INFINITY } = range;
  return moment > gt && moment >= gte && moment < lt && moment <= lte;
}
