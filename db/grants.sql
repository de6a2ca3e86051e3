-- What the site's own role may do: read and add; change only what is meant to change; no DDL; delete next to nothing.
-- Applied after every migration. Append-only tables get neither update nor delete; their triggers refuse them as well.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'pamphleteer_app') then
    create role pamphleteer_app login;
  end if;
end $$;

revoke all on all tables in schema public from pamphleteer_app;
grant usage on schema public to pamphleteer_app;
grant select on all tables in schema public to pamphleteer_app;
grant insert on
  form_keys, people, contacts, consents, stock_moves, orders, order_lines, reservations, delivery_addresses,
  donation_offers, recurring_donations, applications, memberships, checkouts, payments, payment_parts, donations, dues,
  regulated_donations, refunds, stripe_events, ledger_entries, ledger_lines, outbox, questions,
  payouts, balance_movements, disputes, missed_instalments, reconcile_runs, audit_log,
  hardships, ladder_steps_taken, standings, promise_changes,
  texts, editions, paragraphs, known_words, old_addresses, typo_reports, gift_pauses
to pamphleteer_app;
grant update on
  people, contacts, consents, stock, orders, reservations, delivery_addresses, donation_offers, recurring_donations,
  applications, memberships, checkouts, payments, dues, regulated_donations, refunds, stripe_events, outbox, questions,
  payouts, balance_movements, disputes, missed_instalments, reconcile_runs, standings, promise_changes,
  texts, editions, old_addresses, typo_reports, gift_pauses
to pamphleteer_app;
grant update (until_day) on hardships to pamphleteer_app;
grant delete on editions to pamphleteer_app; -- a draft; what is published stays by its trigger
grant delete on old_addresses to pamphleteer_app; -- of a text that moves back there
grant delete on standings to pamphleteer_app; -- worked out from facts: nothing is lost with it
grant insert, update, delete on made_files to pamphleteer_app; -- made from what is published: nothing is lost with it
grant usage on all sequences in schema public to pamphleteer_app;

-- The queue of jobs: its tables guard their rows, so the role is named to them.
grant usage on schema graphile_worker to pamphleteer_app;
grant select, insert, update, delete on all tables in schema graphile_worker to pamphleteer_app;
grant usage on all sequences in schema graphile_worker to pamphleteer_app;
grant execute on all functions in schema graphile_worker to pamphleteer_app;
do $$
declare
  guarded record;
begin
  for guarded in
    select c.relname from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'pamphleteer_app')
  loop
    execute format('create policy pamphleteer_app on graphile_worker.%I to pamphleteer_app using (true) with check (true)',
                   guarded.relname);
  end loop;
end $$;
