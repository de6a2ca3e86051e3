-- Where members stand: worked out from the dues they paid and the days those buy, never set by hand. Being behind is a
-- ladder of letters and of people; nothing on it ends anything.

-- The party's own ladder: after so many days without dues, what is sent, whether the officers are told, and what the
-- office does then. There is no column by which a step could end a membership. Sample steps, to be replaced.
create table arrears_ladder (
  step_no integer primary key check (step_no >= 1),
  after_days integer not null unique check (after_days >= 1),
  name text not null check (name <> ''),
  letter text check (letter in ('arrears-reminder', 'arrears-second-reminder')),
  tell_officers boolean not null default false,
  said text not null check (said <> '')
);

create function ladder_rises() returns trigger language plpgsql as $$
begin
  -- two who change the ladder at once wait for each other, or each would see half of it
  perform pg_advisory_xact_lock(hashtextextended('arrears_ladder', 0));
  if exists (select 1 from arrears_ladder a
             join arrears_ladder b on a.step_no < b.step_no and a.after_days >= b.after_days) then
    raise exception 'a later step of the ladder comes after more days' using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger ladder_rises after insert or update on arrears_ladder
  deferrable initially deferred for each row execute function ladder_rises();

insert into arrears_ladder values
  (1, 14, 'Reminder', 'arrears-reminder', false, 'Nothing to do: a letter goes to the member.'),
  (2, 30, 'Second reminder', 'arrears-second-reminder', false, 'Nothing to do: a second letter goes to the member.'),
  (3, 60, 'Phone list', null, true, 'Call the member and ask how they are. Money comes second; hardship needs one tick and no reason.'),
  (4, 90, 'A person decides', null, true, 'Decide with the branch what is right. Nothing ends unless a person ends it.');

-- What was done on the ladder, once for each gap in the dues: `missed_from` is its first day. `name` is what the step was
-- called then. The letters it sent are in the outbox under its id.
create table ladder_steps_taken (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people (id),
  membership_id uuid references memberships (id), -- null: dues that came without a promise, in cash or by transfer
  missed_from date not null,
  step_no integer not null,
  name text not null,
  taken_at timestamptz not null,
  unique (person_id, missed_from, step_no)
);
create trigger ladder_steps_taken_grow before update or delete or truncate on ladder_steps_taken
  for each statement execute function append_only();

-- Days for which nothing is asked: one tick, and no reason is kept.
create table hardships (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people (id),
  from_day date not null,
  until_day date check (until_day >= from_day), -- the last of these days; null: until further notice
  set_by uuid not null references people (id),
  created_at timestamptz not null default now(),
  exclude using gist (person_id with =, daterange(from_day, until_day, '[]') with &&)
);

create index memberships_person on memberships (person_id);

-- Worked out from the facts above and from dues, refunds and disputes: all of it can be deleted and made again.
create table standings (
  person_id uuid primary key references people (id),
  kind text not null check (kind in ('never_paid', 'paid', 'in_arrears', 'ended', 'stopped')),
  paid_through date,
  missed_from date,
  days_in_arrears integer check (days_in_arrears >= 0),
  step_no integer,
  reason text not null check (reason <> ''),
  computed_for date not null,
  check ((kind = 'in_arrears') = (missed_from is not null)),
  check ((missed_from is null) = (days_in_arrears is null)),
  check (days_in_arrears = computed_for - missed_from),
  check (kind = 'in_arrears' or step_no is null),
  check (kind <> 'in_arrears' or (paid_through is not null and paid_through < missed_from)),
  check ((kind = 'paid') = (paid_through is not null and paid_through >= computed_for)),
  check (kind <> 'never_paid' or paid_through is null)
);
create index standings_in_arrears on standings (missed_from) where kind = 'in_arrears';
