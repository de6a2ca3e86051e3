import { type Attempt, attempt, CHECK, NOBODY, UNIQUE } from "../attempt.ts";
import { fresh, NOW, STANDING } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, refusesRows, refusesTwice } from "../tries.ts";

const DECIDED = { decided_at: NOW, decided_by: STANDING.otherPerson };

async function offerOf(s: Scene, pence: number) {
  return (await s.insert("donation_offers", { amount_pence: pence })).id;
}

/** Money of another currency is refused as such (see each table); that it cannot become one is shown without that. */
const keepsPounds = (table: string) =>
  attempt(
    table,
    "what is in pounds stays in pounds",
    async (s) => {
      await s.sql(`alter table ${table} drop constraint if exists ${table}_currency_check`);
      const { id } = await s.insert(table);
      await s.refused(CHECK, () => s.change(table, { id }, { currency: "EUR" }));
    },
    "owner",
  );

/** A promise that is over, and why. */
const endsForAReason = (table: string) =>
  attempt(table, "only one that is over ended for a reason, which is one we know", async (s) => {
    const { id } = await s.insert(table);
    await s.refused(CHECK, () => s.change(table, { id }, { end_reason: "asked" }));
    await s.refused(CHECK, () => s.change(table, { id }, { state: "cancelled", end_reason: "bored" }));
    await s.passes(() => s.change(table, { id }, { state: "cancelled", end_reason: "asked" }));
  });

export const PROMISES: Attempt[] = [
  ...refusesRows("appeals", { "its target is more than nothing": { target_pence: 0 } }, { as: "owner" }),
  ...refusesTwice("appeals", { slug: {} }, "owner"),
  ...refusesTwice("branches", { slug: {} }, "owner"),
  ...refusesRows("branch_postcodes", { "it is an outward code": { outward_code: "e11" } }, { as: "owner" }),
  ...refusesTwice("branch_postcodes", { outward_code: {} }, "owner"),
  ...refusesRows("rates", { "it is more than nothing": { amount_pence: 0 } }, { as: "owner" }),
  ...refusesTwice("rates", { slug: {} }, "owner"),

  ...allowsRow("donation_offers", { "a gift offered": {} }),
  ...refusesRows("donation_offers", {
    "it is more than nothing": { amount_pence: 0 },
    "it is in pounds": { currency: "EUR" },
  }),
  keepsFacts("donation_offers", {
    amount_pence: 501,
    appeal_id: STANDING.appeal,
    wording: "Other words.",
    declared_own_money_at: NOW,
    is_overseas_elector: true,
    created_at: NOW,
  }),
  keepsOnceKnown("donation_offers", { person_id: [STANDING.person, STANDING.otherPerson] }),

  ...allowsRow("recurring_donations", { "a gift promised each month": {} }),
  ...refusesRows("recurring_donations", {
    "it is more than nothing": { amount_pence: 0 },
    "it is in pounds": { currency: "EUR" },
  }),
  ...refusesTwice("recurring_donations", {
    public_ref: {},
    stripe_subscription_id: { stripe_subscription_id: "sub_twice" },
  }),
  keepsFacts("recurring_donations", {
    public_ref: "R-other",
    appeal_id: STANDING.appeal,
    wording: "Other words.",
    declared_own_money_at: NOW,
    is_overseas_elector: true,
    created_at: NOW,
  }),
  keepsOnceKnown("recurring_donations", {
    person_id: [STANDING.person, STANDING.otherPerson],
    stripe_subscription_id: ["sub_one", "sub_two"],
    stripe_customer_id: ["cus_one", "cus_two"],
  }),

  ...allowsRow("applications", {
    "someone asks to join": {},
    "at a rate, in a branch": { rate_id: STANDING.rate, branch_id: STANDING.branch },
  }),
  ...refusesRows("applications", {
    "dues are more than nothing": { dues_pence: 0 },
    "dues are in pounds": { currency: "EUR" },
    "nothing is decided before it is": DECIDED,
  }),
  ...refusesTwice("applications", { public_ref: {} }),
  attempt("applications", "a person decides, at a time, on what was sent in", async (s) => {
    const { id } = await s.insert("applications");
    await s.refused(CHECK, () => s.change("applications", { id }, { state: "waiting" }));
    await s.passes(() => s.change("applications", { id }, { state: "waiting", submitted_at: NOW }));
    await s.refused(CHECK, () => s.change("applications", { id }, { state: "accepted" }));
    await s.refused(CHECK, () => s.change("applications", { id }, { state: "accepted", decided_at: NOW }));
    await s.passes(() => s.change("applications", { id }, { state: "accepted", ...DECIDED }));
    await s.refused(CHECK, () => s.change("applications", { id }, { decided_by: STANDING.person }));
    await s.refused(CHECK, () => s.change("applications", { id }, { decided_at: "2027-01-01" }));
  }),
  keepsFacts("applications", {
    public_ref: "J-other",
    person_id: STANDING.otherPerson,
    rate_id: STANDING.rate,
    dues_pence: 1,
    agreed_wording: "Other words.",
    agreed_at: "2027-01-01",
    created_at: NOW,
  }),
  keepsOnceKnown("applications", { submitted_at: [NOW, "2027-01-01"] }),

  ...allowsRow("memberships", { "a member": {} }),
  ...refusesRows("memberships", { "dues are more than nothing": { dues_pence: 0 } }),
  ...refusesRows(
    "memberships",
    {
      "it is the applicant's own": async (s) => ({
        person_id: STANDING.otherPerson,
        application_id: (await s.insert("applications")).id,
      }),
    },
    { code: NOBODY },
  ),
  ...refusesTwice("memberships", {
    stripe_subscription_id: {},
    application_id: async (s) => ({
      person_id: STANDING.person,
      application_id: (await s.insert("applications")).id,
    }),
  }),
  attempt("memberships", "one person has one live one", async (s) => {
    const { id, person_id } = await s.insert("memberships");
    const { id: second } = await s.insert("memberships", { person_id });
    await s.change("memberships", { id }, { state: "past_due" });
    for (const state of ["active", "past_due", "paused"])
      await s.refused(UNIQUE, () => s.change("memberships", { id: second }, { state }));
    for (const state of ["cancelled", "duplicate"])
      await s.undone(() => s.passes(() => s.change("memberships", { id: second }, { state })));
    await s.change("memberships", { id }, { state: "cancelled" });
    await s.passes(() => s.change("memberships", { id: second }, { state: "active" }));
  }),
  keepsFacts("memberships", {
    person_id: STANDING.otherPerson,
    application_id: crypto.randomUUID(),
    stripe_subscription_id: "sub_other",
    stripe_customer_id: "cus_other",
    created_at: NOW,
  }),

  ...allowsRow("checkouts", {
    "an order is asked to be paid": {},
    "a gift is": async (s) => ({ donation_offer_id: await offerOf(s, 500), total_pence: 500 }),
  }),
  ...refusesRows("checkouts", {
    "it is for something": { order_id: null },
    "it is for one thing": async (s) => ({
      order_id: (await s.add("orders")).id,
      donation_offer_id: await offerOf(s, 160),
    }),
    "it is the first asking or a later one": { attempt_no: 0 },
    "it is no less than Stripe takes": async (s) => ({ donation_offer_id: await offerOf(s, 29), total_pence: 29 }),
    "it is in pounds": { currency: "EUR" },
    "it asks for an order's sum": { total_pence: 161 },
    "it asks for an offer's sum": async (s) => ({ donation_offer_id: await offerOf(s, 500), total_pence: 501 }),
    "it asks for what is given each month": async (s) => ({
      recurring_donation_id: (await s.insert("recurring_donations")).id,
      total_pence: 501,
    }),
    "it asks for the dues agreed": async (s) => ({
      application_id: (await s.insert("applications")).id,
      total_pence: 501,
    }),
  }),
  ...refusesTwice("checkouts", { idempotency_key: {}, session_id: { session_id: "cs_twice" } }),
  attempt("checkouts", "one that is open has Stripe's page", async (s) => {
    const { id } = await s.insert("checkouts");
    await s.refused(CHECK, () => s.change("checkouts", { id }, { state: "open" }));
    await s.passes(() => s.change("checkouts", { id }, { state: "open", session_id: "cs_one" }));
  }),
  attempt("checkouts", "an order has one that can be paid", async (s) => {
    const { order_id, id } = await s.insert("checkouts");
    const again = () => s.insert("checkouts", { order_id, idempotency_key: fresh() });
    await s.refused(UNIQUE, again);
    await s.change("checkouts", { id }, { state: "failed" });
    await s.passes(again);
    await s.refused(UNIQUE, again);
  }),
  keepsFacts("checkouts", {
    total_pence: 161,
    idempotency_key: "other",
    expires_at: "2027-01-01",
    order_id: crypto.randomUUID(),
    attempt_no: 2,
    livemode: true,
    created_at: NOW,
  }),
  keepsFacts("checkouts", { donation_offer_id: crypto.randomUUID() }, async (s) => ({
    donation_offer_id: await offerOf(s, 500),
    total_pence: 500,
  })),
  keepsFacts("checkouts", { recurring_donation_id: crypto.randomUUID() }, async (s) => ({
    recurring_donation_id: (await s.insert("recurring_donations")).id,
    total_pence: 500,
  })),
  keepsFacts("checkouts", { application_id: crypto.randomUUID() }, async (s) => ({
    application_id: (await s.insert("applications")).id,
    total_pence: 500,
  })),
  endsForAReason("recurring_donations"),
  endsForAReason("memberships"),
  ...["orders", "donation_offers", "recurring_donations", "applications", "checkouts", "payments", "payouts"].map(
    keepsPounds,
  ),
  ...["balance_movements", "missed_instalments"].map(keepsPounds),
  keepsOnceKnown("checkouts", { session_id: ["cs_one", "cs_two"] }),
];
