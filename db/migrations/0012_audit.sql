-- Who did what to a person's record or to money. Only grows, and each row is chained to the one before, so that a change
-- or a gap is found. The number and the hash come from the head row under its lock, never from an identity: that is
-- taken before the lock is, and chains break under load (reliability.md, finding 6).
create table audit_log (
  seq bigint primary key,
  at timestamptz not null,
  actor text not null check (actor ~ '^(officer:[0-9a-f-]{36}|command|job:[a-z-]+)$'),
  action text not null check (action <> ''),
  object text not null check (object <> ''),
  fields text[] not null default '{}', -- names only: the log is no second copy of the data
  prev bytea not null,
  hash bytea not null unique
);
create table audit_head (
  only_row boolean primary key default true check (only_row),
  seq bigint not null,
  hash bytea not null
);
insert into audit_head (seq, hash) values (0, sha256('pamphleteer'));

create function audit_hash(prev bytea, seq bigint, at timestamptz, actor text, action text, object text, fields text[])
returns bytea language sql immutable as $$
  select sha256(prev || convert_to(
    jsonb_build_array(seq, (extract(epoch from at) * 1000000)::bigint, actor, action, object, to_jsonb(fields))::text, 'UTF8'))
$$;

create function audit_chain() returns trigger language plpgsql security definer set search_path = public as $$
declare
  h audit_head;
begin
  select * into h from audit_head for update;
  new.seq := h.seq + 1;
  new.at := clock_timestamp();
  new.prev := h.hash;
  new.hash := audit_hash(new.prev, new.seq, new.at, new.actor, new.action, new.object, new.fields);
  update audit_head set seq = new.seq, hash = new.hash;
  return new;
end $$;
create trigger audit_chain before insert on audit_log for each row execute function audit_chain();
create trigger audit_log_grows before update or delete or truncate on audit_log
  for each statement execute function append_only();
