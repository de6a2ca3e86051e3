import { INSTALMENTS } from "./ground.ts";

const WORDING = "'Your donation goes to the party.'";

/** Donations given once; every eighth was offered and never given. Some of the last month are over the law's floor. */
export const ONCE = [
  `create temp table offered on commit drop as
   select n, large.id('offer', n) as id, large.id('offer checkout', n) as checkout_id, large.id('offer payment', n) as payment_id,
     large.id('person', 1 + large.roll(n, 21, people)) as person_id, at, n % 8 <> 0 as given, regulated,
     case when regulated then 60000 else 200 + 100 * large.roll(n, 22, 49) end as amount
   from chunk cross join large.scale cross join lateral (select large.later(n::float8 / offers) as at) x
   cross join lateral (select at > ends - interval '25 days' and large.roll(n, 23, 100) = 0 as regulated) y`,
  `insert into donation_offers (id, amount_pence, person_id, wording, declared_own_money_at, created_at)
   select id, amount, case when given then person_id end, ${WORDING}, case when regulated then at end, at from offered`,
  `insert into checkouts (id, donation_offer_id, total_pence, idempotency_key, session_id, state, livemode, created_at, expires_at)
   select checkout_id, id, amount, 'checkout:' || checkout_id, 'cs_test_g' || n, case when given then 'paid' else 'expired' end,
     false, at, at + interval '23 hours' from offered`,
  `insert into form_keys (key, route, result_ref, created_at) select large.id('offer key', n), 'donate', checkout_id::text, at from offered`,
  `create temp table arrived on commit drop as
   select row_number() over (order by n) - 1 as i, 'g' || n as tag, payment_id, null::text as invoice_id, checkout_id, null::uuid as order_id,
     person_id, amount, 0 as purchase, 0 as postage, amount as donation, 0 as dues, 'settles' as role, at + interval '3 minutes' as at,
     20 + amount * 15 / 1000 as fee, regulated, null::timestamptz as back_at, 'donation-receipt' as letter, large.id('once', n) as ref_id, id as offer_id
   from offered where given`,
  `insert into donations (id, public_ref, payment_id, person_id, amount_pence, donation_offer_id, received_at)
   select ref_id, large.ref('D', substr(tag, 2)::bigint), payment_id, person_id, amount, offer_id, at from arrived`,
];

/** Recurring donations, a quarter of them ended, and a donation for each month that was paid. */
export const MONTHLY = [
  `create temp table promised on commit drop as
   select n, large.id('promise', n) as id, large.id('promise checkout', n) as checkout_id, large.id('person', 1 + large.roll(n, 31, people)) as person_id,
     200 + 100 * large.roll(n, 32, 18) as amount, ended,
     case when ended then begins + (ends - interval '14 months' - begins) * (large.roll(n, 33, 1000) / 1000.0)
       else ends - interval '${INSTALMENTS - 1} months' - interval '1 day' * (1 + large.roll(n, 34, 24)) end as at
   from chunk cross join large.scale cross join lateral (select large.roll(n, 35, 4) = 0 as ended) x`,
  `insert into recurring_donations (id, public_ref, amount_pence, person_id, wording, stripe_subscription_id, stripe_customer_id, state,
     ends_at, created_at, mirrored_at, next_at, end_reason)
   select id, large.ref('R', n), amount, person_id, ${WORDING}, 'sub_r' || n, 'cus_r' || n, case when ended then 'cancelled' else 'active' end,
     case when ended then at + interval '${INSTALMENTS} months' end, at, at + interval '${INSTALMENTS - 1} months',
     case when not ended then at + interval '${INSTALMENTS} months' end, case when ended then 'asked' end from promised`,
  `insert into promise_changes (id, recurring_donation_id, kind, origin, asked_at, done_at)
   select large.id('promise end', n), id, 'end', 'payer', at + interval '11 months 3 days', at + interval '11 months 3 days' from promised where ended`,
  `insert into checkouts (id, recurring_donation_id, total_pence, idempotency_key, session_id, state, livemode, created_at, expires_at)
   select checkout_id, id, amount, 'checkout:' || checkout_id, 'cs_test_r' || n, 'paid', false, at, at + interval '23 hours' from promised`,
  `insert into form_keys (key, route, result_ref, created_at) select large.id('promise key', n), 'donate', checkout_id::text, at from promised`,
  `create temp table arrived on commit drop as
   select row_number() over (order by n, j) - 1 as i, 'r' || n || '_' || j as tag, large.id('instalment payment', n * 100 + j) as payment_id,
     'in_r' || n || '_' || j as invoice_id, case when j = 0 then checkout_id end as checkout_id, null::uuid as order_id, person_id, amount,
     0 as purchase, 0 as postage, amount as donation, 0 as dues, 'settles' as role, at + interval '1 month' * j + interval '2 minutes' as at,
     20 + amount * 15 / 1000 as fee, false as regulated, null::timestamptz as back_at, 'donation-receipt' as letter,
     large.id('instalment', n * 100 + j) as ref_id, id as promise_id, n * 100 + j as number
   from promised cross join generate_series(0, ${INSTALMENTS - 1}) j`,
  `insert into donations (id, public_ref, payment_id, person_id, amount_pence, recurring_donation_id, received_at)
   select ref_id, large.ref('D', 400000000 + number), payment_id, person_id, amount, promise_id, at from arrived`,
];
