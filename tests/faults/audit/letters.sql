-- Letters that should have been queued once for a fact and were not, or were queued for none, or twice.
with expected (letter, ref_id) as (
  select 'order-receipt', order_id from payments where role = 'settles' and order_id is not null
  union
  select 'order-late', order_id from payments where role = 'late'
  union
  select 'donation-receipt', id from donations where order_id is null
  union
  select 'application-for-officers', id from applications where state = 'waiting'
), queued as (
  select letter, ref_id, count(*) as n from outbox group by 1, 2
)
select case when q.n is null then 'missing: ' else 'for nothing: ' end || coalesce(e.letter, q.letter) || ' of '
  || coalesce(e.ref_id, q.ref_id) as what
from expected e full join (select * from queued where letter in (select letter from expected)) q using (letter, ref_id)
where e.ref_id is null or q.n is null
union all
select 'twice: ' || letter || ' of ' || ref_id from queued where n > 1
union all
select 'not one of two: ' || a.id from applications a
where a.state = 'waiting'
  and 1 <> (select count(*) from outbox o where o.ref_id = a.id and o.letter in ('application-received', 'dues-owed-back'))
