-- Double entry, in whole pence, append-only. Debit positive; the lines of one entry sum to zero.
create table ledger_accounts (
  code text primary key,
  name text not null,
  kind text not null check (kind in ('asset', 'liability', 'income', 'expense'))
);
insert into ledger_accounts values
  ('stripe_clearing', 'Held by Stripe', 'asset'),
  ('bank', 'Bank', 'asset'),
  ('sales_zero_rated', 'Pamphlets sold (zero-rated)', 'income'),
  ('sales_standard', 'Goods sold (standard-rated)', 'income'),
  ('postage', 'Postage charged', 'income'),
  ('dues', 'Members’ dues', 'income'),
  ('donations_unchecked', 'Donations over the floor, not yet accepted', 'liability'),
  ('donations_accepted', 'Donations', 'income'),
  ('stripe_fees', 'Stripe’s fees', 'expense'),
  ('owed_back', 'Paid twice or too late: owed back', 'liability'),
  ('refunds_out', 'Refunds', 'expense'),
  ('disputes', 'Disputes', 'expense');

create table ledger_entries (
  id bigint generated always as identity primary key,
  source_kind text not null check (source_kind in ('payment', 'fee', 'refund', 'dispute', 'payout', 'acceptance', 'correction')),
  source_id text not null,
  happened_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  unique (source_kind, source_id) -- the same fact cannot be posted twice
);
create table ledger_lines (
  entry_id bigint not null references ledger_entries (id),
  line_no integer not null check (line_no >= 1),
  account text not null references ledger_accounts (code),
  amount_pence bigint not null check (amount_pence <> 0),
  primary key (entry_id, line_no)
);
create index ledger_lines_account on ledger_lines (account) include (amount_pence);

create function ledger_entry_balances() returns trigger language plpgsql as $$
declare
  the_entry bigint := case when tg_table_name = 'ledger_entries' then (to_jsonb(new) ->> 'id')::bigint
                           else (to_jsonb(new) ->> 'entry_id')::bigint end;
  n integer;
  s bigint;
begin
  select count(*), coalesce(sum(amount_pence), 0) into n, s from ledger_lines where entry_id = the_entry;
  if n < 2 or s <> 0 then
    raise exception 'ledger entry %: % lines that sum to %', the_entry, n, s using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger ledger_entries_balance after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_entry_balances();
create constraint trigger ledger_lines_balance after insert on ledger_lines
  deferrable initially deferred for each row execute function ledger_entry_balances();
create trigger ledger_entries_grow before update or delete or truncate on ledger_entries
  for each statement execute function append_only();
create trigger ledger_lines_grow before update or delete or truncate on ledger_lines
  for each statement execute function append_only();
