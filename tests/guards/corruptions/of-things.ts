import { fresh, STANDING } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import type { Corruption } from "./corruption.ts";

const PAMPHLET = STANDING.pamphlet;
async function refOf(s: Scene, order: string): Promise<unknown> {
  return (await s.sql("select public_ref from orders where id = $1", order))[0]?.public_ref;
}

/** Orders, stock, what goes back, what Stripe holds, and who did what. */
export const OF_THINGS: Corruption[] = [
  {
    fault: "stock: what is reserved is not what orders hold",
    async act(s) {
      await s.sql("update stock set reserved = reserved + 1 where pamphlet_id = $1", PAMPHLET);
      return PAMPHLET;
    },
  },
  {
    fault: "stock: what is on the shelf is not what its moves explain",
    async act(s) {
      await s.sql("update stock set on_hand = on_hand + 1 where pamphlet_id = $1", PAMPHLET);
      return PAMPHLET;
    },
  },
  {
    fault: "order: lines, postage and donation are not its total",
    async act(s, w) {
      await s.change("orders", { id: w.held }, { total_pence: 161 });
      return refOf(s, w.held);
    },
  },
  {
    fault: "order: paid without one settling payment, or settled without being paid",
    async act(s) {
      const order = await s.add("orders", { state: "paid", paid_at: "2026-11-02" });
      return order.public_ref;
    },
  },
  {
    fault: "order: paid without one settling payment, or settled without being paid",
    async act(s, w) {
      await s.change("orders", { id: w.order }, { state: "awaiting_payment", paid_at: null });
      return refOf(s, w.order);
    },
  },
  {
    fault: "order: a paid order still holds, or has released, its copies",
    async act(s, w) {
      await s.change("reservations", { order_id: w.order }, { state: "released" });
      return refOf(s, w.order);
    },
  },
  {
    fault: "order: an ended order still holds copies",
    async act(s, w) {
      await s.change("orders", { id: w.held }, { state: "expired" });
      return refOf(s, w.held);
    },
  },
  {
    fault: "checkout: over, and its order still waits",
    async act(s, w) {
      await s.change("checkouts", { order_id: w.held }, { state: "failed" });
      return (await s.sql("select id from checkouts where order_id = $1", w.held))[0]?.id;
    },
  },
  {
    fault: "checkout: paid without a payment",
    async act(s, w) {
      const [row] = await s.sql("select checkout_id as id from payments where id = $1", w.gift);
      await s.change("payments", { id: w.gift }, { checkout_id: null });
      return row?.id;
    },
  },
  {
    fault: "refund: more went back than came in",
    async act(s, w) {
      await s.insert("refunds", { payment_id: w.twice, amount_pence: 1 });
      return w.twice;
    },
  },
  {
    fault: "refund: the money has left and the ledger does not say so",
    async act(s, w) {
      await s.insert("refunds", {
        payment_id: w.gift,
        origin: "stripe",
        state: "pending",
        stripe_refund_id: "re_lost",
      });
      return "re_lost";
    },
  },
  {
    fault: "refund: it came back and the ledger does not say so",
    async act(s, w) {
      await s.change("refunds", { id: w.back }, { state: "failed" });
      return (await s.sql("select stripe_refund_id as id from refunds where id = $1", w.back))[0]?.id;
    },
  },
  {
    fault: "refund: asked for two days ago and still not sent",
    async act(s, w) {
      const [row] = await s.sql(
        "update refunds set created_at = now() - interval '3 days' where payment_id = $1 returning id",
        w.twice,
      );
      return row?.id;
    },
  },
  {
    fault: "dues: by Stripe and without an invoice",
    async act(s, w) {
      await s.change("dues", { id: w.dues }, { invoice_id: null });
      return w.dues;
    },
  },
  {
    fault: "dues: they buy days that nothing is left of, or none although something is",
    async act(s, w) {
      await s.change("dues", { id: w.dues }, { void: true });
      return w.dues;
    },
  },
  {
    fault: "missed instalment: its money came, and it is not closed",
    async act(s) {
      const [row] = await s.sql("update missed_instalments set state = 'open' returning invoice_id");
      return row?.invoice_id;
    },
  },
  {
    fault: "missed instalment: closed as paid, and no money of it is here",
    act: async (s) => (await s.insert("missed_instalments", { state: "paid" })).invoice_id,
  },
  {
    fault: "event: received more than ten minutes ago and not settled",
    act: async (s) =>
      (await s.sql("update stripe_events set received_at = now() - interval '11 minutes' returning id"))[0]?.id,
  },
  {
    fault: "movement: the journal says another sum than Stripe",
    act: async (s) => (await s.insert("balance_movements", { id: fresh("txn") })).id,
  },
  {
    fault: "payout: what it is made of is not its sum",
    async act(s, w) {
      await s.change("payouts", { id: w.payout }, { amount_pence: 481 });
      return (await s.sql("select stripe_payout_id as id from payouts where id = $1", w.payout))[0]?.id;
    },
  },
  {
    fault: "reconcile: two walks in a row left a difference that nothing explains",
    async act(s) {
      await s.sql("update reconcile_runs set unexplained_pence = 1");
      return (await s.sql("select max(started_at)::text as at from reconcile_runs"))[0]?.at;
    },
  },
  {
    fault: "audit: the chain is broken",
    async act(s) {
      await s.change("audit_log", { object: "two" }, { object: "another" });
      return 2;
    },
  },
  {
    fault: "audit: the chain is broken",
    async act(s) {
      await s.sql("delete from audit_log where object = 'two'");
      return 3;
    },
  },
  {
    fault: "audit: the chain is broken",
    async act(s) {
      await s.sql("delete from audit_log where object = 'one'");
      return 2;
    },
  },
  {
    fault: "audit: the head is not the end of the chain",
    async act(s) {
      await s.sql("delete from audit_log where object = 'three'");
      return 3;
    },
  },
];
