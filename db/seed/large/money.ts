/**
 * Books the money in `arrived` (a temporary table made by what it is for), in every table that tells of it: the payment
 * and its parts, Stripe's movement, the journal, what went back, its letter and the news that brought it. Three ids of
 * the journal are used for each row, from `firstEntry` on.
 */
export function bookArrived(firstEntry: number): string[] {
  return [
    `insert into payments (id, method, payment_intent_id, charge_id, invoice_id, checkout_id, order_id, person_id, amount_pence,
       role, state, fee_pence, balance_transaction_id, received_at, created_at)
     select payment_id, 'stripe', 'pi_' || tag, 'ch_' || tag, invoice_id, checkout_id, order_id, person_id, amount, role, 'succeeded',
       fee, 'txn_' || tag, at, at + interval '5 seconds' from arrived`,
    `insert into payment_parts select payment_id, kind, pence from arrived
     cross join lateral (values ('purchase', purchase), ('postage', postage), ('dues', dues), ('donation', donation),
       ('owed_back', case when role = 'settles' then 0 else amount end)) part (kind, pence)
     where pence > 0 and (role = 'settles') = (kind <> 'owed_back')`,
    `insert into balance_movements (id, type, reporting_category, source_id, source_kind, amount_pence, fee_pence, net_pence, created_at,
       payout_id, seen_at)
     select 'txn_' || tag, 'charge', 'charge', 'ch_' || tag, 'charge', amount, fee, amount - fee, at, large.payout(at), at from arrived`,
    `insert into ledger_entries (id, source_kind, source_id, happened_at, recorded_at) overriding system value
     select ${firstEntry} + 3 * i, 'payment', payment_id::text, at, at from arrived
     union all select ${firstEntry} + 3 * i + 1, 'fee', 'txn_' || tag, at, at from arrived
     union all select ${firstEntry} + 3 * i + 2, 'refund', 're_' || tag, back_at, back_at from arrived where back_at is not null`,
    `insert into ledger_lines (entry_id, line_no, account, amount_pence)
     select ${firstEntry} + 3 * i + e, line_no, account, pence from arrived
     cross join lateral (values
       (0, 1, 'stripe_clearing', amount), (0, 2, 'sales_zero_rated', -purchase), (0, 3, 'postage', -postage), (0, 4, 'dues', -dues),
       (0, 5, case when regulated then 'donations_unchecked' else 'donations_accepted' end, -donation), (0, 6, 'owed_back', -amount),
       (1, 1, 'stripe_fees', fee), (1, 2, 'stripe_clearing', -fee),
       (2, 1, case when role = 'settles' then 'refunds_out' else 'owed_back' end, amount), (2, 2, 'stripe_clearing', -amount)
     ) line (e, line_no, account, pence)
     where pence <> 0 and (e < 2 or back_at is not null)
       and (e > 0 or line_no = 1 or (role = 'settles') = (line_no <> 6))`,
    `insert into refunds (id, payment_id, request_key, stripe_refund_id, amount_pence, state, reason, origin, created_at, settled_at)
     select large.id('refund ' || tag, 0), payment_id, case when role = 'settles' then 'asked:' else 'owed-back:' end || payment_id,
       're_' || tag, amount, 'succeeded', case when role = 'settles' then 'sent back by the buyer' else 'paid too late, with no copies left' end,
       case when role = 'settles' then 'command' else 'owed_back' end, back_at, back_at + interval '1 day'
     from arrived where back_at is not null`,
    `insert into balance_movements (id, type, reporting_category, source_id, source_kind, amount_pence, fee_pence, net_pence, created_at,
       payout_id, seen_at)
     select 'txn_re_' || tag, 'refund', 'refund', 're_' || tag, 'refund', -amount, 0, -amount, back_at, large.payout(back_at), back_at
     from arrived where back_at is not null`,
    `insert into regulated_donations (id, payment_id, person_id, regulated_value_pence, received_on, deadline_on)
     select large.id('regulated ' || tag, 0), payment_id, person_id, donation + dues, at::date, at::date + 29 from arrived where regulated`,
    `insert into outbox (id, dedupe_key, letter, ref_id, state, created_at, sent_at)
     select large.id('letter ' || letter || tag, 0), letter || ':' || ref_id, letter, ref_id, 'sent', at, at + interval '1 minute'
     from arrived where letter is not null
     union all select large.id('letter refund ' || tag, 0), l || ':' || large.id('refund ' || tag, 0), l, large.id('refund ' || tag, 0),
       'sent', back_at, back_at + interval '1 minute'
     from arrived cross join (values ('refund-sent')) v (l) where back_at is not null and role = 'settles'`,
    // Stripe sends more than one piece of news for each payment; two are kept, so that the table is the largest, as it is
    `insert into stripe_events (id, type, api_version, livemode, created, object_id, object_kind, received_at, state, done_at)
     select 'evt_' || tag || '_' || e, case when e = 2 then 'charge.updated' when invoice_id is null then 'checkout.session.completed' else 'invoice.paid' end,
       api_version, false, at, case when e = 2 then 'ch_' || tag else coalesce(invoice_id, 'cs_test_' || tag) end,
       case when e = 2 then 'charge' when invoice_id is null then 'checkout.session' else 'invoice' end, at, 'done', at + interval '1 second'
     from arrived cross join generate_series(1, 2) e cross join large.scale`,
  ];
}

/** Entries of the journal that each row of `arrived` may take. */
export const ENTRIES_EACH = 3;

/** Every week's transfer, once all that it is made of is there. */
export const PAYOUTS = [
  `update balance_movements set payout_id = null where payout_id in (
     select payout_id from balance_movements group by 1 having sum(net_pence) = 0)`,
  `create temp table sent on commit drop as
   select payout_id, min(created_at) as first_at, sum(net_pence) as net, row_number() over (order by min(created_at)) as i
   from balance_movements where payout_id is not null group by 1 `,
  `insert into payouts (id, stripe_payout_id, amount_pence, state, automatic, arrives_on, created_at, named_at)
   select payout_id, 'po_l' || i, net, 'paid', true, first_at::date + 9, first_at + interval '8 days', first_at + interval '9 days' from sent`,
  `insert into balance_movements (id, type, reporting_category, source_id, source_kind, amount_pence, fee_pence, net_pence, created_at,
     payout_id, seen_at)
   select 'txn_po_' || i, 'payout', 'payout', 'po_l' || i, 'payout', -net, 0, -net, first_at + interval '8 days', payout_id, first_at from sent`,
  `insert into ledger_entries (id, source_kind, source_id, happened_at, recorded_at) overriding system value
   select top + i, 'payout', 'txn_po_' || i, first_at + interval '8 days', first_at + interval '8 days'
   from sent, (select coalesce(max(id), 0) as top from ledger_entries) e`,
  `insert into ledger_lines select e.id, line_no, account, pence from sent
   join ledger_entries e on e.source_kind = 'payout' and e.source_id = 'txn_po_' || i
   cross join lateral (values (1, 'bank', net), (2, 'stripe_clearing', -net)) line (line_no, account, pence)`,
  `select setval(pg_get_serial_sequence('ledger_entries', 'id'), (select max(id) from ledger_entries))`,
];
