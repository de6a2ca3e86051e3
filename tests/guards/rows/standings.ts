import { idOf, type Make, NOW, STANDING } from "./standing.ts";

/** Where members stand, and what changes a promise. */
export const STANDINGS: Record<string, Make> = {
  arrears_ladder: () => ({ step_no: 9, after_days: 900, name: "A test", said: "Nothing to do." }),
  ladder_steps_taken: () => ({
    person_id: STANDING.person,
    missed_from: "2026-11-02",
    step_no: 1,
    name: "Reminder",
    taken_at: NOW,
  }),
  hardships: () => ({
    person_id: STANDING.person,
    from_day: "2026-11-02",
    until_day: "2026-12-01",
    set_by: STANDING.otherPerson,
  }),
  standings: async (s, over) => ({
    person_id: "person_id" in over ? over.person_id : (await s.insert("people")).id,
    kind: "paid",
    paid_through: "2026-12-01",
    reason: "Paid.",
    computed_for: "2026-11-02",
  }),
  promise_changes: async (s, over) => ({
    ...("membership_id" in over
      ? {}
      : { recurring_donation_id: await idOf(over, "recurring_donation_id", () => s.insert("recurring_donations")) }),
    kind: "pause",
    origin: "payer",
    asked_at: NOW,
  }),
};
