-- What moves Stripe's balance, so that the books agree with it to the penny: payouts, disputes, refunds of ours, and the
-- mirror of Stripe's own list of movements that they are all held against.

-- A transfer from Stripe to the bank. `named_at`: when every movement it is made of was known here.
create table payouts (
  id uuid primary key default gen_random_uuid(),
  stripe_payout_id text not null unique,
  amount_pence bigint not null check (amount_pence <> 0), -- negative: Stripe takes a negative balance from the bank
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  state text not null check (state in ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
  automatic boolean not null,
  arrives_on date not null,
  created_at timestamptz not null,
  named_at timestamptz
);

-- One line of Stripe's own account of us (a balance transaction). Only grows; its payout is noted once.
create table balance_movements (
  id text primary key,
  type text not null,
  reporting_category text not null,
  source_id text,
  source_kind text,
  amount_pence bigint not null,
  fee_pence bigint not null,
  net_pence bigint not null check (net_pence = amount_pence - fee_pence),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  created_at timestamptz not null,
  payout_id uuid references payouts (id),
  seen_at timestamptz not null default now()
);
create index balance_movements_payout on balance_movements (payout_id);
create index balance_movements_created on balance_movements (created_at);

create function movements_stay_as_told() returns trigger language plpgsql as $$
begin
  if (new.id, new.type, new.source_id, new.amount_pence, new.fee_pence, new.net_pence, new.created_at)
     is distinct from (old.id, old.type, old.source_id, old.amount_pence, old.fee_pence, old.net_pence, old.created_at)
     or (old.payout_id is not null and new.payout_id is distinct from old.payout_id) then
    raise exception 'what Stripe has booked does not change' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger movements_stay_as_told before update on balance_movements
  for each row execute function movements_stay_as_told();
create trigger movements_are_kept before delete or truncate on balance_movements
  for each statement execute function append_only();

create function payouts_keep_their_sum() returns trigger language plpgsql as $$
begin
  if (new.stripe_payout_id, new.amount_pence, new.currency) is distinct from (old.stripe_payout_id, old.amount_pence, old.currency) then
    raise exception 'a payout keeps its sum' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger payouts_keep_their_sum before update on payouts for each row execute function payouts_keep_their_sum();

-- A payer went to the bank about a payment: the money and a fee leave without our act. An inquiry moves no money.
create table disputes (
  id uuid primary key default gen_random_uuid(),
  stripe_dispute_id text not null unique,
  payment_id uuid not null references payments (id),
  state text not null check (state in ('inquiry', 'open', 'won', 'lost', 'closed')),
  amount_pence bigint not null check (amount_pence > 0),
  fee_pence bigint not null default 0 check (fee_pence >= 0),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  reason text not null,
  opened_at timestamptz not null,
  respond_by timestamptz,
  closed_at timestamptz,
  check ((state in ('won', 'lost', 'closed')) = (closed_at is not null))
);
create index disputes_payment on disputes (payment_id);
create index disputes_open on disputes (respond_by) where state in ('inquiry', 'open');

create function disputes_keep_their_payment() returns trigger language plpgsql as $$
begin
  if (new.payment_id, new.stripe_dispute_id, new.opened_at) is distinct from (old.payment_id, old.stripe_dispute_id, old.opened_at) then
    raise exception 'a dispute keeps its payment' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger disputes_keep_their_payment before update on disputes
  for each row execute function disputes_keep_their_payment();

insert into state_moves values
  ('payout', 'pending', 'in_transit'), ('payout', 'pending', 'paid'), ('payout', 'pending', 'failed'),
  ('payout', 'pending', 'canceled'), ('payout', 'in_transit', 'paid'), ('payout', 'in_transit', 'failed'),
  ('payout', 'in_transit', 'canceled'), ('payout', 'paid', 'failed'),
  ('dispute', 'inquiry', 'open'), ('dispute', 'inquiry', 'won'), ('dispute', 'inquiry', 'lost'),
  ('dispute', 'inquiry', 'closed'), ('dispute', 'open', 'won'), ('dispute', 'open', 'lost'), ('dispute', 'open', 'closed'),
  ('dispute', 'won', 'open'), ('dispute', 'won', 'lost'), ('dispute', 'lost', 'won'), ('dispute', 'lost', 'open'),
  ('dispute', 'closed', 'open');
create trigger payouts_keep_to_moves before update of state on payouts
  for each row execute function keep_to_moves('payout');
create trigger disputes_keep_to_moves before update of state on disputes
  for each row execute function keep_to_moves('dispute');

-- Who wants money to go back. `owed_back`: paid twice or too late, asked by settlement itself; `stripe`: made in Stripe's
-- dashboard; `command`: asked at the house's own keyboard. Only an officer's has a person.
alter table refunds
  add column origin text not null default 'stripe' check (origin in ('officer', 'command', 'owed_back', 'stripe')),
  add column failure text;
alter table refunds alter column origin drop default;
create index refunds_on_their_way on refunds (created_at) where state in ('requested', 'pending');

-- An order, gift or promise that a restored backup had lost and that was made again from what Stripe holds.
alter table orders add column recovered_at timestamptz;
alter table donation_offers add column recovered_at timestamptz;
alter table recurring_donations add column recovered_at timestamptz;
alter table applications add column recovered_at timestamptz;

-- When Stripe was asked for what is mirrored here: an answer to an older question changes nothing.
alter table recurring_donations add column mirrored_at timestamptz;
alter table memberships add column mirrored_at timestamptz;

-- A monthly payment that did not go through, as Stripe has it now. One row for each invoice that ever failed.
create table missed_instalments (
  id uuid primary key default gen_random_uuid(),
  invoice_id text not null unique,
  recurring_donation_id uuid references recurring_donations (id),
  membership_id uuid references memberships (id),
  amount_pence bigint not null check (amount_pence > 0),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  tries integer not null check (tries >= 0),
  needs_action boolean not null, -- the bank wants the payer to confirm (Strong Customer Authentication)
  next_try_at timestamptz,
  state text not null default 'open' check (state in ('open', 'paid', 'given_up')),
  missed_at timestamptz not null,
  check (num_nonnulls(recurring_donation_id, membership_id) = 1)
);
create index missed_instalments_open on missed_instalments (missed_at) where state = 'open';
create index missed_instalments_recurring on missed_instalments (recurring_donation_id);
create index missed_instalments_membership on missed_instalments (membership_id);
insert into state_moves values
  ('missed instalment', 'open', 'paid'), ('missed instalment', 'open', 'given_up'),
  ('missed instalment', 'given_up', 'paid'), ('missed instalment', 'given_up', 'open');
create trigger missed_instalments_keep_to_moves before update of state on missed_instalments
  for each row execute function keep_to_moves('missed instalment');

-- Money at Stripe that no fact of ours explains: another product's on the same account, or something parked for a person.
insert into ledger_accounts values ('suspense', 'At Stripe, and not placed', 'liability');
alter table ledger_entries drop constraint ledger_entries_source_kind_check;
alter table ledger_entries add constraint ledger_entries_source_kind_check
  check (source_kind in ('payment', 'fee', 'refund', 'dispute', 'payout', 'acceptance', 'correction', 'suspense'));
alter table ledger_entries add column movement_id text references balance_movements (id);
alter table ledger_entries add constraint ledger_entries_suspense_names_its_movement
  check ((source_kind = 'suspense') = (movement_id is not null));
create index ledger_entries_movement on ledger_entries (movement_id) where movement_id is not null;

-- What the journal's facts say of one movement, in pence of `stripe_clearing`; without what stands in suspense.
create function posted_for_movement(movement text, kind text, source text) returns bigint language sql stable as $$
  select coalesce(sum(l.amount_pence), 0)::bigint
  from (
    select e.id from payments p join ledger_entries e on e.source_kind = 'payment' and e.source_id = p.id::text
    where p.balance_transaction_id = movement
    union all
    select e.id from ledger_entries e where e.source_kind in ('fee', 'dispute', 'payout') and e.source_id = movement
    union all
    select e.id from ledger_entries e where e.source_kind = 'refund' and e.source_id =
      case when kind in ('refund', 'payment_refund') then source
           when kind in ('payment_failure_refund', 'refund_failure') then source || ':came-back' end
  ) entries
  join ledger_lines l on l.entry_id = entries.id and l.account = 'stripe_clearing'
$$;

-- Each movement of Stripe's balance against what the journal says of it.
create view movement_postings as
select m.id as movement_id, m.type, m.source_id, m.net_pence, m.created_at, m.payout_id,
  posted_for_movement(m.id, m.type, m.source_id) as posted_pence,
  coalesce((
    select sum(l.amount_pence) from ledger_entries e
    join ledger_lines l on l.entry_id = e.id and l.account = 'stripe_clearing'
    where e.movement_id = m.id
  ), 0)::bigint as suspense_pence
from balance_movements m;

-- Each walk through Stripe's lists. The start of the last finished one is the mark the next begins from.
create table reconcile_runs (
  id bigint generated always as identity primary key,
  started_at timestamptz not null,
  since timestamptz not null,
  finished_at timestamptz,
  looked_at integer not null default 0 check (looked_at >= 0),
  settled integer not null default 0 check (settled >= 0),
  recovered integer not null default 0 check (recovered >= 0),
  faults integer not null default 0 check (faults >= 0),
  stripe_pence bigint,
  ledger_pence bigint,
  difference_pence bigint,
  unexplained_pence bigint,
  check (difference_pence = stripe_pence - ledger_pence),
  check ((finished_at is null) = (stripe_pence is null)),
  check (num_nonnulls(stripe_pence, ledger_pence, difference_pence, unexplained_pence) in (0, 4))
);
create index reconcile_runs_finished on reconcile_runs (started_at desc) where finished_at is not null;
