import { type Attempt, attempt, CHECK, NOBODY, OVERLAP, UNIQUE } from "../attempt.ts";
import { giftAsked, paidFor } from "../rows/money.ts";
import { NOW, STANDING } from "../rows/standing.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, refusesRows, refusesTwice } from "../tries.ts";

const OTHER = { person_id: STANDING.otherPerson };

export const GIFTS: Attempt[] = [
  ...allowsRow("donations", { "a gift that came": {} }),
  ...refusesRows("donations", {
    "it is more than nothing": { amount_pence: 0 },
    "it has one source": async (s) => ({
      donation_offer_id: (await s.insert("donation_offers")).id,
      recurring_donation_id: (await s.insert("recurring_donations")).id,
    }),
    "it is not for an order that its payment is not for": async (s) => ({ order_id: (await s.add("orders")).id }),
    "it is for the offer that was paid": async (s) => ({
      payment_id: (await s.add("payments", { checkout_id: await giftAsked(s, 500) })).id,
      donation_offer_id: (await s.insert("donation_offers")).id,
    }),
  }),
  ...refusesRows("donations", { "its giver is who paid": OTHER }, { code: NOBODY }),
  ...refusesTwice("donations", {
    public_ref: {},
    payment_id: async (s) => ({ payment_id: (await s.add("payments")).id }),
    donation_offer_id: async (s) => ({ donation_offer_id: (await s.insert("donation_offers")).id }),
  }),
  attempt("donations", "one order gives once", async (s) => {
    const order = { order_id: (await s.add("orders")).id, amount_pence: 160 };
    const first = await s.add("payments", order);
    const second = await s.add("payments", { ...order, role: "duplicate" });
    await s.insert("donations", { ...order, payment_id: first.id });
    await s.refused(UNIQUE, () => s.insert("donations", { ...order, payment_id: second.id }));
  }),
  attempt("donations", "it is the part of its payment that was given", async (s) => {
    await s.refusedAtCommit(CHECK, () => s.insert("donations", { amount_pence: 499 }));
    await s.refusedAtCommit(CHECK, async () => {
      const { id } = await paidFor(s, "dues");
      await s.insert("donations", { payment_id: id });
    });
  }),

  ...allowsRow("dues", { "a month": {} }),
  ...refusesRows("dues", {
    "they are more than nothing": { amount_pence: 0 },
    "they buy at least a day": { term: "empty" },
    "they do not buy all the past": { term: "(,2026-12-01)" },
    "they do not buy all the future": { term: "[2026-12-01,)" },
  }),
  ...refusesRows(
    "dues",
    {
      "they are who paid's": async (s) => ({ payment_id: (await paidFor(s, "dues")).id, ...OTHER }),
      "they are of their payment's invoice": async (s) => ({
        payment_id: (await paidFor(s, "dues", { invoice_id: "in_one" })).id,
        person_id: STANDING.person,
        invoice_id: "in_other",
      }),
      "they are the member's": async (s) => ({ membership_id: (await s.insert("memberships")).id }),
    },
    { code: NOBODY },
  ),
  ...refusesTwice("dues", {
    payment_id: async (s) => ({ payment_id: (await paidFor(s, "dues")).id, person_id: STANDING.person, void: true }),
  }),
  attempt(
    "dues",
    "no two are of one invoice, also where two payments are",
    async (s) => {
      await s.sql("alter table payments drop constraint if exists payments_invoice_id_key");
      await s.insert("dues", { invoice_id: "in_twice" });
      const { id } = await paidFor(s, "dues", { invoice_id: "in_twice" });
      const second = { invoice_id: "in_twice", payment_id: id, person_id: STANDING.person };
      await s.refused(UNIQUE, () => s.insert("dues", second));
    },
    "owner",
  ),
  attempt("dues", "the same day is not bought twice", async (s) => {
    const { person_id } = await s.insert("dues");
    await s.refused(OVERLAP, () => s.insert("dues", { person_id, term: "[2026-11-30,2026-12-31)" }));
    await s.allowed(() => s.insert("dues", { person_id, term: "[2026-12-01,2027-01-01)" }));
    await s.allowed(() => s.insert("dues", { person_id, void: true }));
    await s.allowed(() => s.insert("dues", {}));
  }),
  attempt("dues", "they are the part of their payment that was for them", async (s) => {
    await s.refusedAtCommit(CHECK, () => s.insert("dues", { amount_pence: 499 }));
    const gift = await s.add("payments");
    await s.refusedAtCommit(CHECK, () => s.insert("dues", { payment_id: gift.id, person_id: STANDING.person }));
  }),
  keepsFacts("dues", {
    payment_id: crypto.randomUUID(),
    person_id: STANDING.otherPerson,
    amount_pence: 1,
    invoice_id: "in_other",
    received_at: "2027-01-01",
  }),
  attempt("dues", "the membership they are for is written once", async (s) => {
    const { id: membership_id, person_id } = await s.insert("memberships");
    const { id } = await s.insert("dues", { person_id });
    await s.passes(() => s.change("dues", { id }, { membership_id }));
    await s.refused(CHECK, () => s.change("dues", { id }, { membership_id: null }));
  }),
  attempt("dues", "their days move only when money comes back, and are then as many", async (s) => {
    const { id, person_id } = await s.insert("dues");
    const [december, fewer] = ["[2026-12-01,2026-12-31)", "[2026-12-01,2026-12-30)"];
    await s.refused(CHECK, () => s.change("dues", { id }, { term: december }));
    await s.allowed(() => s.change("dues", { id }, { void: true }));
    await s.refused(CHECK, () => s.change("dues", { id }, { void: false, term: fewer }));
    await s.insert("dues", { person_id });
    await s.refused(OVERLAP, () => s.change("dues", { id }, { void: false }));
    await s.allowed(() => s.change("dues", { id }, { void: false, term: december }));
  }),
];

const REGISTER = { register_name: "Ada Example", register_address: "2 Example Road" };
const DECIDED = { decided_by: STANDING.otherPerson, decided_at: NOW, decision_reason: "on the register" };

export const LAW: Attempt[] = [
  ...allowsRow("regulated_donations", { "a gift over the floor": {} }),
  ...refusesRows("regulated_donations", {
    "its value is more than nothing": { regulated_value_pence: 0 },
    "its clock runs forward": { deadline_on: "2026-11-02" },
    "nothing is decided before it is": DECIDED,
  }),
  ...refusesRows("regulated_donations", { "its giver is who paid": OTHER }, { code: NOBODY }),
  ...refusesTwice("regulated_donations", {
    payment_id: async (s) => ({ payment_id: (await s.add("payments", { amount_pence: 60_000 })).id }),
  }),
  attempt("regulated_donations", "the law weighs all that was given", (s) =>
    s.refusedAtCommit(CHECK, () => s.insert("regulated_donations", { regulated_value_pence: 59_999 })),
  ),
  attempt("regulated_donations", "a person accepts it, for a reason, from someone on a register", async (s) => {
    const { id } = await s.insert("regulated_donations");
    const accept = (facts: object) => () => s.change("regulated_donations", { id }, { state: "accepted", ...facts });
    await s.refused(CHECK, accept(REGISTER));
    for (const lacking of Object.keys(DECIDED))
      await s.refused(CHECK, accept({ ...REGISTER, ...DECIDED, [lacking]: null }));
    for (const lacking of Object.keys(REGISTER)) {
      await s.refused(CHECK, accept({ ...REGISTER, ...DECIDED, [lacking]: null }));
      await s.refused(CHECK, accept({ ...REGISTER, ...DECIDED, [lacking]: "" }));
    }
    await s.allowed(accept({ ...REGISTER, ...DECIDED }));
    for (const set of [
      { register_name: "B" },
      { register_address: "B" },
      { decision_reason: "B" },
      { decided_at: "2027-01-01" },
      { decided_by: STANDING.person },
    ])
      await s.refused(CHECK, () => s.change("regulated_donations", { id }, set));
  }),
  attempt("regulated_donations", "one is returned without a register", async (s) => {
    const { id } = await s.insert("regulated_donations");
    await s.allowed(() => s.change("regulated_donations", { id }, { state: "returned", ...DECIDED }));
  }),
  keepsFacts("regulated_donations", {
    payment_id: crypto.randomUUID(),
    person_id: STANDING.otherPerson,
    regulated_value_pence: 1,
    received_on: "2026-11-01",
    deadline_on: "2026-12-31",
  }),
  keepsOnceKnown("regulated_donations", {
    declared_own_money_at: [NOW, "2027-01-01"],
    is_overseas_elector: [false, true],
  }),
];
