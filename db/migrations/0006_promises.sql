-- What people promised: to give once, to give each month, to join. Money that came is in other tables (0007).
create table appeals (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  title text not null,
  purpose text not null,
  target_pence bigint check (target_pence > 0)
);

-- Asked to give once. Becomes a donation when the money arrives.
create table donation_offers (
  id uuid primary key default gen_random_uuid(),
  amount_pence bigint not null check (amount_pence > 0),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  appeal_id uuid references appeals (id),
  person_id uuid references people (id), -- known beforehand only where the law wants more than Stripe asks
  wording text not null,                 -- what the page said when they gave (uk-rules.md 1.16)
  declared_own_money_at timestamptz,
  is_overseas_elector boolean not null default false,
  created_at timestamptz not null default now()
);

-- The promise to give each month. Matched by subscription, never by Stripe's customer.
create table recurring_donations (
  id uuid primary key default gen_random_uuid(),
  public_ref text not null unique,
  amount_pence bigint not null check (amount_pence > 0),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  appeal_id uuid references appeals (id),
  person_id uuid references people (id),
  wording text not null,
  declared_own_money_at timestamptz,
  is_overseas_elector boolean not null default false,
  stripe_subscription_id text unique,
  stripe_customer_id text,
  state text not null default 'incomplete' check (state in ('incomplete', 'active', 'past_due', 'paused', 'cancelled')),
  ends_at timestamptz,
  created_at timestamptz not null default now()
);

create table branches (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  name text not null,
  meets text not null
);
-- Outward codes (the first half of a postcode) that a branch covers. One nobody covers joins all the same.
create table branch_postcodes (
  outward_code text primary key check (outward_code ~ '^[A-Z]{1,2}[0-9][A-Z0-9]?$'),
  branch_id uuid not null references branches (id)
);

create table rates (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique,
  name text not null,
  amount_pence bigint not null check (amount_pence > 0),
  position integer not null,
  current boolean not null default true
);

-- Asked to join; accepted by a person, never by a machine.
create table applications (
  id uuid primary key default gen_random_uuid(),
  public_ref text not null unique,
  person_id uuid not null references people (id),
  branch_id uuid references branches (id),
  rate_id uuid references rates (id), -- null: an amount of their own
  dues_pence bigint not null check (dues_pence > 0),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  trade_union text,
  wants_contact_about_paying boolean not null default false,
  agreed_wording text not null,
  agreed_at timestamptz not null,
  state text not null default 'started' check (state in ('started', 'waiting', 'accepted', 'declined', 'withdrawn')),
  submitted_at timestamptz,
  decided_at timestamptz,
  decided_by uuid references people (id),
  created_at timestamptz not null default now(),
  check ((state in ('accepted', 'declined')) = (decided_at is not null and decided_by is not null)),
  check (state = 'started' or submitted_at is not null)
);
create index applications_waiting on applications (submitted_at) where state = 'waiting';
create index applications_person on applications (person_id);

-- The promise to pay dues: a mirror of one Stripe subscription.
create table memberships (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people (id),
  application_id uuid not null unique references applications (id),
  dues_pence bigint not null check (dues_pence > 0),
  stripe_subscription_id text not null unique,
  stripe_customer_id text not null,
  state text not null check (state in ('incomplete', 'active', 'past_due', 'paused', 'cancelled', 'duplicate')),
  ends_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index memberships_one_live on memberships (person_id) where state in ('active', 'past_due', 'paused');
