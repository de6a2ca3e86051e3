import type { Scene } from "../scene.ts";
import { fresh, idOf, type Make, NOW, type Row, STANDING, type Whole } from "./standing.ts";

/** What is promised, asked for and paid: £5 where nothing else is said. */
export const MONEY: Record<string, Make> = {
  appeals: () => ({ slug: fresh("appeal"), title: "An appeal", purpose: "A test", target_pence: 100 }),
  donation_offers: () => ({ amount_pence: 500, wording: "Your donation goes to the party." }),
  recurring_donations: () => ({
    public_ref: fresh("R"),
    amount_pence: 500,
    wording: "Your donation goes to the party.",
  }),
  branches: () => ({ slug: fresh("branch"), name: "A branch", meets: "Thursdays" }),
  branch_postcodes: () => ({ outward_code: "ZZ9", branch_id: STANDING.branch }),
  rates: () => ({ slug: fresh("rate"), name: "A rate", amount_pence: 500, position: 9 }),
  applications: () => ({
    public_ref: fresh("J"),
    person_id: STANDING.person,
    dues_pence: 500,
    agreed_wording: "I agree.",
    agreed_at: NOW,
  }),
  memberships: async (s, over) => {
    const person_id = await idOf(over, "person_id", () => s.insert("people"));
    return {
      person_id,
      application_id: await idOf(over, "application_id", () =>
        s.insert("applications", { person_id: person_id ?? STANDING.person }),
      ),
      dues_pence: 500,
      stripe_subscription_id: fresh("sub"),
      stripe_customer_id: fresh("cus"),
      state: "incomplete",
    };
  },
  checkouts: async (s, over) => ({
    ...(PURPOSES.some((purpose) => purpose in over) ? {} : { order_id: (await s.add("orders")).id }),
    total_pence: 160,
    idempotency_key: fresh("checkout"),
    livemode: false,
    expires_at: NOW,
  }),
  payments: () => ({
    method: "stripe",
    payment_intent_id: fresh("pi"),
    person_id: STANDING.person,
    amount_pence: 500,
    role: "settles",
    state: "succeeded",
    received_at: NOW,
  }),
  payment_parts: async (s, over) => ({
    payment_id: await idOf(over, "payment_id", () => s.insert("payments")),
    kind: "donation",
    amount_pence: 500,
  }),
  donations: async (s, over) => ({
    public_ref: fresh("D"),
    payment_id: await idOf(over, "payment_id", () => s.add("payments")),
    person_id: STANDING.person,
    amount_pence: 500,
    received_at: NOW,
  }),
  dues: async (s, over) => {
    const person_id = await idOf(over, "person_id", () => s.insert("people"));
    const invoice_id = "invoice_id" in over ? over.invoice_id : "payment_id" in over ? null : fresh("in");
    return {
      payment_id: await idOf(over, "payment_id", () =>
        paidFor(s, "dues", { person_id: person_id ?? STANDING.person, invoice_id }),
      ),
      person_id,
      amount_pence: 500,
      term: "[2026-11-01,2026-12-01)",
      invoice_id,
      received_at: NOW,
    };
  },
  regulated_donations: async (s, over) => ({
    payment_id: await idOf(over, "payment_id", () => s.add("payments", { amount_pence: 60_000 })),
    person_id: STANDING.person,
    regulated_value_pence: 60_000,
    received_on: "2026-11-02",
    deadline_on: "2026-12-01",
  }),
  refunds: async (s, over) => ({
    payment_id: await idOf(over, "payment_id", () => s.add("payments")),
    request_key: fresh("refund"),
    amount_pence: 100,
    state: "requested",
    origin: "owed_back",
    reason: "paid twice",
  }),
  stripe_events: () => ({ id: fresh("evt"), type: "refund.updated", livemode: false, created: NOW }),
};

const PURPOSES = ["order_id", "donation_offer_id", "recurring_donation_id", "application_id"];

/** A payment with one part, of this kind. */
export async function paidFor(s: Scene, kind: string, over: Row = {}): Promise<Row> {
  const payment = await s.insert("payments", over);
  await s.insert("payment_parts", { payment_id: payment.id, kind, amount_pence: payment.amount_pence });
  return payment;
}

/** A gift that is asked for. Gives the checkout's id. */
export async function giftAsked(s: Scene, pence: number) {
  const offer = await s.insert("donation_offers", { amount_pence: pence });
  return (await s.insert("checkouts", { donation_offer_id: offer.id, total_pence: pence })).id;
}

export const MONEY_WHOLE: Record<string, Whole> = {
  payments: async (s, { id, amount_pence, role }) => {
    const kind = role === "settles" ? "donation" : "owed_back";
    await s.insert("payment_parts", { payment_id: id, kind, amount_pence });
  },
};
