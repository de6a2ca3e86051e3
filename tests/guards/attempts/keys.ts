import { type Attempt, attempt } from "../attempt.ts";
import { mustBe } from "../stage.ts";

/** Ids that name no row of ours, each with the reason. */
const NOT_OURS: Record<string, string> = {
  "outbox.ref_id": "what a letter is about is a row of one of several tables",
  "form_keys.key": "the browser's own",
};
/** What is no uuid and yet names a row of ours. */
const BY_NAME = [
  "ledger_lines.entry_id",
  "ledger_lines.account",
  "ledger_entries.movement_id",
  "reading_lists.picture_slug",
];

const NAMING = `select c.relname || '.' || a.attname as name
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and a.atttypid = 'uuid'::regtype and a.attname <> 'id'`;
const KEYED = `select c.conrelid::regclass || '.' || a.attname as name
  from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  where c.contype = 'f' and array_length(c.conkey, 1) = 1 and c.connamespace = 'public'::regnamespace`;

/** The law holds for rows that are there: what a row names is a row, and taking that away takes nothing with it. */
export const KEYS: Attempt[] = [
  attempt("foreign keys", "whatever names a row of ours has a foreign key", async (s) => {
    const naming = (await s.sql(NAMING)).map((row) => String(row.name)).filter((name) => !(name in NOT_OURS));
    const keyed = (await s.sql(KEYED)).map((row) => String(row.name));
    mustBe("names a row, and has no key", [...naming, ...BY_NAME].filter((name) => !keyed.includes(name)).sort(), []);
  }),
  attempt("foreign keys", "none takes rows with it", async (s) => {
    const rows = await s.sql(
      `select conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
        and (confdeltype <> 'a' or confupdtype <> 'a')`,
    );
    mustBe("cascades", rows, []);
  }),
  attempt("foreign keys", "every guard is in force", async (s) => {
    const off = await s.sql(
      `select conname as name from pg_constraint where connamespace = 'public'::regnamespace and not convalidated
       union all select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where c.relnamespace = 'public'::regnamespace and t.tgenabled <> 'O'`,
    );
    mustBe("switched off, or not proven of old rows", off, []);
  }),
];
