-- Where each thing that has a state may go from there. Same state again is a quiet no-op; what is not listed is refused,
-- whoever asks: late, early and repeated news can then not undo what happened since (reliability.md, section 3).
create table state_moves (
  subject text not null,
  f text not null,
  t text not null,
  primary key (subject, f, t),
  check (f <> t)
);

create function keep_to_moves() returns trigger language plpgsql as $$
begin
  if new.state <> old.state
     and not exists (select 1 from state_moves where subject = tg_argv[0] and f = old.state and t = new.state) then
    raise exception '% cannot go from % to %', tg_argv[0], old.state, new.state using errcode = '23514';
  end if;
  return new;
end $$;

insert into state_moves select 'order', f, t from order_transitions;
create or replace function orders_keep_their_word() returns trigger language plpgsql as $$
begin
  if (new.total_pence, new.postage_pence, new.donation_pence, new.currency, new.public_ref)
     is distinct from (old.total_pence, old.postage_pence, old.donation_pence, old.currency, old.public_ref) then
    raise exception 'the sum of an order does not change once it was shown' using errcode = '23514';
  end if;
  return new;
end $$;
drop table order_transitions;

insert into state_moves values
  -- prepared → paid: Stripe's page was opened, paid, and its id never reached us; failed → paid: the bank's next try
  ('checkout', 'prepared', 'open'), ('checkout', 'prepared', 'processing'), ('checkout', 'prepared', 'paid'),
  ('checkout', 'prepared', 'expired'), ('checkout', 'prepared', 'failed'),
  ('checkout', 'open', 'processing'), ('checkout', 'open', 'paid'), ('checkout', 'open', 'expired'),
  ('checkout', 'open', 'failed'), ('checkout', 'processing', 'paid'), ('checkout', 'processing', 'failed'),
  ('checkout', 'failed', 'paid'),
  -- a dispute may be opened again after it was won, and an appeal may turn a lost one
  ('payment', 'succeeded', 'disputed'), ('payment', 'disputed', 'won'), ('payment', 'disputed', 'lost'),
  ('payment', 'disputed', 'succeeded'), ('payment', 'succeeded', 'won'), ('payment', 'succeeded', 'lost'),
  ('payment', 'won', 'disputed'), ('payment', 'won', 'lost'), ('payment', 'lost', 'won'), ('payment', 'lost', 'disputed'),
  ('refund', 'requested', 'pending'), ('refund', 'requested', 'succeeded'), ('refund', 'requested', 'failed'),
  ('refund', 'requested', 'cancelled'), ('refund', 'pending', 'succeeded'), ('refund', 'pending', 'failed'),
  ('refund', 'pending', 'cancelled'), ('refund', 'succeeded', 'failed'),
  ('regulated donation', 'received', 'checking'), ('regulated donation', 'checking', 'received'),
  ('regulated donation', 'received', 'accepted'), ('regulated donation', 'received', 'returned'),
  ('regulated donation', 'received', 'forfeited'), ('regulated donation', 'checking', 'accepted'),
  ('regulated donation', 'checking', 'returned'), ('regulated donation', 'checking', 'forfeited'),
  ('recurring donation', 'incomplete', 'active'), ('recurring donation', 'incomplete', 'past_due'),
  ('recurring donation', 'incomplete', 'paused'), ('recurring donation', 'incomplete', 'cancelled'),
  ('recurring donation', 'active', 'past_due'), ('recurring donation', 'active', 'paused'),
  ('recurring donation', 'active', 'cancelled'), ('recurring donation', 'past_due', 'active'),
  ('recurring donation', 'past_due', 'paused'), ('recurring donation', 'past_due', 'cancelled'),
  ('recurring donation', 'paused', 'active'), ('recurring donation', 'paused', 'past_due'),
  ('recurring donation', 'paused', 'cancelled'),
  ('membership', 'incomplete', 'active'), ('membership', 'incomplete', 'past_due'), ('membership', 'incomplete', 'paused'),
  ('membership', 'incomplete', 'cancelled'), ('membership', 'incomplete', 'duplicate'),
  ('membership', 'active', 'past_due'), ('membership', 'active', 'paused'), ('membership', 'active', 'cancelled'),
  ('membership', 'past_due', 'active'), ('membership', 'past_due', 'paused'), ('membership', 'past_due', 'cancelled'),
  ('membership', 'paused', 'active'), ('membership', 'paused', 'past_due'), ('membership', 'paused', 'cancelled'),
  ('application', 'started', 'waiting'), ('application', 'started', 'withdrawn'), ('application', 'waiting', 'accepted'),
  ('application', 'waiting', 'declined'), ('application', 'waiting', 'withdrawn'),
  -- parked → done: a person put right what did not fit, or Stripe did
  ('event', 'received', 'done'), ('event', 'received', 'ignored'), ('event', 'received', 'parked'),
  ('event', 'parked', 'done'), ('event', 'parked', 'ignored'),
  ('letter', 'queued', 'sending'), ('letter', 'queued', 'dead'), ('letter', 'sending', 'sent'),
  ('letter', 'sending', 'failed'), ('letter', 'sending', 'dead'), ('letter', 'failed', 'sending'),
  ('letter', 'failed', 'dead');

create trigger orders_keep_to_moves before update of state on orders
  for each row execute function keep_to_moves('order');
create trigger checkouts_keep_to_moves before update of state on checkouts
  for each row execute function keep_to_moves('checkout');
create trigger payments_keep_to_moves before update of state on payments
  for each row execute function keep_to_moves('payment');
create trigger refunds_keep_to_moves before update of state on refunds
  for each row execute function keep_to_moves('refund');
create trigger regulated_donations_keep_to_moves before update of state on regulated_donations
  for each row execute function keep_to_moves('regulated donation');
create trigger recurring_donations_keep_to_moves before update of state on recurring_donations
  for each row execute function keep_to_moves('recurring donation');
create trigger memberships_keep_to_moves before update of state on memberships
  for each row execute function keep_to_moves('membership');
create trigger applications_keep_to_moves before update of state on applications
  for each row execute function keep_to_moves('application');
create trigger stripe_events_keep_to_moves before update of state on stripe_events
  for each row execute function keep_to_moves('event');
create trigger outbox_keep_to_moves before update of state on outbox
  for each row execute function keep_to_moves('letter');
