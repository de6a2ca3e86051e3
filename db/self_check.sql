-- Each row of this query is something that cannot be. It returns none: after every test, nightly, after a restore.
with parts as materialized (
  select payment_id, sum(amount_pence) as pence, bool_or(kind = 'donation') as gives, bool_or(kind = 'dues') as pays_dues,
    sum(amount_pence) filter (where kind in ('donation', 'dues')) as weighed
  from payment_parts group by payment_id
),
told as materialized (
  select ref_id from outbox where letter in ('order-receipt', 'donation-receipt', 'application-received')
),
-- what movement_postings says of one movement at a time, for all of them at once: years of them are asked every night
posted as not materialized (
  select p.balance_transaction_id as movement_id, l.amount_pence from payments p
  join ledger_entries e on e.source_kind = 'payment' and e.source_id = p.id::text
  join ledger_lines l on l.entry_id = e.id and l.account = 'stripe_clearing'
  union all
  select e.source_id, l.amount_pence from ledger_entries e
  join ledger_lines l on l.entry_id = e.id and l.account = 'stripe_clearing'
  where e.source_kind in ('fee', 'dispute', 'payout')
  union all
  select m.id, l.amount_pence from balance_movements m
  join ledger_entries e on e.source_kind = 'refund' and e.source_id =
    case when m.type in ('refund', 'payment_refund') then m.source_id
         when m.type in ('payment_failure_refund', 'refund_failure') then m.source_id || ':came-back' end
  join ledger_lines l on l.entry_id = e.id and l.account = 'stripe_clearing'
  union all
  select e.movement_id, l.amount_pence from ledger_entries e
  join ledger_lines l on l.entry_id = e.id and l.account = 'stripe_clearing'
  where e.movement_id is not null
)
select 'ledger: the whole does not sum to zero' as fault, sum(amount_pence)::text as what
from ledger_lines having coalesce(sum(amount_pence), 0) <> 0
union all
select 'ledger: an entry does not balance', entry_id::text from ledger_lines group by entry_id having sum(amount_pence) <> 0 or count(*) < 2
union all
select 'ledger: an entry without lines', e.id::text from ledger_entries e where not exists (select 1 from ledger_lines l where l.entry_id = e.id)
union all
select 'stock: what is reserved is not what orders hold', s.pamphlet_id::text from stock s
left join (select pamphlet_id, sum(quantity) as held from reservations where state = 'held' group by 1) r using (pamphlet_id)
where s.reserved <> coalesce(r.held, 0)
union all
select 'stock: what is on the shelf is not what its moves explain', s.pamphlet_id::text from stock s
left join (select pamphlet_id, sum(quantity) as moved from stock_moves group by 1) m using (pamphlet_id)
where s.on_hand <> coalesce(m.moved, 0)
union all
select 'order: lines, postage and donation are not its total', o.public_ref from orders o
where o.total_pence <> o.postage_pence + o.donation_pence
  + coalesce((select sum(quantity * unit_pence) from order_lines l where l.order_id = o.id), 0)
union all
select 'order: paid without one settling payment, or settled without being paid', o.public_ref from orders o
where (o.state in ('paid', 'packed', 'dispatched', 'returned'))
  <> (1 = (select count(*) from payments p where p.order_id = o.id and p.role = 'settles'))
union all
select 'order: a paid order still holds, or has released, its copies', o.public_ref from orders o
join reservations r on r.order_id = o.id
where o.state in ('paid', 'packed', 'dispatched', 'returned') and r.state <> 'sold'
union all
select 'order: an ended order still holds copies', o.public_ref from orders o
join reservations r on r.order_id = o.id where o.state in ('expired', 'cancelled', 'paid_late') and r.state = 'held'
union all
select 'payment: its parts are not its sum', p.id::text from payments p
left join parts x on x.payment_id = p.id where p.amount_pence <> coalesce(x.pence, 0)
union all
select 'payment: not in the ledger', p.id::text from payments p
where not exists (select 1 from ledger_entries e where e.source_kind = 'payment' and e.source_id = p.id::text)
union all
select 'payment: its ledger entry has another sum', p.id::text from payments p
join ledger_entries e on e.source_kind = 'payment' and e.source_id = p.id::text
where p.method = 'stripe'
  and p.amount_pence <> (select coalesce(sum(amount_pence), 0) from ledger_lines l where l.entry_id = e.id and l.account = 'stripe_clearing')
union all
select 'ledger: tells of a payment that is not there', e.source_id from ledger_entries e
where e.source_kind = 'payment' and not exists (select 1 from payments p where p.id::text = e.source_id)
union all
select 'payment: a fee that is not in the ledger', p.id::text from payments p
where p.fee_pence > 0
  and not exists (select 1 from ledger_entries e where e.source_kind = 'fee' and e.source_id = p.balance_transaction_id)
union all
select 'payment: a donation part without its donation, or the other way round', p.id::text from payments p
left join parts x on x.payment_id = p.id left join donations d on d.payment_id = p.id
where coalesce(x.gives, false) <> (d.id is not null)
union all
select 'donation: not the sum of its payment’s part', d.public_ref from donations d
join payment_parts x on x.payment_id = d.payment_id and x.kind = 'donation' where x.amount_pence <> d.amount_pence
union all
select 'payment: a dues part without its dues, or the other way round', p.id::text from payments p
left join parts x on x.payment_id = p.id left join dues d on d.payment_id = p.id
where coalesce(x.pays_dues, false) <> (d.id is not null)
union all
select 'payment: no letter tells of it', p.id::text from payments p
where p.role = 'settles'
  and not exists (select 1 from told where told.ref_id = p.order_id)
  and not exists (select 1 from told join donations d on d.id = told.ref_id where d.payment_id = p.id)
  and not exists (select 1 from told join memberships m on m.application_id = told.ref_id
                  join dues on dues.membership_id = m.id where dues.payment_id = p.id)
union all
select 'refund: more went back than came in', p.id::text from payments p
join (select payment_id, sum(amount_pence) as back from refunds
      where state in ('requested', 'pending', 'succeeded') group by payment_id) r on r.payment_id = p.id
where p.amount_pence < r.back
union all
select 'refund: the money has left and the ledger does not say so', r.stripe_refund_id from refunds r
where r.state in ('pending', 'succeeded') and r.stripe_refund_id is not null
  and not exists (select 1 from ledger_entries e where e.source_kind = 'refund' and e.source_id = r.stripe_refund_id)
union all
select 'checkout: over, and its order still waits', c.id::text from checkouts c join orders o on o.id = c.order_id
where c.state in ('failed', 'expired') and o.state = 'awaiting_payment'
  and not exists (select 1 from checkouts x where x.order_id = o.id and x.state in ('prepared', 'open', 'processing', 'paid'))
union all
select 'regulated donation: over the floor and not on the desk', p.id::text from payments p
left join parts x on x.payment_id = p.id
where p.role = 'settles'
  and coalesce(x.weighed, 0)
    > (select value from figures f where f.key = 'ppera.donation_floor'
         and f.effective_from <= (p.received_at at time zone 'Europe/London')::date order by f.effective_from desc limit 1)
  and not exists (select 1 from regulated_donations r where r.payment_id = p.id)
union all
select 'missed instalment: its money came, and it is not closed', m.invoice_id from missed_instalments m
join payments p on p.invoice_id = m.invoice_id where m.state <> 'paid'
union all
select 'missed instalment: closed as paid, and no money of it is here', m.invoice_id from missed_instalments m
where m.state = 'paid' and not exists (select 1 from payments p where p.invoice_id = m.invoice_id)
union all
select 'checkout: paid without a payment', c.id::text from checkouts c
where c.state = 'paid' and not exists (select 1 from payments p where p.checkout_id = c.id)
  and c.created_at < now() - interval '10 minutes'
union all
select 'event: received more than ten minutes ago and not settled', e.id from stripe_events e
where e.state = 'received' and e.received_at < now() - interval '10 minutes'
union all
select 'movement: the journal says another sum than Stripe', m.id from balance_movements m
left join (select movement_id, sum(amount_pence) as pence from posted group by movement_id) p on p.movement_id = m.id
where m.net_pence <> coalesce(p.pence, 0)
union all
select 'payout: what it is made of is not its sum', p.stripe_payout_id from payouts p
where p.named_at is not null and p.amount_pence <> coalesce(
  (select sum(net_pence) from balance_movements m where m.payout_id = p.id and m.type <> 'payout'), 0)
union all
select 'payment: its state is not what its disputes say', p.id::text from payments p
left join (select payment_id, bool_or(state = 'open') as open, bool_or(state = 'lost') as lost, bool_or(state = 'won') as won
           from disputes group by 1) d on d.payment_id = p.id
where p.state <> case when d.open then 'disputed' when d.lost then 'lost' when d.won then 'won' else 'succeeded' end
union all
select 'refund: it came back and the ledger does not say so', r.stripe_refund_id from refunds r
where r.state in ('failed', 'cancelled')
  and exists (select 1 from ledger_entries e where e.source_kind = 'refund' and e.source_id = r.stripe_refund_id)
  and not exists (select 1 from ledger_entries e where e.source_kind = 'refund' and e.source_id = r.stripe_refund_id || ':came-back')
union all
select 'refund: asked for two days ago and still not sent', r.id::text from refunds r
where r.state = 'requested' and r.created_at < now() - interval '2 days'
union all
select 'payment: owed back and not asked to go back', p.id::text from payments p
where p.role <> 'settles' and not exists (select 1 from refunds r where r.payment_id = p.id)
  and not exists (select 1 from orders o where o.id = p.order_id and o.recovered_at is not null)
union all
select 'dues: by Stripe and without an invoice', d.id::text from dues d join payments p on p.id = d.payment_id
where p.method = 'stripe' and d.invoice_id is null
union all
select 'dues: they buy days that nothing is left of, or none although something is', d.id::text
from dues d join payments p on p.id = d.payment_id
left join (select payment_id, sum(amount_pence) as back from refunds
           where state in ('pending', 'succeeded') group by payment_id) r on r.payment_id = p.id
left join (select payment_id, sum(amount_pence) as held from disputes
           where state in ('open', 'lost') group by payment_id) x on x.payment_id = p.id
where d.void <> (p.amount_pence <= coalesce(r.back, 0) + coalesce(x.held, 0))
union all
select 'reconcile: two walks in a row left a difference that nothing explains', max(started_at)::text
from (select started_at, unexplained_pence from reconcile_runs where finished_at is not null order by started_at desc limit 2) last_two
having count(*) filter (where unexplained_pence <> 0) = 2
union all
select 'audit: the chain is broken', seq::text
from (select a.*, lag(hash, 1, sha256('pamphleteer')) over (order by seq) as hash_before,
             lag(seq, 1, 0::bigint) over (order by seq) as seq_before from audit_log a) chain
where prev <> hash_before or seq <> seq_before + 1 or hash <> audit_hash(prev, seq, at, actor, action, object, fields)
union all
select 'audit: the head is not the end of the chain', h.seq::text from audit_head h
left join lateral (select seq, hash from audit_log order by seq desc limit 1) last on true
where h.seq <> coalesce(last.seq, 0) or (last.seq is not null and h.hash <> last.hash);
