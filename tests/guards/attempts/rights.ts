import { type Attempt, attempt, FORBIDDEN } from "../attempt.ts";
import { mustBe } from "../stage.ts";

/** What the site's own role may do with each table. What it deletes can be worked out again. */
const RIGHTS: Record<string, string> = {
  look: `appeals arrears_ladder audit_head branch_postcodes branches figures ledger_accounts limit_hits limit_passes news pamphlets
    pictures postage_bands rates reading_list_texts reading_lists state_moves movement_postings
    kysely_migration kysely_migration_lock`,
  "look change": "stock",
  "look add change-a-column": "hardships",
  "look add change delete": "editions made_files old_addresses standings",
  "look add": `audit_log donations form_keys known_words paragraphs ladder_steps_taken ledger_entries ledger_lines order_lines payment_parts stock_moves`,
  "look add change": `applications balance_movements checkouts consents contacts delivery_addresses disputes
    donation_offers dues gift_pauses memberships missed_instalments orders outbox payments payouts people promise_changes questions reconcile_runs
    recurring_donations refunds regulated_donations reservations stripe_events texts typo_reports`,
};
const VIEWS = ["movement_postings"];
/** Where not the whole row may be changed. */
const CHANGES: Record<string, string[]> = { hardships: ["until_day"] };

const VERBS = { SELECT: "look", INSERT: "add", UPDATE: "change", DELETE: "delete", TRUNCATE: "empty" } as const;

function tryOf(verb: string, table: string, column: string): string {
  if (verb === "INSERT") return `insert into ${table} (${column}) select ${column} from ${table} where false`;
  if (verb === "UPDATE") return `update ${table} set ${column} = ${column} where false`;
  if (verb === "DELETE") return `delete from ${table} where false`;
  if (verb === "TRUNCATE") return `truncate ${table}`;
  return `select from ${table} where false`;
}

const COLUMN = `select attname as name from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped and attidentity = '' order by attnum limit 1`;

const tables = Object.entries(RIGHTS).flatMap(([rights, names]) =>
  names.split(/\s+/).map((table) => ({ table, rights: rights.split(" ") })),
);

const each = tables.map(({ table, rights }) =>
  attempt(table, `the site may ${rights.join(" and ")}, and no more`, async (s) => {
    const [column] = await s.sql(COLUMN, table);
    for (const [verb, word] of Object.entries(VERBS)) {
      if (verb === "TRUNCATE" && VIEWS.includes(table)) continue;
      const act = () => s.sql(tryOf(verb, table, String(column?.name)));
      await (rights.includes(word) ? s.passes(act) : s.refused(FORBIDDEN, act));
    }
    const [more] = await s.sql(
      `select has_table_privilege($1, 'REFERENCES') or has_table_privilege($1, 'TRIGGER') as whole,
        has_any_column_privilege($1, 'INSERT') as adds`,
      table,
    );
    mustBe("its rights", more, { whole: false, adds: rights.includes("add") });
    const columns = await s.sql(
      `select attname as name, has_column_privilege($1, attname, 'UPDATE') as changes from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      table,
    );
    const changes = (name: unknown) => rights.includes("change") || CHANGES[table]?.includes(String(name)) === true;
    for (const { name, changes: may } of columns) mustBe(`changes ${name}`, may, changes(name));
  }),
);

const NOT_FOR_THE_SITE = [
  "create table mine (x integer)",
  "create view mine as select 1",
  "create function mine() returns integer language sql return 1",
  "create schema mine",
  "create extension if not exists hstore",
  "drop table orders",
  "alter table orders disable trigger all",
  "alter table orders drop constraint orders_total_pence_check",
  "drop trigger orders_keep_their_word on orders",
  "create or replace function keep_to_moves() returns trigger language plpgsql as 'begin return new; end'",
  "set local session_replication_role = replica",
  "set local role pamphleteer",
  "create role mine",
  "select setval('ledger_entries_id_seq', 1)",
  "select pg_read_file('PG_VERSION')",
  "copy orders to program 'true'",
];

export const RIGHTS_OF_THE_SITE: Attempt[] = [
  ...each,
  attempt("rights", "every table says what the site may do with it", async (s) => {
    const known = await s.sql(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
    );
    mustBe("tables", known.map((row) => row.name).sort(), tables.map(({ table }) => table).sort());
  }),
  ...NOT_FOR_THE_SITE.map((text) =>
    attempt("rights", `the site is refused: ${text}`, (s) => s.refused(FORBIDDEN, () => s.sql(text))),
  ),
  attempt("rights", "the site's role is no more than it seems", async (s) => {
    const [role] = await s.sql(
      `select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as strong,
        exists (select from pg_auth_members where member = r.oid) as member from pg_roles r where rolname = current_user`,
    );
    mustBe("the role", role, { strong: false, member: false });
  }),
];
