/**
 * Members, the dues they paid and the days those bought: most are paid up, some behind, some left. A few only started to
 * join, and a few wait for a person. Where they stand is not made up: the house works it out from these rows.
 */
export const MEMBERS = [
  `create temp table joined on commit drop as
   select n, large.id('application', n) as id, large.id('membership', n) as membership_id, large.id('dues checkout', n) as checkout_id,
     large.id('person', n) as person_id, r.id as rate_id, r.amount_pence as amount, months,
     case when die < 30 then 'started' when die < 35 then 'waiting' else 'accepted' end as state,
     case when die < 30 then 'none' when die < 35 then 'none' when die < 820 then 'active' when die < 890 then 'past_due' else 'cancelled' end as standing,
     case when die < 35 then large.later(n::float8 / members)::date
       when die < 820 then (ends - interval '1 day' * large.roll(n, 42, 24) - interval '1 month' * (months - 1))::date
       when die < 890 then (ends - interval '1 day' * (1 + large.roll(n, 43, 100)) - interval '1 month' * months)::date
       else (begins + (ends - interval '14 months' - begins) * (large.roll(n, 44, 1000) / 1000.0))::date end as day,
     large.roll(n, 45, 200) = 0 as hardship
   from chunk cross join large.scale
   cross join lateral (select large.roll(n, 41, 1000) as die, 1 + large.roll(n, 46, 12)::int as months) x
   join (select id, amount_pence, row_number() over (order by position) - 1 as k, count(*) over () as all_of_them from rates) r
     on r.k = large.roll(n, 47, r.all_of_them)`,
  `insert into applications (id, public_ref, person_id, branch_id, rate_id, dues_pence, agreed_wording, agreed_at, state, submitted_at, decided_at,
     decided_by, wants_contact_about_paying, created_at)
   select joined.id, large.ref('J', n), person_id, b.id, rate_id, amount, 'I am 16 or over and agree with the party''s aims and rules.', day, state,
     case when state <> 'started' then day end, case when state = 'accepted' then day + 2 end,
     case when state = 'accepted' then large.id('person', 1) end, state = 'waiting', day
   from joined join contacts using (person_id)
   left join branch_postcodes p on p.outward_code = split_part(postcode, ' ', 1) left join branches b on b.id = p.branch_id`,
  `insert into consents (id, person_id, channel, wording, source, given_at)
   select large.id('consent', n), person_id, 'email', 'Tell me by email what the party does.', 'join', day from joined where n % 2 = 0`,
  `insert into checkouts (id, application_id, total_pence, idempotency_key, session_id, state, livemode, created_at, expires_at)
   select checkout_id, id, amount, 'checkout:' || checkout_id, 'cs_test_m' || n, case when state = 'accepted' then 'paid' else 'expired' end,
     false, day, day + interval '23 hours' from joined where state <> 'waiting'`,
  `insert into form_keys (key, route, result_ref, created_at) select large.id('dues key', n), 'join', id::text, day from joined`,
  `insert into memberships (id, person_id, application_id, dues_pence, stripe_subscription_id, stripe_customer_id, state, ends_at, created_at,
     mirrored_at, next_at, end_reason)
   select membership_id, person_id, id, amount, 'sub_m' || n, 'cus_m' || n, standing, case when standing = 'cancelled' then day + interval '1 month' * months end,
     day, day + interval '1 month' * (months - 1), case when standing <> 'cancelled' then day + interval '1 month' * months end,
     case when standing = 'cancelled' then 'asked' end from joined where state = 'accepted'`,
  `insert into promise_changes (id, membership_id, kind, origin, asked_at, done_at)
   select large.id('dues end', n), membership_id, 'end', 'payer', day + interval '1 month' * months - interval '3 days',
     day + interval '1 month' * months - interval '3 days' from joined where standing = 'cancelled'`,
  `insert into missed_instalments (id, invoice_id, membership_id, amount_pence, tries, needs_action, state, missed_at, mirrored_at, method)
   select large.id('missed', n), 'in_m' || n || '_' || months, membership_id, amount, 2, false,
     case when day + interval '1 month' * months > ends - interval '7 days' then 'open' else 'given_up' end, day + interval '1 month' * months, ends, 'card'
   from joined, large.scale where standing = 'past_due'`,
  `insert into hardships (id, person_id, from_day, until_day, set_by, created_at)
   select large.id('hardship', n), person_id, day, null, large.id('person', 1), day from joined where hardship and standing = 'past_due'`,
  `create temp table arrived on commit drop as
   select row_number() over (order by n, j) - 1 as i, 'm' || n || '_' || j as tag, large.id('dues payment', n * 100 + j) as payment_id,
     'in_m' || n || '_' || j as invoice_id, case when j = 0 then checkout_id end as checkout_id, null::uuid as order_id, person_id, amount,
     0 as purchase, 0 as postage, 0 as donation, amount as dues, 'settles' as role,
     least(day + interval '1 month' * j + interval '2 minutes', ends) as at, 20 + amount * 15 / 1000 as fee, false as regulated,
     null::timestamptz as back_at, case when j = 0 then 'application-received' end as letter, joined.id as ref_id, membership_id, n * 100 + j as number,
     daterange((day + interval '1 month' * j)::date, (day + interval '1 month' * (j + 1))::date) as term
   from joined cross join large.scale cross join lateral generate_series(0, months - 1) j where state = 'accepted'`,
  `insert into dues (id, payment_id, membership_id, person_id, amount_pence, term, invoice_id, received_at)
   select large.id('dues', number), payment_id, membership_id, person_id, amount, term, invoice_id, at from arrived`,
  `insert into outbox (id, dedupe_key, letter, ref_id, state, created_at, sent_at)
   select large.id('letter for officers', n), 'application-for-officers:' || id, 'application-for-officers', id, 'sent', day, day
   from joined where state <> 'started'`,
];
