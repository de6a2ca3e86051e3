-- How often something was done lately, for the limits on forms; and the keeper's switch that pauses gifts.

-- One row counts one thing (`name`) for one key: how often it was done in each twenty-fourth of a window of so many
-- seconds, the newest first. Its size is the same whatever the limit is. `key` stands for an address, an email address or
-- a text, and cannot be turned back into it. Unlogged: after a crash everybody begins anew, and nothing else is lost.
create unlogged table limit_hits (
  name text not null check (name ~ '^[a-z]+(-[a-z]+)*$'),
  key bytea not null check (octet_length(key) = 32),
  seconds integer not null check (seconds between 60 and 2678400),
  -- the newest twenty-fourth, counted from 1970
  newest bigint not null check (newest >= 0),
  -- one more than 24: a window begins somewhere inside the oldest, which counts whole
  counts integer[] not null check (cardinality(counts) = 25 and 0 <= all (counts)),
  primary key (name, seconds, key)
) with (fillfactor = 50);

-- What was let in once is let in again: the second press of one button is no second hit.
create unlogged table limit_passes (
  key bytea primary key check (octet_length(key) = 32),
  passed_at timestamptz not null
);

-- The newest slot of a row at a moment. A clock of another machine may be a little ahead; one that was ahead by more than
-- a window was wrong, and is not waited for.
create function limit_slot(newest bigint, seconds integer, at timestamptz) returns bigint language sql immutable as $$
  select case when newest between s and s + 24 then newest else s end
  from (select floor(extract(epoch from at) * 24 / seconds)::bigint as s) as now
$$;

-- The counts of a row as they stand once its newest slot is `slot`.
create function limit_counts(counts integer[], newest bigint, slot bigint) returns integer[] language sql immutable as $$
  select case
    when slot = newest then counts
    when slot between newest + 1 and newest + 24
      then array_fill(0, array[(slot - newest)::integer]) || counts[1:25 - (slot - newest)::integer]
    else array_fill(0, array[25])
  end
$$;

-- Counts one thing against several limits at once: in all of them, and 0 is returned; or, where one of them is reached, in
-- none, and the seconds to wait are returned. In no window of `seconds` is there ever more than `most`. Rows are locked in
-- one order, so that two calls never wait for each other. The site has no other way to change these tables.
create function hit_limits(pass bytea, names text[], keys bytea[], windows integer[], mosts integer[], at timestamptz)
returns integer language plpgsql security definer set search_path = public as $$
declare
  want record;
  wait integer;
begin
  if pass is not null then
    -- two presses at once: the second waits until the first has its pass
    perform pg_advisory_xact_lock(hashtextextended('limit:' || encode(pass, 'hex'), 0));
    if exists (select from limit_passes p where p.key = pass) then
      return 0;
    end if;
  end if;
  for want in select * from unnest(names, windows, keys) as w (name, seconds, key) order by 1, 2, 3 loop
    loop
      perform from limit_hits h where (h.name, h.seconds, h.key) = (want.name, want.seconds, want.key) for update;
      exit when found;
      insert into limit_hits values (want.name, want.key, want.seconds, 0, array_fill(0, array[25])) on conflict do nothing;
    end loop;
  end loop;
  -- a limit is free again when the slot is gone in which, counted from the newest, its last allowed hit lies
  select max(ceil((f.slot - f.place + 26) * w.seconds / 24.0 - extract(epoch from at))) into wait
  from unnest(names, windows, keys, mosts) as w (name, seconds, key, most)
    join limit_hits h on (h.name, h.seconds, h.key) = (w.name, w.seconds, w.key)
    cross join lateral (
      select s.slot, min(c.place) as place
      from (select limit_slot(h.newest, h.seconds, at) as slot) as s
        cross join lateral (
          select place, sum(count) over (order by place) as so_far
          from unnest(limit_counts(h.counts, h.newest, s.slot)) with ordinality as n (count, place)) as c
      where c.so_far >= w.most
      group by s.slot) as f;
  if wait is not null then
    -- whoever is refused everywhere leaves nothing behind
    delete from limit_hits h using unnest(names, windows, keys) as w (name, seconds, key)
    where (h.name, h.seconds, h.key) = (w.name, w.seconds, w.key) and h.newest = 0;
    return greatest(wait, 1);
  end if;
  update limit_hits h
  set newest = n.slot, counts = array[n.counts[1] + 1] || n.counts[2:25]
  from unnest(names, windows, keys) as w (name, seconds, key)
    join limit_hits o on (o.name, o.seconds, o.key) = (w.name, w.seconds, w.key)
    cross join lateral (select limit_slot(o.newest, o.seconds, at) as slot) as s
    cross join lateral (select s.slot, limit_counts(o.counts, o.newest, s.slot) as counts) as n
  where (h.name, h.seconds, h.key) = (w.name, w.seconds, w.key);
  if pass is not null then
    insert into limit_passes values (pass, at);
  end if;
  return 0;
end $$;

-- Forgets what no limit asks for any more: rows whose every slot is over, and passes older than the forms they are of.
create function sweep_limits(at timestamptz) returns bigint language sql security definer set search_path = public as $$
  with hits as (
    -- what somebody is counting at this moment is not old, and is not waited for
    delete from limit_hits where ctid = any (array(
      select ctid from limit_hits where (newest + 25) * seconds / 24.0 < extract(epoch from at) for update skip locked
    )) returning 1
  ), passes as (
    delete from limit_passes where passed_at < at - interval '25 hours' returning 1
  )
  select (select count(*) from hits) + (select count(*) from passes)
$$;

-- Each time a keeper paused gifts, and who took that back. Gifts are paused while one is not taken back.
create table gift_pauses (
  id uuid primary key default gen_random_uuid(),
  paused_at timestamptz not null,
  paused_by text not null check (paused_by ~ '\S' and length(paused_by) <= 100),
  why text not null check (why ~ '\S' and length(why) <= 500),
  resumed_at timestamptz check (resumed_at >= paused_at),
  resumed_by text check (resumed_by ~ '\S' and length(resumed_by) <= 100),
  check ((resumed_at is null) = (resumed_by is null))
);
create unique index gift_pauses_one_at_a_time on gift_pauses ((true)) where resumed_at is null;
create trigger gift_pauses_keep_facts before update on gift_pauses
  for each row execute function keep_facts('paused_at', 'paused_by', 'why');
create trigger gift_pauses_keep_once_known before update on gift_pauses
  for each row execute function keep_once_known('resumed_at', 'resumed_by');
