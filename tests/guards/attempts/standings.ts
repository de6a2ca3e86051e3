import { type Attempt, attempt, CHECK, OVERLAP } from "../attempt.ts";
import { NOW } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, onlyGrows, refusesRows, refusesTwice } from "../tries.ts";

const AMOUNT = { kind: "amount", amount_pence: 1000, before_pence: 500 };
const BEHIND = {
  kind: "in_arrears",
  paid_through: "2026-10-31",
  missed_from: "2026-11-01",
  days_in_arrears: 1,
};
const byMember = async (s: Scene) => ({ membership_id: (await s.insert("memberships")).id });

let count = 1000;

export const STANDINGS: Attempt[] = [
  ...allowsRow("promise_changes", { "a pause": {}, "until a day": { until_at: NOW }, "another amount": AMOUNT }),
  ...allowsRow("promise_changes", { "a member's": byMember }),
  ...refusesRows("promise_changes", {
    "it changes something we know": { kind: "forget" },
    "somebody wants it": { origin: "nobody" },
    "an amount is more than nothing": { ...AMOUNT, amount_pence: 0 },
    "an amount was more than nothing": { ...AMOUNT, before_pence: 0 },
    "another amount is one": { ...AMOUNT, amount_pence: null },
    "another amount was one before": { ...AMOUNT, before_pence: null },
    "only another amount is one": { amount_pence: 500 },
    "only another amount was one before": { before_pence: 500 },
    "only a pause has an end": { kind: "resume", until_at: NOW },
    "it changes a promise": { recurring_donation_id: null },
    "it changes one promise": async (s) => ({
      ...(await byMember(s)),
      recurring_donation_id: (await s.insert("recurring_donations")).id,
    }),
  }),
  keepsFacts("promise_changes", {
    recurring_donation_id: crypto.randomUUID(),
    kind: "resume",
    origin: "office",
    until_at: NOW,
    asked_at: "2027-01-01",
  }),
  keepsFacts("promise_changes", { membership_id: crypto.randomUUID() }, byMember),
  keepsFacts("promise_changes", { amount_pence: 1, before_pence: 1 }, AMOUNT),
  keepsOnceKnown("promise_changes", { done_at: [NOW, "2027-01-01"] }),

  ...refusesRows(
    "arrears_ladder",
    {
      "steps are counted from one": { step_no: 0 },
      "its name is one": { name: "" },
      "its letter is one we know": { letter: "eviction" },
      "it says what to do": { said: "" },
    },
    { as: "owner" },
  ),
  attempt(
    "arrears_ladder",
    "it begins after a day",
    (s) => s.refused(CHECK, () => s.insert("arrears_ladder", { after_days: 0 })),
    "owner",
  ),
  ...refusesTwice(
    "arrears_ladder",
    { step_no: async () => ({ after_days: ++count }), after_days: async () => ({ step_no: ++count }) },
    "owner",
  ),
  attempt(
    "arrears_ladder",
    "a later step comes after more days",
    async (s) => {
      await s.refusedAtCommit(CHECK, () => s.insert("arrears_ladder", { after_days: 20 }));
      await s.refusedAtCommit(CHECK, () => s.change("arrears_ladder", { step_no: 1 }, { after_days: 31 }));
      await s.allowed(() => s.insert("arrears_ladder"));
    },
    "owner",
  ),
  ...allowsRow("ladder_steps_taken", { "a step taken": {} }),
  ...refusesTwice("ladder_steps_taken", { "person_id, missed_from, step_no": {} }),
  ...onlyGrows("ladder_steps_taken", "name"),

  ...allowsRow("hardships", { "some weeks": {}, "until further notice": { until_day: null } }),
  ...refusesRows("hardships", { "it ends after it begins": { until_day: "2026-11-01" } }),
  attempt("hardships", "one at a time", async (s) => {
    const { id } = await s.insert("hardships");
    await s.refused(OVERLAP, () => s.insert("hardships", { from_day: "2026-12-01", until_day: null }));
    await s.allowed(() => s.insert("hardships", { from_day: "2026-12-02", until_day: null }));
    await s.refused(OVERLAP, () => s.change("hardships", { id }, { until_day: "2026-12-02" }));
    await s.allowed(() => s.change("hardships", { id }, { until_day: "2026-11-30" }));
  }),

  ...allowsRow("standings", {
    "one who has paid": {},
    "one who is behind": BEHIND,
    "one behind on a step": { ...BEHIND, step_no: 1 },
    "one who never paid": { kind: "never_paid", paid_through: null },
    "one who stopped": { kind: "stopped", paid_through: "2026-10-31" },
  }),
  ...refusesRows("standings", {
    "its kind is one we know": { kind: "expelled", paid_through: null },
    "it says why": { reason: "" },
    "who is behind is so from a day": { ...BEHIND, missed_from: null, days_in_arrears: null },
    "who is not behind is not": { missed_from: "2026-12-02", days_in_arrears: -30 },
    "days behind are counted": { ...BEHIND, days_in_arrears: null },
    "nobody is behind before the day": { ...BEHIND, missed_from: "2026-11-05", days_in_arrears: -3 },
    "days behind are the days behind": { ...BEHIND, days_in_arrears: 2 },
    "who is not behind is on no step": { step_no: 1 },
    "who is behind had paid before": { ...BEHIND, paid_through: null },
    "who is behind had not paid for that day": { ...BEHIND, paid_through: "2026-11-01" },
    "who has paid has paid for today": { paid_through: "2026-11-01" },
    "who has paid for today has paid": { kind: "stopped" },
    "who never paid did not": { kind: "never_paid", paid_through: "2026-10-31" },
  }),
  ...refusesTwice("standings", { person_id: async (s) => ({ person_id: (await s.insert("people")).id }) }),
];
