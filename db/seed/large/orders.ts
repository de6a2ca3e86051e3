const PAID = "('paid', 'packed', 'dispatched', 'returned')";

/** Orders with their lines, copies, checkouts and parcels. A sixth of them was never paid; a few came back, or too late. */
export const ORDERS = [
  `create temp table asked on commit drop as
   select n, large.id('order', n) as id, large.id('order checkout', n) as checkout_id, large.id('order payment', n) as payment_id,
     large.id('person', 1 + large.roll(n, 1, people)) as person_id, at,
     case when n > orders - waiting then 'awaiting_payment'
       when die < 150 then 'expired' when die < 153 then 'cancelled' when die < 155 then 'paid_late'
       when at > ends - interval '3 days' then 'paid' when at > ends - interval '5 days' then 'packed'
       when die < 165 then 'returned' else 'dispatched' end as state,
     case when large.roll(n, 2, 10) = 0 then 100 + 50 * large.roll(n, 3, 9) else 0 end as donation,
     case when large.roll(n, 4, 20) = 0 then (select id from large.texts where k = large.roll(n, 5, all_of_them)) end as text_id
   from chunk cross join large.scale cross join lateral (select large.roll(n, 6, 1000) as die,
     case when n > orders - waiting then ends - interval '1 minute' * (1 + n % 20) else large.later(n::float8 / orders) end as at) x`,
  `create temp table wanted on commit drop as
   select a.n, a.id as order_id, a.state, a.at, p.id as pamphlet_id, p.price_pence, case when l = 0 then 1 + large.roll(a.n, 7, 3) else 1 end as quantity
   from asked a cross join generate_series(0, 1) l
   join large.pamphlets p on p.k = (large.roll(a.n, 8, p.all_of_them) + l) % p.all_of_them
   where l = 0 or (p.all_of_them > 1 and large.roll(a.n, 9, 10) < 3)`,
  `create temp table summed on commit drop as
   select a.*, goods, case when copies = 1 then 110 else 200 end as postage from asked a
   join (select n, sum(quantity * price_pence)::bigint as goods, sum(quantity) as copies from wanted group by n) w using (n)`,
  `insert into orders (id, public_ref, state, postage_pence, donation_pence, total_pence, person_id, from_text_id, created_at, expires_at, paid_at)
   select id, large.ref('P', n), state, postage, donation, goods + postage + donation,
     case when state in ${PAID} or state = 'paid_late' then person_id end, text_id, at, at + interval '31 minutes',
     case when state in ${PAID} then at + interval '4 minutes' end from summed`,
  "insert into order_lines select order_id, pamphlet_id, quantity, price_pence from wanted",
  `insert into reservations select order_id, pamphlet_id, quantity,
     case when state = 'awaiting_payment' then 'held' when state in ${PAID} then 'sold' else 'released' end from wanted`,
  `insert into stock_moves (pamphlet_id, quantity, reason, order_id, actor, at)
   select pamphlet_id, -quantity, 'sold', order_id, 'settlement', at + interval '5 minutes' from wanted where state in ${PAID}`,
  `insert into delivery_addresses select id, full_name, address_line1, null, town, postcode, 'GB'
   from summed join contacts using (person_id) where state in ${PAID}`,
  `insert into checkouts (id, order_id, total_pence, idempotency_key, session_id, session_url, state, livemode, created_at, expires_at)
   select checkout_id, id, goods + postage + donation, 'checkout:' || checkout_id, 'cs_test_o' || n,
     case when state = 'awaiting_payment' then 'https://checkout.example/o' || n end,
     case when state = 'awaiting_payment' then 'open' when state in ('expired', 'cancelled') then 'expired' else 'paid' end,
     false, at, at + interval '31 minutes' from summed`,
  `insert into form_keys (key, route, result_ref, created_at)
   select large.id('order key', n), 'basket', checkout_id::text, at from summed`,
  `insert into stripe_events (id, type, api_version, livemode, created, object_id, object_kind, received_at, state, done_at)
   select 'evt_ox' || n, 'checkout.session.expired', api_version, false, at + interval '32 minutes', 'cs_test_o' || n, 'checkout.session',
     at + interval '32 minutes', 'done', at + interval '33 minutes' from summed, large.scale where state in ('expired', 'cancelled')`,
  `create temp table arrived on commit drop as
   select row_number() over (order by n) - 1 as i, 'o' || n as tag, payment_id, null::text as invoice_id, checkout_id, id as order_id, person_id,
     amount, goods as purchase, postage, donation, 0 as dues, case when state = 'paid_late' then 'late' else 'settles' end as role,
     at + case when state = 'paid_late' then interval '2 hours' else interval '4 minutes' end as at,
     20 + amount * 15 / 1000 as fee, false as regulated,
     case when state = 'returned' then at + interval '20 days' when state = 'paid_late' then at + interval '3 hours' end as back_at,
     case when state = 'paid_late' then 'order-late' else 'order-receipt' end as letter, id as ref_id
   from summed cross join lateral (select goods + postage + donation as amount) s where state in ${PAID} or state = 'paid_late'`,
  `insert into donations (id, public_ref, payment_id, person_id, amount_pence, order_id, received_at)
   select large.id('order gift', substr(tag, 2)::bigint), large.ref('D', 200000000 + substr(tag, 2)::bigint), payment_id, person_id,
     donation, order_id, at from arrived where donation > 0 and role = 'settles'`,
];

/** What was printed of each pamphlet covers what was sold of it, and a thousand are left. */
export const SHELF = [
  `insert into stock_moves (pamphlet_id, quantity, reason, actor, at)
   select pamphlet_id, 1000 + sum(quantity), 'printed', 'seed', begins from reservations, large.scale
   where state in ('sold', 'held') group by pamphlet_id, begins`,
  `update stock set reserved = coalesce((select sum(quantity) from reservations r where r.pamphlet_id = stock.pamphlet_id and state = 'held'), 0),
     on_hand = (select sum(quantity) from stock_moves m where m.pamphlet_id = stock.pamphlet_id)`,
];
