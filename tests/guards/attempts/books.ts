import { type Attempt, attempt, CHECK, NOBODY } from "../attempt.ts";
import { NOW, STANDING } from "../rows/standing.ts";
import type { Scene } from "../scene.ts";
import { mustBe } from "../stage.ts";
import { allowsRow, keepsFacts, keepsOnceKnown, onlyGrows, refusesRows, refusesTwice } from "../tries.ts";

const movement = async (s: Scene) => ({ movement_id: (await s.insert("balance_movements")).id });
const byMember = async (s: Scene) => ({ membership_id: (await s.insert("memberships")).id });
const APART = "alter table ledger_lines drop constraint if exists ledger_lines_entry_id_fkey";

export const LEDGER: Attempt[] = [
  ...allowsRow("ledger_entries", {
    "an entry of two lines": {},
    "money in suspense": async (s) => ({ source_kind: "suspense", ...(await movement(s)) }),
  }),
  ...refusesRows("ledger_entries", {
    "it tells of a fact we know": { source_kind: "guess" },
    "suspense names its movement": { source_kind: "suspense" },
    "nothing else names one": movement,
  }),
  ...refusesRows(
    "ledger_entries",
    {
      "it names a movement there is": { source_kind: "suspense", movement_id: "txn_nobody" },
    },
    { code: NOBODY },
  ),
  ...refusesTwice("ledger_entries", { "source_kind, source_id": {} }),
  attempt("ledger_entries", "it has lines", (s) => s.refusedAtCommit(CHECK, () => s.insert("ledger_entries"))),
  attempt("ledger_entries", "it has more than one", (s) => s.refusedAtCommit(CHECK, () => s.insert("ledger_lines"))),
  attempt("ledger_entries", "it says itself when it was recorded", async (s) => {
    const { recorded_at } = await s.insert("ledger_entries", { recorded_at: "2020-01-01" });
    const [now] = await s.sql("select now() as at");
    mustBe("recorded", recorded_at, now?.at);
  }),
  ...onlyGrows("ledger_entries", "source_id", { apart: APART }),

  ...refusesRows("ledger_lines", {
    "it moves money": { amount_pence: 0 },
    "lines are counted from one": { line_no: 0 },
  }),
  ...refusesRows("ledger_lines", { "its account is one of ours": { account: "nowhere" } }, { code: NOBODY }),
  ...refusesTwice("ledger_lines", {
    "entry_id, line_no": async (s) => ({ entry_id: (await s.insert("ledger_entries")).id }),
  }),
  attempt("ledger_lines", "they sum to nothing", async (s) => {
    const { id: entry_id } = await s.add("ledger_entries");
    await s.allowed(async () => {});
    await s.refusedAtCommit(CHECK, () => s.insert("ledger_lines", { entry_id, line_no: 3, amount_pence: 1 }));
  }),
  attempt("ledger_lines", "none is added to an entry that was made before", async (s) => {
    const [old] = await s.sql("select id from ledger_entries where source_id = $1", STANDING.entry);
    await s.refused(CHECK, () => s.insert("ledger_lines", { entry_id: old?.id, line_no: 3 }));
  }),
  ...onlyGrows("ledger_lines", "line_no"),
  ...refusesRows("ledger_accounts", { "its kind is one we know": { kind: "hope" } }, { as: "owner" }),
  ...refusesTwice("ledger_accounts", { code: {} }, "owner"),
];

const FOUR = { stripe_pence: 500, ledger_pence: 472, difference_pence: 28, unexplained_pence: 0, finished_at: NOW };

export const BALANCE: Attempt[] = [
  ...allowsRow("payouts", { "money on its way": {}, "money that Stripe takes": { amount_pence: -500 } }),
  ...refusesRows("payouts", {
    "it moves money": { amount_pence: 0 },
    "it is in pounds": { currency: "EUR" },
    "its state is one we know": { state: "lost" },
  }),
  ...refusesTwice("payouts", { stripe_payout_id: {} }),
  keepsFacts("payouts", {
    stripe_payout_id: "po_other",
    amount_pence: 1,
    automatic: false,
    created_at: "2027-01-01",
  }),
  keepsOnceKnown("payouts", { named_at: [NOW, "2027-01-01"] }),

  ...allowsRow("balance_movements", { "a charge": {} }),
  ...refusesRows("balance_movements", {
    "net is what is left after the fee": { net_pence: 471 },
    "it is in pounds": { currency: "EUR" },
  }),
  ...refusesTwice("balance_movements", { id: {} }),
  keepsFacts("balance_movements", {
    id: "txn_other",
    type: "refund",
    reporting_category: "refund",
    source_id: "ch_other",
    source_kind: "charge",
    created_at: "2027-01-01",
  }),
  attempt("balance_movements", "its sums stay as they were told", async (s) => {
    const { id } = await s.insert("balance_movements");
    const sums = [
      { amount_pence: 501, net_pence: 473 },
      { fee_pence: 29, net_pence: 471 },
      { amount_pence: 501, fee_pence: 29 },
    ];
    for (const set of sums) await s.refused(CHECK, () => s.change("balance_movements", { id }, set));
  }),
  attempt(
    "balance_movements",
    "each of its sums stays, also where they need not agree",
    async (s) => {
      await s.sql("alter table balance_movements drop constraint if exists balance_movements_check");
      const { id } = await s.insert("balance_movements");
      for (const sum of ["amount_pence", "fee_pence", "net_pence"])
        await s.refused(CHECK, () => s.change("balance_movements", { id }, { [sum]: 1 }));
    },
    "owner",
  ),
  attempt("balance_movements", "it goes out with one payout", async (s) => {
    const { id } = await s.insert("balance_movements");
    const [one, other] = [await s.insert("payouts"), await s.insert("payouts")];
    await s.passes(() => s.change("balance_movements", { id }, { payout_id: one.id }));
    await s.passes(() => s.change("balance_movements", { id }, { payout_id: one.id }));
    await s.refused(CHECK, () => s.change("balance_movements", { id }, { payout_id: other.id }));
    await s.refused(CHECK, () => s.change("balance_movements", { id }, { payout_id: null }));
  }),
  ...onlyGrows("balance_movements", "id", {
    changes: false,
    apart: "alter table ledger_entries drop constraint if exists ledger_entries_movement_id_fkey",
  }),

  ...allowsRow("disputes", { "one that is open": {}, "one that is over": { state: "lost", closed_at: NOW } }),
  ...refusesRows("disputes", {
    "it is about money": { amount_pence: 0 },
    "its fee is not below nothing": { fee_pence: -1 },
    "it is in pounds": { currency: "EUR" },
    "its state is one we know": { state: "lost for ever" },
    "one that is over ended at a time": { state: "won" },
    "one that is open did not": { closed_at: NOW },
  }),
  ...refusesTwice("disputes", { stripe_dispute_id: {} }),
  keepsFacts("disputes", {
    payment_id: crypto.randomUUID(),
    stripe_dispute_id: "dp_other",
    opened_at: "2027-01-01",
  }),

  ...allowsRow("missed_instalments", {
    "a month that did not come": {},
    "dues that did not come": byMember,
  }),
  ...refusesRows("missed_instalments", {
    "it is about money": { amount_pence: 0 },
    "tries are not below nothing": { tries: -1 },
    "it is in pounds": { currency: "EUR" },
    "its state is one we know": { state: "forgotten" },
    "it came in a way we know": { method: "cash" },
    "somebody promised it": { recurring_donation_id: null },
    "one promise is broken at a time": async (s) => ({
      ...(await byMember(s)),
      recurring_donation_id: (await s.insert("recurring_donations")).id,
    }),
  }),
  ...refusesTwice("missed_instalments", { invoice_id: {} }),
  keepsFacts("missed_instalments", {
    invoice_id: "in_other",
    recurring_donation_id: crypto.randomUUID(),
    amount_pence: 1,
    missed_at: "2027-01-01",
  }),
  keepsFacts("missed_instalments", { membership_id: crypto.randomUUID() }, byMember),

  ...allowsRow("reconcile_runs", { "a walk begun": {}, "a walk done": FOUR }),
  ...refusesRows("reconcile_runs", {
    "it looked at no fewer than none": { looked_at: -1 },
    "it settled no fewer than none": { settled: -1 },
    "it recovered no fewer than none": { recovered: -1 },
    "it met no fewer faults than none": { faults: -1 },
    "the difference is the difference": { ...FOUR, difference_pence: 27 },
    "one that is done has its sums": { finished_at: NOW },
    "one that has its sums is done": { ...FOUR, finished_at: null },
    "it has all its sums or none": { stripe_pence: 500, finished_at: NOW },
  }),
  keepsFacts("reconcile_runs", { started_at: "2027-01-01", since: "2027-01-01" }),
  attempt("reconcile_runs", "what it found stays as it was", async (s) => {
    const { id } = await s.insert("reconcile_runs");
    const set = (facts: object) => () => s.change("reconcile_runs", { id }, { ...facts });
    await s.passes(set(FOUR));
    await s.passes(set(FOUR));
    const other = [
      { finished_at: "2027-01-01" },
      { stripe_pence: 501, difference_pence: 29 },
      { ledger_pence: 471, difference_pence: 29 },
      { unexplained_pence: 1 },
    ];
    for (const facts of other) await s.refused(CHECK, set(facts));
  }),
];
