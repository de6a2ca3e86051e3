-- Asking to pay, what came of it, and what it was for.

-- Our row for one asking-to-pay; becomes a Checkout Session. Committed before Stripe is called.
create table checkouts (
  id uuid primary key default gen_random_uuid(),
  order_id uuid references orders (id),
  donation_offer_id uuid references donation_offers (id),
  recurring_donation_id uuid references recurring_donations (id),
  application_id uuid references applications (id),
  attempt_no integer not null default 1 check (attempt_no >= 1),
  total_pence bigint not null check (total_pence >= 30), -- the least Stripe charges in pounds sterling
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  idempotency_key text not null unique,
  session_id text unique,
  session_url text,
  state text not null default 'prepared' check (state in ('prepared', 'open', 'processing', 'paid', 'expired', 'failed')),
  livemode boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  check (num_nonnulls(order_id, donation_offer_id, recurring_donation_id, application_id) = 1),
  check (state in ('prepared', 'expired', 'failed') or session_id is not null)
);
-- one asking at a time for each order
create unique index checkouts_one_live_per_order on checkouts (order_id) where state in ('prepared', 'open', 'processing');
create index checkouts_donation_offer on checkouts (donation_offer_id);
create index checkouts_recurring_donation on checkouts (recurring_donation_id);
create index checkouts_application on checkouts (application_id);
create index checkouts_unfinished on checkouts (expires_at) where state in ('prepared', 'open', 'processing');

create function checkouts_keep_their_sum() returns trigger language plpgsql as $$
begin
  if (new.total_pence, new.currency, new.idempotency_key, new.expires_at, new.order_id, new.donation_offer_id, new.recurring_donation_id, new.application_id)
     is distinct from
     (old.total_pence, old.currency, old.idempotency_key, old.expires_at, old.order_id, old.donation_offer_id, old.recurring_donation_id, old.application_id) then
    raise exception 'a checkout keeps its sum, its key and its purpose' using errcode = '23514';
  end if;
  if old.session_id is not null and new.session_id is distinct from old.session_id then
    raise exception 'a checkout keeps its Checkout Session' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger checkouts_keep_their_sum before update on checkouts for each row execute function checkouts_keep_their_sum();

-- Money that came. The unique payment intent is what makes settling safe to repeat.
create table payments (
  id uuid primary key default gen_random_uuid(),
  method text not null check (method in ('stripe', 'cash', 'cheque', 'bank transfer')),
  payment_intent_id text unique,
  charge_id text unique,
  invoice_id text unique,
  checkout_id uuid references checkouts (id), -- null for renewals and for money the treasurer books
  order_id uuid references orders (id),
  person_id uuid not null references people (id), -- every source is named
  amount_pence bigint not null check (amount_pence > 0),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  role text not null check (role in ('settles', 'duplicate', 'late')),
  state text not null check (state in ('succeeded', 'disputed', 'won', 'lost')),
  fee_pence bigint check (fee_pence >= 0), -- null until Stripe's balance transaction is known
  balance_transaction_id text unique,
  received_at timestamptz not null, -- when Stripe says it was charged: the day the law counts from
  created_at timestamptz not null default now(),
  check ((method = 'stripe') = (payment_intent_id is not null)),
  check ((fee_pence is null) = (balance_transaction_id is null))
);
create unique index payments_settle_an_order_once on payments (order_id) where role = 'settles';
create index payments_person on payments (person_id, received_at);
create index payments_checkout on payments (checkout_id);
create index payments_without_fee on payments (received_at) where fee_pence is null and method = 'stripe';

create function payments_keep_their_sum() returns trigger language plpgsql as $$
begin
  if (new.amount_pence, new.currency, new.method, new.payment_intent_id, new.invoice_id, new.received_at)
     is distinct from (old.amount_pence, old.currency, old.method, old.payment_intent_id, old.invoice_id, old.received_at) then
    raise exception 'what came does not change' using errcode = '23514';
  end if;
  if old.fee_pence is not null and new.fee_pence is distinct from old.fee_pence then
    raise exception 'a fee is recorded once' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger payments_keep_their_sum before update on payments for each row execute function payments_keep_their_sum();

-- What a payment was for: goods, postage, dues and donations separate cleanly in the books and in reports.
create table payment_parts (
  payment_id uuid not null references payments (id),
  kind text not null check (kind in ('purchase', 'postage', 'dues', 'donation', 'owed_back')),
  amount_pence bigint not null check (amount_pence > 0),
  primary key (payment_id, kind)
);
create function payment_parts_add_up() returns trigger language plpgsql as $$
declare
  the_payment uuid := case when tg_table_name = 'payments' then (to_jsonb(new) ->> 'id')::uuid
                           else (to_jsonb(coalesce(new, old)) ->> 'payment_id')::uuid end;
  amount bigint;
  parts bigint;
begin
  select amount_pence into amount from payments where id = the_payment;
  if not found then return null; end if;
  select coalesce(sum(amount_pence), 0) into parts from payment_parts where payment_id = the_payment;
  if parts <> amount then
    raise exception 'payment %: its parts do not add up', the_payment using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger payment_parts_add_up after insert or update or delete on payment_parts
  deferrable initially deferred for each row execute function payment_parts_add_up();
create constraint trigger payments_have_parts after insert on payments
  deferrable initially deferred for each row execute function payment_parts_add_up();

-- Money given once, or one instalment of a recurring donation. Its source is always named.
create table donations (
  id uuid primary key default gen_random_uuid(),
  public_ref text not null unique,
  payment_id uuid not null unique references payments (id),
  person_id uuid not null references people (id),
  amount_pence bigint not null check (amount_pence > 0),
  donation_offer_id uuid unique references donation_offers (id),
  recurring_donation_id uuid references recurring_donations (id),
  order_id uuid unique references orders (id), -- given with an order
  appeal_id uuid references appeals (id),
  received_at timestamptz not null,
  check (num_nonnulls(donation_offer_id, recurring_donation_id, order_id) <= 1)
);
create index donations_recurring on donations (recurring_donation_id, received_at);
create index donations_person on donations (person_id, received_at);

-- One membership payment and the time it buys.
create table dues (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null unique references payments (id),
  membership_id uuid references memberships (id),
  person_id uuid not null references people (id),
  amount_pence bigint not null check (amount_pence > 0),
  term daterange not null check (not isempty(term) and not lower_inf(term) and not upper_inf(term)),
  invoice_id text unique,
  void boolean not null default false,
  received_at timestamptz not null,
  exclude using gist (person_id with =, term with &&) where (not void)
);
create index dues_membership on dues (membership_id);

-- A payment over the floor of its day (£500) that passes or fails the checks of the law, with its clock.
create table regulated_donations (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null unique references payments (id),
  person_id uuid not null references people (id),
  state text not null default 'received' check (state in ('received', 'checking', 'accepted', 'returned', 'forfeited')),
  regulated_value_pence bigint not null check (regulated_value_pence > 0),
  received_on date not null,
  deadline_on date not null check (deadline_on > received_on),
  register_name text,
  register_address text,
  declared_own_money_at timestamptz,
  is_overseas_elector boolean,
  decided_by uuid references people (id),
  decided_at timestamptz,
  decision_reason text,
  -- nothing is accepted by a clock: a decision has a person and a reason
  check ((state in ('accepted', 'returned', 'forfeited'))
         = (decided_by is not null and decided_at is not null and decision_reason is not null))
);
create index regulated_donations_open on regulated_donations (deadline_on) where state in ('received', 'checking');

-- Money going back. Our row is committed before Stripe is asked; one made in Stripe's dashboard gets its row on arrival.
create table refunds (
  id uuid primary key default gen_random_uuid(),
  payment_id uuid not null references payments (id),
  request_key text not null unique,
  stripe_refund_id text unique,
  amount_pence bigint not null check (amount_pence > 0),
  state text not null check (state in ('requested', 'pending', 'succeeded', 'failed', 'cancelled')),
  reason text not null,
  asked_by uuid references people (id), -- null: made in Stripe's dashboard
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
create index refunds_payment on refunds (payment_id);

create function refunds_stay_within_the_payment() returns trigger language plpgsql as $$
declare
  paid bigint;
  back bigint;
begin
  -- the lock makes refunds of one payment wait for each other
  select amount_pence into paid from payments where id = new.payment_id for update;
  select coalesce(sum(amount_pence), 0) into back from refunds
    where payment_id = new.payment_id and state in ('requested', 'pending', 'succeeded') and id <> new.id;
  if new.state in ('requested', 'pending', 'succeeded') and back + new.amount_pence > paid then
    raise exception 'more would go back than came in' using errcode = '23514';
  end if;
  if tg_op = 'UPDATE' and (new.amount_pence, new.payment_id) is distinct from (old.amount_pence, old.payment_id) then
    raise exception 'a refund keeps its sum and its payment' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger refunds_stay_within_the_payment before insert or update on refunds
  for each row execute function refunds_stay_within_the_payment();

-- Stripe's news, stored before anything else is done with it.
create table stripe_events (
  id text primary key,
  type text not null,
  api_version text,
  livemode boolean not null,
  created timestamptz not null,
  object_id text,
  object_kind text,
  received_at timestamptz not null default now(),
  state text not null default 'received' check (state in ('received', 'done', 'ignored', 'parked')),
  reason text,
  done_at timestamptz
);
create index stripe_events_open on stripe_events (received_at) where state in ('received', 'parked');
