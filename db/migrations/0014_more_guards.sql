-- What a row may be when it is made, what of it stays, and that rows which tell of the same money say the same of it.

-- A state is reached by moves (0010), so a row is made in its first one: nothing is born paid, accepted or sent.
create function must_begin_as() returns trigger language plpgsql as $$
begin
  if new.state <> all (tg_argv) then
    raise exception 'a row of % is not made as %', tg_table_name, new.state using errcode = '23514';
  end if;
  return new;
end $$;
create trigger orders_begin before insert on orders
  for each row execute function must_begin_as('awaiting_payment');
create trigger reservations_begin before insert on reservations
  for each row execute function must_begin_as('held');
create trigger checkouts_begin before insert on checkouts
  for each row execute function must_begin_as('prepared');
create trigger payments_begin before insert on payments
  for each row execute function must_begin_as('succeeded');
create trigger regulated_donations_begin before insert on regulated_donations
  for each row execute function must_begin_as('received');
create trigger recurring_donations_begin before insert on recurring_donations
  for each row execute function must_begin_as('incomplete');
create trigger memberships_begin before insert on memberships
  for each row execute function must_begin_as('incomplete');
create trigger applications_begin before insert on applications
  for each row execute function must_begin_as('started');
create trigger stripe_events_begin before insert on stripe_events
  for each row execute function must_begin_as('received');
create trigger outbox_begin before insert on outbox
  for each row execute function must_begin_as('queued');

-- Copies of an order are held, then sold or given back; given back, they may be sold again to a late payer.
insert into state_moves values
  ('reservation', 'held', 'sold'), ('reservation', 'held', 'released'), ('reservation', 'released', 'sold');
create trigger reservations_keep_to_moves before update of state on reservations
  for each row execute function keep_to_moves('reservation');

-- The columns named stay as they were written.
create function keep_facts() returns trigger language plpgsql as $$
declare
  fact text;
begin
  foreach fact in array tg_argv loop
    if to_jsonb(new) -> fact is distinct from to_jsonb(old) -> fact then
      raise exception '%.% does not change', tg_table_name, fact using errcode = '23514';
    end if;
  end loop;
  return new;
end $$;
-- The columns named may wait to be known; once they are, they stay.
create function keep_once_known() returns trigger language plpgsql as $$
declare
  fact text;
begin
  foreach fact in array tg_argv loop
    if to_jsonb(old) ->> fact is not null and to_jsonb(new) -> fact is distinct from to_jsonb(old) -> fact then
      raise exception '%.% is written once', tg_table_name, fact using errcode = '23514';
    end if;
  end loop;
  return new;
end $$;

create trigger orders_keep_facts before update on orders
  for each row execute function keep_facts('from_text_id', 'created_at', 'expires_at');
create trigger orders_keep_once_known before update on orders
  for each row execute function keep_once_known('person_id', 'paid_at');
create trigger reservations_keep_facts before update on reservations
  for each row execute function keep_facts('order_id', 'pamphlet_id', 'quantity');
create trigger donation_offers_keep_facts before update on donation_offers
  for each row execute function keep_facts('amount_pence', 'currency', 'appeal_id', 'wording', 'declared_own_money_at',
                                           'is_overseas_elector', 'created_at');
create trigger donation_offers_keep_once_known before update on donation_offers
  for each row execute function keep_once_known('person_id');
-- what they give a month is not among these: they may change it
create trigger recurring_donations_keep_facts before update on recurring_donations
  for each row execute function keep_facts('public_ref', 'currency', 'appeal_id', 'wording', 'declared_own_money_at',
                                           'is_overseas_elector', 'created_at');
create trigger recurring_donations_keep_once_known before update on recurring_donations
  for each row execute function keep_once_known('person_id', 'stripe_subscription_id', 'stripe_customer_id');
create trigger applications_keep_facts before update on applications
  for each row execute function keep_facts('public_ref', 'person_id', 'rate_id', 'dues_pence', 'currency',
                                           'agreed_wording', 'agreed_at', 'created_at');
create trigger applications_keep_once_known before update on applications
  for each row execute function keep_once_known('submitted_at', 'decided_at', 'decided_by');
create trigger memberships_keep_facts before update on memberships
  for each row execute function keep_facts('person_id', 'application_id', 'stripe_subscription_id',
                                           'stripe_customer_id', 'created_at');
create trigger checkouts_keep_facts before update on checkouts
  for each row execute function keep_facts('attempt_no', 'livemode', 'created_at');
create trigger payments_keep_facts before update on payments
  for each row execute function keep_facts('charge_id', 'checkout_id', 'order_id', 'person_id', 'role', 'created_at');
create trigger regulated_donations_keep_facts before update on regulated_donations
  for each row execute function keep_facts('payment_id', 'person_id', 'regulated_value_pence', 'received_on', 'deadline_on');
create trigger regulated_donations_keep_once_known before update on regulated_donations
  for each row execute function keep_once_known('declared_own_money_at', 'is_overseas_elector', 'decided_by',
                                                'decided_at', 'decision_reason');
create function regulated_donations_stay_as_decided() returns trigger language plpgsql as $$
begin
  if old.decided_at is not null
     and (new.register_name, new.register_address) is distinct from (old.register_name, old.register_address) then
    raise exception 'what was decided on stays as it was' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger regulated_donations_stay_as_decided before update on regulated_donations
  for each row execute function regulated_donations_stay_as_decided();
create trigger refunds_keep_facts before update on refunds
  for each row execute function keep_facts('request_key', 'origin', 'reason', 'asked_by', 'created_at');
create trigger refunds_keep_once_known before update on refunds
  for each row execute function keep_once_known('stripe_refund_id');
create trigger stripe_events_keep_facts before update on stripe_events
  for each row execute function keep_facts('id', 'type', 'api_version', 'livemode', 'created', 'object_id', 'object_kind',
                                           'received_at');
create trigger outbox_keep_facts before update on outbox
  for each row execute function keep_facts('dedupe_key', 'letter', 'ref_id', 'created_at');
create trigger outbox_keep_once_known before update on outbox
  for each row execute function keep_once_known('sent_at');
create trigger consents_keep_facts before update on consents
  for each row execute function keep_facts('person_id', 'channel', 'wording', 'source', 'given_at');
create trigger consents_keep_once_known before update on consents
  for each row execute function keep_once_known('withdrawn_at');
create trigger payouts_keep_facts before update on payouts
  for each row execute function keep_facts('automatic', 'created_at');
create trigger payouts_keep_once_known before update on payouts
  for each row execute function keep_once_known('named_at');
create trigger balance_movements_keep_facts before update on balance_movements
  for each row execute function keep_facts('reporting_category', 'source_kind', 'currency');
create trigger missed_instalments_keep_facts before update on missed_instalments
  for each row execute function keep_facts('invoice_id', 'recurring_donation_id', 'membership_id');
create trigger reconcile_runs_keep_facts before update on reconcile_runs
  for each row execute function keep_facts('started_at', 'since');
create trigger reconcile_runs_keep_once_known before update on reconcile_runs
  for each row execute function keep_once_known('finished_at', 'stripe_pence', 'ledger_pence', 'unexplained_pence');

-- A published edition stays as it is (0003), and a draft can be thrown away: the first form of this let no row go.
create or replace function editions_stay_as_published() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then
    raise exception 'a published edition does not change: make a new one' using errcode = '23514';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

-- The days that dues buy move only when money that had gone comes back to find them taken, and are then as many.
create trigger dues_keep_facts before update on dues
  for each row execute function keep_facts('payment_id', 'person_id', 'amount_pence', 'invoice_id', 'received_at');
create trigger dues_keep_once_known before update on dues
  for each row execute function keep_once_known('membership_id');
create function dues_keep_their_days() returns trigger language plpgsql as $$
begin
  if new.term <> old.term
     and (not old.void or upper(new.term) - lower(new.term) <> upper(old.term) - lower(old.term)) then
    raise exception 'dues keep the days they bought' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger dues_keep_their_days before update on dues for each row execute function dues_keep_their_days();

-- What was printed and what was sold of it; a part of a payment is a fact as well.
create trigger order_lines_grow before update or delete or truncate on order_lines
  for each statement execute function append_only();
create trigger payment_parts_grow before update or delete or truncate on payment_parts
  for each statement execute function append_only();
alter table stock_moves
  add foreign key (order_id) references orders (id),
  add constraint stock_moves_go_the_way_they_say check (case reason
    when 'printed' then quantity > 0 when 'returned' then quantity > 0
    when 'sold' then quantity < 0 when 'damaged' then quantity < 0 else true end),
  add constraint stock_moves_are_sold_to_an_order check (reason <> 'sold' or order_id is not null);

-- Copies are held, and sold, of what an order is for, and as many.
alter table order_lines add constraint order_lines_with_quantity unique (order_id, pamphlet_id, quantity);
alter table reservations add constraint reservations_are_of_a_line
  foreign key (order_id, pamphlet_id, quantity) references order_lines (order_id, pamphlet_id, quantity);
alter table stock_moves add constraint stock_moves_are_of_a_line
  foreign key (order_id, pamphlet_id) references order_lines (order_id, pamphlet_id);

alter table orders add constraint orders_are_paid_at_a_time
  check ((state in ('paid', 'packed', 'dispatched', 'returned')) = (paid_at is not null));
alter table stripe_events
  add constraint stripe_events_are_done_at_a_time check ((state = 'received') = (done_at is null)),
  add constraint stripe_events_say_why_not check (state not in ('ignored', 'parked') or reason is not null);
-- uk-rules.md 1.8: whose register entry it was is known before it is accepted
alter table regulated_donations add constraint regulated_donations_are_accepted_from_someone
  check (state <> 'accepted' or (coalesce(register_name, '') <> '' and coalesce(register_address, '') <> ''));
alter table refunds add constraint refunds_of_an_officer_name_one
  check ((origin = 'officer') = (asked_by is not null));

-- One payment and what it bought have one person.
alter table payments add constraint payments_with_person unique (id, person_id);
alter table applications add constraint applications_with_person unique (id, person_id);
alter table memberships add constraint memberships_with_person unique (id, person_id);
alter table donations add constraint donations_are_their_payers
  foreign key (payment_id, person_id) references payments (id, person_id);
alter table payments add constraint payments_with_invoice unique (id, invoice_id);
alter table dues
  add constraint dues_are_of_their_invoice foreign key (payment_id, invoice_id) references payments (id, invoice_id),
  add constraint dues_are_their_payers foreign key (payment_id, person_id) references payments (id, person_id),
  add constraint dues_are_their_members foreign key (membership_id, person_id) references memberships (id, person_id);
alter table regulated_donations add constraint regulated_donations_are_their_payers
  foreign key (payment_id, person_id) references payments (id, person_id);
alter table memberships add constraint memberships_are_their_applicants
  foreign key (application_id, person_id) references applications (id, person_id);

-- Asked for is what was promised, and what came by an asking is what was asked for (reliability.md, P5).
create function checkouts_ask_what_was_promised() returns trigger language plpgsql as $$
begin
  if new.total_pence <> coalesce(
    (select total_pence from orders where id = new.order_id),
    (select amount_pence from donation_offers where id = new.donation_offer_id),
    (select amount_pence from recurring_donations where id = new.recurring_donation_id),
    (select dues_pence from applications where id = new.application_id)) then
    raise exception 'a checkout asks for another sum than was promised' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger checkouts_ask_what_was_promised before insert on checkouts
  for each row execute function checkouts_ask_what_was_promised();

create function payments_are_what_was_asked() returns trigger language plpgsql as $$
begin
  if exists (select 1 from checkouts c where c.id = new.checkout_id
             and (c.total_pence <> new.amount_pence or c.order_id is distinct from new.order_id))
     or exists (select 1 from orders o where o.id = new.order_id and o.total_pence <> new.amount_pence) then
    raise exception 'another sum came than was asked for, or for something else' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger payments_are_what_was_asked before insert on payments
  for each row execute function payments_are_what_was_asked();

-- A paid order has the payment that settled it, and that payment has its order: at commit, both or neither.
create function orders_are_paid_by_a_payment() returns trigger language plpgsql as $$
declare
  the_order uuid := case when tg_table_name = 'orders' then (to_jsonb(new) ->> 'id')::uuid
                         else (to_jsonb(new) ->> 'order_id')::uuid end;
begin
  if (select state in ('paid', 'packed', 'dispatched', 'returned') from orders where id = the_order)
     <> exists (select 1 from payments where order_id = the_order and role = 'settles') then
    raise exception 'an order is paid by one payment that settles it' using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger orders_are_paid_by_a_payment after update of state on orders
  deferrable initially deferred for each row execute function orders_are_paid_by_a_payment();
create constraint trigger payments_pay_their_order after insert on payments
  deferrable initially deferred for each row execute function orders_are_paid_by_a_payment();

-- What does not settle is owed back, whole; what settles owes nothing.
create function payments_owe_back_what_does_not_settle() returns trigger language plpgsql as $$
begin
  if (new.kind = 'owed_back') = (select role = 'settles' from payments where id = new.payment_id) then
    raise exception 'money is owed back where it settles nothing, and only there' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger payments_owe_back_what_does_not_settle before insert on payment_parts
  for each row execute function payments_owe_back_what_does_not_settle();

-- A donation, or dues, is the part of its payment that was given for it, and for what was asked.
create function gifts_are_their_part() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from payment_parts x where x.payment_id = new.payment_id and x.kind = tg_argv[0]
                 and x.amount_pence = new.amount_pence) then
    raise exception 'a row of % is not the part of its payment', tg_table_name using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger donations_are_their_part after insert on donations
  deferrable initially deferred for each row execute function gifts_are_their_part('donation');
create constraint trigger dues_are_their_part after insert on dues
  deferrable initially deferred for each row execute function gifts_are_their_part('dues');
create function donations_are_for_what_was_asked() returns trigger language plpgsql as $$
begin
  if exists (select 1 from payments p left join checkouts c on c.id = p.checkout_id
             where p.id = new.payment_id
               and (p.order_id is distinct from new.order_id
                    or (c.id is not null and (c.donation_offer_id, c.recurring_donation_id)
                        is distinct from (new.donation_offer_id, new.recurring_donation_id)))) then
    raise exception 'a donation is for what its payment was asked for' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger donations_are_for_what_was_asked before insert on donations
  for each row execute function donations_are_for_what_was_asked();
create function regulated_donations_weigh_the_whole() returns trigger language plpgsql as $$
begin
  if new.regulated_value_pence <> (select coalesce(sum(amount_pence), 0) from payment_parts
                                   where payment_id = new.payment_id and kind in ('donation', 'dues')) then
    raise exception 'the law weighs all that was given in one payment' using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger regulated_donations_weigh_the_whole after insert on regulated_donations
  deferrable initially deferred for each row execute function regulated_donations_weigh_the_whole();

-- A refund of ours is asked for before it is sent, and what Stripe has sent has Stripe's name.
create function refunds_are_known_to_stripe() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' and new.origin <> 'stripe' and new.state <> 'requested' then
    raise exception 'a refund of ours is written down before it is sent' using errcode = '23514';
  end if;
  if new.state in ('pending', 'succeeded') and new.stripe_refund_id is null
     and exists (select 1 from payments where id = new.payment_id and method = 'stripe') then
    raise exception 'what Stripe sends back has Stripe’s name' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger refunds_are_known_to_stripe before insert or update on refunds
  for each row execute function refunds_are_known_to_stripe();

-- An entry is whole when it is made: nobody adds lines to it afterwards, not even lines that balance.
create function ledger_entries_are_recorded_now() returns trigger language plpgsql as $$
begin
  new.recorded_at := now();
  return new;
end $$;
create trigger ledger_entries_are_recorded_now before insert on ledger_entries
  for each row execute function ledger_entries_are_recorded_now();
create function ledger_lines_come_with_their_entry() returns trigger language plpgsql as $$
begin
  if exists (select 1 from ledger_entries where id = new.entry_id and recorded_at <> now()) then
    raise exception 'a ledger entry takes no lines after it was made' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger ledger_lines_come_with_their_entry before insert on ledger_lines
  for each row execute function ledger_lines_come_with_their_entry();
