import { fresh, idOf, type Make, NOW, type Whole } from "./standing.ts";

/** The journal, Stripe's balance and the record of who did what. */
export const BOOKS: Record<string, Make> = {
  ledger_accounts: () => ({ code: fresh("account"), name: "A test", kind: "asset" }),
  ledger_entries: () => ({ source_kind: "correction", source_id: fresh("entry"), happened_at: NOW }),
  ledger_lines: async (s, over) => ({
    entry_id: await idOf(over, "entry_id", () => s.insert("ledger_entries")),
    line_no: 1,
    account: "bank",
    amount_pence: 100,
  }),
  payouts: () => ({
    stripe_payout_id: fresh("po"),
    amount_pence: 500,
    state: "pending",
    automatic: true,
    arrives_on: "2026-11-05",
    created_at: NOW,
  }),
  balance_movements: () => ({
    id: fresh("txn"),
    type: "charge",
    reporting_category: "charge",
    amount_pence: 500,
    fee_pence: 28,
    net_pence: 472,
    created_at: NOW,
  }),
  disputes: async (s, over) => ({
    stripe_dispute_id: fresh("dp"),
    payment_id: await idOf(over, "payment_id", () => s.add("payments")),
    state: "open",
    amount_pence: 500,
    reason: "fraudulent",
    opened_at: NOW,
  }),
  missed_instalments: async (s, over) => ({
    invoice_id: fresh("in"),
    ...("membership_id" in over
      ? {}
      : { recurring_donation_id: await idOf(over, "recurring_donation_id", () => s.insert("recurring_donations")) }),
    amount_pence: 500,
    tries: 1,
    needs_action: false,
    missed_at: NOW,
    mirrored_at: NOW,
    method: "card",
  }),
  reconcile_runs: () => ({ started_at: NOW, since: NOW }),
  audit_log: () => ({ actor: "command", action: "test", object: "nothing" }),
  audit_head: () => ({ seq: 0, hash: Buffer.from("00", "hex") }),
  state_moves: () => ({ subject: "test", f: "a", t: "b" }),
};

export const BOOKS_WHOLE: Record<string, Whole> = {
  ledger_entries: async (s, { id }) => {
    await s.insert("ledger_lines", { entry_id: id });
    await s.insert("ledger_lines", { entry_id: id, line_no: 2, account: "dues", amount_pence: -100 });
  },
};
