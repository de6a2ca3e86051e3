import { type Attempt, attempt, MISSING } from "../attempt.ts";
import { NOW } from "../rows/standing.ts";
import { ROWS } from "../rows.ts";
import type { Row } from "../scene.ts";
import { mustBe } from "../stage.ts";

/** What a row may lack. Every other column has to be filled in. */
const MAY_LACK: Record<string, string> = {
  appeals: "target_pence",
  applications: "branch_id rate_id trade_union submitted_at decided_at decided_by recovered_at",
  balance_movements: "source_id source_kind payout_id",
  checkouts: "order_id donation_offer_id recurring_donation_id application_id session_id session_url",
  consents: "withdrawn_at",
  contacts: "email phone address_line1 address_line2 town postcode country",
  delivery_addresses: "line2",
  arrears_ladder: "letter",
  disputes: "respond_by closed_at",
  donation_offers: "appeal_id person_id declared_own_money_at recovered_at",
  donations: "donation_offer_id recurring_donation_id order_id appeal_id",
  dues: "membership_id invoice_id",
  editions: "published_at scheduled_for",
  gift_pauses: "resumed_at resumed_by",
  hardships: "until_day",
  ladder_steps_taken: "membership_id",
  ledger_entries: "movement_id",
  memberships: "ends_at mirrored_at next_at paused_until end_reason",
  missed_instalments: "recurring_donation_id membership_id next_try_at failure_code",
  old_addresses: "target",
  orders: "person_id from_text_id paid_at recovered_at",
  outbox: "sent_at",
  pamphlets: "text_id",
  payments: "payment_intent_id charge_id invoice_id checkout_id order_id fee_pence balance_transaction_id",
  payouts: "named_at",
  people: "merged_into erased_at",
  promise_changes: "recurring_donation_id membership_id amount_pence before_pence until_at done_at",
  questions: "about_text_id name email phone",
  reading_lists: "quotation quotation_source picture_slug",
  reconcile_runs: "finished_at stripe_pence ledger_pence difference_pence unexplained_pence",
  recurring_donations:
    "appeal_id person_id declared_own_money_at stripe_subscription_id stripe_customer_id ends_at recovered_at mirrored_at next_at paused_until end_reason",
  refunds: "stripe_refund_id asked_by settled_at failure",
  regulated_donations:
    "register_name register_address declared_own_money_at is_overseas_elector decided_by decided_at decision_reason",
  standings: "paid_through missed_from days_in_arrears step_no",
  stock_moves: "order_id",
  stripe_events: "api_version object_id object_kind reason done_at",
  texts: "paper full_text_size withdrawn_at withdrawn_why",
  typo_reports: "anchor closed_at",
};

const COLUMNS = `select attname as name from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = '' order by attnum`;
/** What a trigger fills in, whatever is written: it stands aside, so that the columns answer for themselves. */
const FILLED: Record<string, () => Row> = {
  ledger_entries: () => ({}),
  audit_log: () => ({ seq: 1, at: NOW, prev: Buffer.from("a"), hash: Buffer.from(crypto.randomUUID()) }),
};

/** What the owner alone may add is tried as the owner: the site is refused before its columns are looked at. */
const tries = Object.keys(ROWS).map((table) =>
  attempt(
    table,
    "what it must say is never left out",
    async (s) => {
      const mayLack = (MAY_LACK[table] ?? "").split(" ");
      const [role] = await s.sql("select has_table_privilege('pamphleteer_app', $1, 'INSERT') as adds", table);
      if (FILLED[table]) await s.sql(`alter table ${table} disable trigger user`);
      const columns = (await s.sql(COLUMNS, table)).map((row) => String(row.name));
      if (role?.adds) await s.sql("set local role pamphleteer_app");
      for (const column of columns.filter((name) => !mayLack.includes(name)))
        await s.refused(MISSING, () => s.insert(table, { ...FILLED[table]?.(), [column]: null }));
    },
    "owner",
  ),
);

export const COLUMNS_OF_THE_LAW: Attempt[] = [
  ...tries,
  attempt("columns", "every table is tried", async (s) => {
    const tables = await s.sql(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname not like 'kysely%'`,
    );
    mustBe("tables", tables.map((row) => row.name).sort(), Object.keys(ROWS).sort());
  }),
];
