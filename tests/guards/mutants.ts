import type pg from "pg";

/** One guard less: what is done to a copy of the database, and how the attempts that should notice are called. */
export type Mutant = {
  kind: string;
  table: string;
  /** What is gone, in the words of the schema. */
  guard: string;
  sql: string;
  /** Puts it back as it was; null where only a fresh copy has it. */
  undo: string | null;
  /** Part of the names of the attempts to try first, and the columns they are about. */
  hint: string;
  columns: string[];
};

const SCHEMA = "n.nspname = 'public' and c.relname not like 'kysely%'";

/**
 * Checks, unique keys, exclusions and foreign keys. Not among them: a primary key that is only a number or uuid made
 * here, and a unique key around a primary one, which is there for a foreign key to point to.
 */
const CONSTRAINTS = `
  select case k.contype when 'c' then 'check' when 'u' then 'unique' when 'x' then 'exclusion' when 'p' then 'key'
                        else 'foreign key' end as kind,
    c.relname as "table", k.conname as guard,
    format('alter table %I drop constraint %I cascade', c.relname, k.conname) as sql,
    -- what points to a key goes with it
    case when not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = k.conindid and f.oid <> k.oid)
      then format('alter table %I add constraint %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) end as undo,
    case k.contype when 'f' then 'foreign key' else '' end as hint,
    array(select attname::text from pg_attribute where attrelid = c.oid and attnum = any (k.conkey)) as columns
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where ${SCHEMA} and k.contype in ('c', 'u', 'x', 'p', 'f')
    and not (k.contype = 'p' and exists (
      select from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum = any (k.conkey) and a.attname = 'id'
        and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) = 'gen_random_uuid()')))
    and not (k.contype = 'u' and exists (
      select from pg_constraint p where p.conrelid = c.oid and p.contype = 'p' and p.conkey <@ k.conkey))
  order by c.relname, k.contype, k.conname`;

const INDEXES = `
  select 'index' as kind, c.relname as "table", i.relname as guard, format('drop index %I', i.relname) as sql,
    pg_get_indexdef(i.oid) as undo, '' as hint,
    '{}'::text[] as columns
  from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    join pg_namespace n on n.oid = c.relnamespace
  where ${SCHEMA} and x.indisunique and not exists (select from pg_constraint k where k.conindid = x.indexrelid)
  order by 2, 3`;

const TRIGGERS = `
  select c.relname as "table", t.tgname as name, pg_get_triggerdef(t.oid) as made, p.proname as runs,
    array_remove(string_to_array(encode(t.tgargs, 'escape'), '\\000'), '') as args
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_proc p on p.oid = t.tgfoid
  where ${SCHEMA} and not t.tgisinternal order by 1, 2`;

const COLUMNS = `
  select 'not null' as kind, c.relname as "table", a.attname as guard,
    format('alter table %I alter column %I drop not null', c.relname, a.attname) as sql,
    format('alter table %I alter column %I set not null', c.relname, a.attname) as undo, 'never left out' as hint,
    '{}'::text[] as columns
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where ${SCHEMA} and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attnotnull and a.attidentity = ''
    and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any (k.conkey))
  order by c.relname, a.attnum`;

const RIGHTS = `
  select 'right' as kind, c.relname as "table", lower(verb) as guard,
    format('grant %s on %I to pamphleteer_app', verb, c.relname) as sql,
    -- taking the whole back would take the columns' own rights with it
    case when not exists (select from pg_attribute a where a.attrelid = c.oid and a.attacl is not null)
      then format('revoke %s on %I from pamphleteer_app', verb, c.relname) end as undo, 'the site may' as hint,
    '{}'::text[] as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) verb
  where n.nspname = 'public' and c.relkind = 'r' and not has_table_privilege('pamphleteer_app', c.oid, verb)
  order by c.relname, verb`;

const MOVES = `
  select 'move' as kind, 'state_moves' as "table", format('%s: %s → %s', subject, f, t) as guard,
    format('delete from state_moves where (subject, f, t) = (%L, %L, %L)', subject, f, t) as sql,
    format('insert into state_moves values (%L, %L, %L)', subject, f, t) as undo, format('from %s it goes', f) as hint,
    '{}'::text[] as columns
  from state_moves order by subject, f, t`;

const FUNCTIONS = `
  select p.proname as name, pg_get_functiondef(p.oid) as made
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
  where n.nspname = 'public' and l.lanname = 'plpgsql' order by 1`;

type Trigger = { table: string; name: string; made: string; runs: string; args: string[] };

/** Every guard of a migrated database that one can take away, each by itself. */
export async function listMutants(owner: pg.ClientBase): Promise<Mutant[]> {
  const rows = async <T>(text: string): Promise<T[]> => (await owner.query(text)).rows;
  const triggers = await rows<Trigger>(TRIGGERS);
  return [
    ...(await rows<Mutant>(CONSTRAINTS)),
    ...(await rows<Mutant>(INDEXES)),
    ...triggers.flatMap(triggerMutants),
    ...(await rows<{ name: string; made: string }>(FUNCTIONS)).flatMap((made) => functionMutants(made, triggers)),
    ...(await rows<Mutant>(COLUMNS)),
    ...(await rows<Mutant>(RIGHTS)),
    ...(await rows<Mutant>(MOVES)),
  ];
}

const EVENTS = / (?:BEFORE|AFTER) ([A-Z][\w ]*?) ON /;

/** The trigger gone; deaf to one of its events; without one of the columns it keeps. */
function triggerMutants({ table, name, made, runs, args }: Trigger): Mutant[] {
  const drop = `drop trigger ${name} on ${table}`;
  const events = (EVENTS.exec(made)?.[1] ?? "").split(" OR ");
  const deaf = (event: string) => made.replace(events.join(" OR "), events.filter((one) => one !== event).join(" OR "));
  const kept = ["keep_facts", "keep_once_known"].includes(runs) && args.length > 1 ? args : [];
  const without = (fact: string) =>
    made.replace(/\([^()]*\)$/, `(${args.filter((one) => one !== fact).map((one) => `'${one}'`)})`);
  const undo = `drop trigger if exists ${name} on ${table}; ${made}`;
  const mutant = (kind: string, guard: string, sql: string, columns: string[] = []) => {
    return { kind, table, guard, sql, undo, hint: "", columns };
  };
  return [
    mutant("trigger", name, drop),
    ...(events.length > 1
      ? events.map((event) => mutant("event", `${name} on ${event.toLowerCase()}`, `${drop}; ${deaf(event)}`))
      : []),
    ...kept.map((fact) => mutant("fact", `${name} of ${fact}`, `${drop}; ${without(fact)}`, [fact])),
  ];
}

/** A function that takes no lock, or that overlooks a change of one column. */
function functionMutants({ name, made }: { name: string; made: string }, triggers: Trigger[]): Mutant[] {
  const table = triggers.find((trigger) => trigger.runs === name)?.table ?? "";
  const compared = [...new Set([...made.matchAll(/\bnew\.(\w+)/g)].map(([, column]) => column ?? ""))].filter(
    (column) => column !== "state" && new RegExp(`\\bold\\.${column}\\b`).test(made),
  );
  return [
    ...(/ for update;/.test(made)
      ? [
          {
            kind: "lock",
            table,
            guard: name,
            sql: made.replace(/ for update;/g, ";"),
            undo: made,
            hint: "at once",
            columns: [],
          },
        ]
      : []),
    ...compared.map((column) => ({
      kind: "fact",
      table,
      guard: `${name} of ${column}`,
      sql: made.replace(new RegExp(`\\bnew\\.${column}\\b`, "g"), `old.${column}`),
      undo: made,
      hint: "",
      columns: [column],
    })),
  ];
}
