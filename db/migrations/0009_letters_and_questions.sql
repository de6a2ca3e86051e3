-- The queue of letters. A row is written with the fact it tells of; one sender takes them in turn.
create table outbox (
  id uuid primary key default gen_random_uuid(),
  dedupe_key text not null unique, -- one letter for one fact, however often the fact is settled
  letter text not null,
  ref_id uuid not null,            -- what it is about; who gets it is looked up when it is sent
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'dead')),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  check ((state = 'sent') = (sent_at is not null))
);
create index outbox_open on outbox (created_at) where state <> 'sent';

-- "Ask a member".
create table questions (
  id uuid primary key default gen_random_uuid(),
  public_ref text not null unique,
  about_text_id uuid references texts (id),
  body text not null check (char_length(body) between 1 and 5000),
  reply_by text not null check (reply_by in ('email', 'phone')),
  name text,
  email text,
  phone text,
  state text not null default 'waiting' check (state in ('waiting', 'answered', 'closed')),
  asked_at timestamptz not null default now(),
  check ((reply_by = 'email' and email is not null) or (reply_by = 'phone' and phone is not null))
);
create index questions_waiting on questions (asked_at) where state = 'waiting';
