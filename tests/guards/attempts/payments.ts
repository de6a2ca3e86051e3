import { type Attempt, attempt, CHECK, UNIQUE } from "../attempt.ts";
import { giftAsked } from "../rows/money.ts";
import { NOW, STANDING } from "../rows/standing.ts";
import { allowsRow, keepsFacts, onlyGrows, refusesRows, refusesTwice } from "../tries.ts";

const CASH = { method: "cash", payment_intent_id: null };

export const PAYMENTS: Attempt[] = [
  ...allowsRow("payments", { "money by Stripe": {}, "money in an envelope": CASH }),
  ...refusesRows("payments", {
    "it came in a way we know": { ...CASH, method: "crypto" },
    "by Stripe it has its intent": { payment_intent_id: null },
    "cash has none": { ...CASH, payment_intent_id: "pi_cash" },
    "it is more than nothing": { amount_pence: 0 },
    "it is in pounds": { currency: "EUR" },
    "it settles, or is paid twice, or late": { role: "tip" },
    "a fee is not below nothing": { fee_pence: -1, balance_transaction_id: "txn_one" },
    "a fee has its movement": { fee_pence: 28 },
    "a movement has its fee": { balance_transaction_id: "txn_one" },
    "it is what its order asks": async (s) => ({ order_id: (await s.add("orders")).id, amount_pence: 161 }),
    "it is what its checkout asked": async (s) => ({ checkout_id: await giftAsked(s, 500), amount_pence: 501 }),
    "it is for what its checkout was for": async (s) => ({
      checkout_id: (await s.insert("checkouts")).id,
      amount_pence: 160,
    }),
  }),
  ...refusesTwice("payments", {
    payment_intent_id: {},
    charge_id: { charge_id: "ch_twice" },
    invoice_id: { invoice_id: "in_twice" },
    balance_transaction_id: { balance_transaction_id: "txn_twice", fee_pence: 1 },
  }),
  attempt("payments", "an order is settled once; what comes after is kept apart", async (s) => {
    const order = { order_id: (await s.add("orders")).id, amount_pence: 160 };
    await s.add("payments", order);
    await s.refused(UNIQUE, () => s.insert("payments", order));
    await s.passes(() => s.add("payments", { ...order, role: "duplicate" }));
    await s.passes(() => s.add("payments", { ...order, role: "duplicate" }));
  }),
  attempt("payments", "one that settles an order makes it paid", async (s) => {
    const { id } = await s.add("orders");
    await s.refusedAtCommit(CHECK, () => s.add("payments", { order_id: id, amount_pence: 160 }));
    await s.allowed(() => s.add("payments", { order_id: id, amount_pence: 160, role: "late" }));
  }),
  attempt("payments", "it has parts", (s) => s.refusedAtCommit(CHECK, () => s.insert("payments"))),
  keepsFacts("payments", {
    amount_pence: 1,
    payment_intent_id: "pi_other",
    invoice_id: "in_other",
    received_at: "2027-01-01",
    charge_id: "ch_other",
    checkout_id: crypto.randomUUID(),
    order_id: crypto.randomUUID(),
    person_id: STANDING.otherPerson,
    role: "late",
    created_at: NOW,
  }),
  keepsFacts("payments", { method: "cheque" }, CASH),
  attempt("payments", "a fee is noted once", async (s) => {
    const { id } = await s.insert("payments");
    const note = (fee_pence: number | null, balance_transaction_id: string | null) => () =>
      s.change("payments", { id }, { fee_pence, balance_transaction_id });
    await s.passes(note(28, "txn_one"));
    await s.passes(note(28, "txn_one"));
    await s.refused(CHECK, note(29, "txn_one"));
    await s.refused(CHECK, note(null, null));
  }),

  ...refusesRows("payment_parts", {
    "it is for something we know": { kind: "tip" },
    "it is more than nothing": { amount_pence: 0 },
    "money that settles is not owed back": { kind: "owed_back" },
    "money that settles nothing is owed back": async (s) => ({
      payment_id: (await s.insert("payments", { role: "late" })).id,
    }),
  }),
  ...refusesTwice("payment_parts", { "payment_id, kind": {} }),
  attempt("payment_parts", "they are their payment's sum", async (s) => {
    const { id } = await s.add("payments");
    await s.allowed(async () => {});
    const more = { payment_id: id, kind: "postage", amount_pence: 1 };
    await s.refusedAtCommit(CHECK, () => s.insert("payment_parts", more));
  }),
  ...onlyGrows("payment_parts", "amount_pence"),
  attempt(
    "payment_parts",
    "they are their payment's sum, also where they could be changed",
    async (s) => {
      await s.sql("alter table payment_parts disable trigger payment_parts_grow");
      const { id } = await s.add("payments");
      await s.allowed(async () => {});
      await s.refusedAtCommit(CHECK, () => s.change("payment_parts", { payment_id: id }, { amount_pence: 1 }));
      await s.refusedAtCommit(CHECK, () => s.sql("delete from payment_parts where payment_id = $1", id));
    },
    "owner",
  ),
];
