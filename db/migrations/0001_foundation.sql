-- Things every room stands on: extensions, the words of the law in functions, dated figures, form keys.
create extension if not exists btree_gist;

-- Corrections are new rows. Used by every table that may only grow.
create function append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = '23514';
end $$;

-- A legal or house number with its day and source. The figure in force on the day of a payment is the one that counts.
create table figures (
  key text not null,
  effective_from date not null,
  value bigint not null,
  unit text not null check (unit in ('pence', 'days', 'months', 'years', 'count', 'hours')),
  source text not null check (source <> ''),
  last_checked date not null,
  primary key (key, effective_from)
);

-- One press of a button, however often it arrives: the second one is shown the first result.
create table form_keys (
  key uuid primary key,
  route text not null,
  result_ref text not null,
  created_at timestamptz not null default now()
);
