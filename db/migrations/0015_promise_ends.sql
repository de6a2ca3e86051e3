-- How a monthly promise pauses, changes and ends, from whichever side: what Stripe says of it, and what was asked here.

-- `next_at`: the end of the running month, when the next payment is due. `paused_until`: null while paused until somebody
-- says otherwise. `end_reason`: who or what ended it at Stripe; `replaced`: it was never paid, and another took its place.
alter table recurring_donations
  add column next_at timestamptz,
  add column paused_until timestamptz,
  add column end_reason text check (end_reason in ('asked', 'unpaid', 'disputed', 'replaced', 'other')),
  add constraint recurring_donations_ended_for_a_reason check (end_reason is null or state = 'cancelled');
alter table memberships
  add column next_at timestamptz,
  add column paused_until timestamptz,
  add column end_reason text check (end_reason in ('asked', 'unpaid', 'disputed', 'replaced', 'other')),
  add constraint memberships_ended_for_a_reason check (end_reason is null or state = 'cancelled');

-- `missed_at` is the day of the invoice, whichever news of it came first. `failure_code` is Stripe's, for the words that
-- the payer and the officer both read. `on_its_way`: a bank is collecting it once more.
alter table missed_instalments
  add column mirrored_at timestamptz not null,
  add column method text not null check (method in ('card', 'direct debit', 'other')),
  add column failure_code text,
  add column on_its_way boolean not null default false;

-- What changed about a promise. One asked for here is committed before Stripe is called, and its id is the idempotency
-- key; it is done once Stripe says so. One made at Stripe (`stripe`: the payer on Stripe's page, or an officer in the
-- dashboard) gets its row when it is seen. The amounts a promise once had are here: an older invoice may still be paid.
create table promise_changes (
  id uuid primary key default gen_random_uuid(),
  recurring_donation_id uuid references recurring_donations (id),
  membership_id uuid references memberships (id),
  kind text not null check (kind in ('end', 'end_later', 'keep', 'pause', 'resume', 'amount')),
  origin text not null check (origin in ('payer', 'office', 'stripe')),
  amount_pence bigint check (amount_pence > 0),
  before_pence bigint check (before_pence > 0),
  until_at timestamptz,
  asked_at timestamptz not null,
  done_at timestamptz,
  check (num_nonnulls(recurring_donation_id, membership_id) = 1),
  check ((kind = 'amount') = (amount_pence is not null)),
  check ((kind = 'amount') = (before_pence is not null)),
  check (kind = 'pause' or until_at is null)
);
create index promise_changes_recurring on promise_changes (recurring_donation_id);
create index promise_changes_membership on promise_changes (membership_id);

create trigger promise_changes_keep_facts before update on promise_changes
  for each row execute function keep_facts('recurring_donation_id', 'membership_id', 'kind', 'origin', 'amount_pence',
                                           'before_pence', 'until_at', 'asked_at');
create trigger promise_changes_keep_once_known before update on promise_changes
  for each row execute function keep_once_known('done_at');
create trigger missed_instalments_keep_their_sum before update on missed_instalments
  for each row execute function keep_facts('amount_pence', 'currency', 'missed_at');
