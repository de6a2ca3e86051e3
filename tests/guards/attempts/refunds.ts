import { type Attempt, attempt, CHECK } from "../attempt.ts";
import { fresh, NOW, STANDING } from "../rows/standing.ts";
import { mustBe } from "../stage.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, refusesRows, refusesTwice } from "../tries.ts";

const CASH = { method: "cash", payment_intent_id: null };
const SENT = { origin: "stripe", state: "succeeded" };

export const REFUNDS: Attempt[] = [
  ...allowsRow("refunds", {
    "one of ours, asked for": {},
    "one an officer asks for": { origin: "officer", asked_by: STANDING.otherPerson },
    "one made at Stripe": { ...SENT, stripe_refund_id: "re_one" },
    "cash given back": async (s) => ({ ...SENT, payment_id: (await s.add("payments", CASH)).id }),
  }),
  ...refusesRows("refunds", {
    "it is more than nothing": { amount_pence: 0 },
    "somebody wants it": { origin: "nobody" },
    "its state is one we know": { origin: "stripe", state: "lost" },
    "an officer's names the officer": { origin: "officer" },
    "no other names one": { asked_by: STANDING.otherPerson },
    "it is no more than came": { amount_pence: 501 },
    "ours is written down before it is sent": { state: "pending", stripe_refund_id: "re_one" },
    "what Stripe sent has Stripe's name": SENT,
    "what Stripe is sending has Stripe's name": { ...SENT, state: "pending" },
  }),
  ...refusesTwice("refunds", { request_key: {}, stripe_refund_id: { stripe_refund_id: "re_twice" } }),
  attempt("refunds", "all of a payment's together are no more than came", async (s) => {
    const { id: payment_id } = await s.add("payments");
    const { id } = await s.insert("refunds", { payment_id, amount_pence: 300 });
    await s.refused(CHECK, () => s.insert("refunds", { payment_id, amount_pence: 201 }));
    await s.passes(() => s.insert("refunds", { payment_id, amount_pence: 200 }));
    await s.change("refunds", { id }, { state: "failed" });
    await s.passes(() => s.insert("refunds", { payment_id, amount_pence: 300 }));
    await s.refused(CHECK, () => s.insert("refunds", { payment_id, amount_pence: 1 }));
    mustBe("refunds of the payment", (await s.sql("select from refunds where payment_id = $1", payment_id)).length, 3);
  }),
  attempt("refunds", "one of ours that was sent has Stripe's name", async (s) => {
    const { id } = await s.insert("refunds");
    for (const state of ["pending", "succeeded"]) {
      await s.refused(CHECK, () => s.change("refunds", { id }, { state }));
      await s.undone(() => s.passes(() => s.change("refunds", { id }, { state, stripe_refund_id: "re_one" })));
    }
  }),
  keepsFacts("refunds", {
    amount_pence: 1,
    payment_id: crypto.randomUUID(),
    request_key: fresh(),
    origin: "stripe",
    reason: "another",
    created_at: NOW,
  }),
  keepsFacts("refunds", { asked_by: STANDING.person }, { origin: "officer", asked_by: STANDING.otherPerson }),
  keepsOnceKnown("refunds", { stripe_refund_id: ["re_one", "re_two"] }),
];
