-- Drafts, editions that wait for their moment, texts taken back; the paragraphs of every published edition, by which
-- they are found, cited and compared; and what readers say is wrong in them.

-- A text whose date nobody knows is still a text; one that was taken back says why.
alter table texts drop constraint texts_original_date_check;
alter table texts add constraint texts_original_date_check
  check (original_date ~ '^(\d{4}(-\d{2}(-\d{2})?)?)?$');
alter table texts add column withdrawn_at timestamptz;
alter table texts add column withdrawn_why text check (withdrawn_why <> '');
alter table texts add constraint texts_withdrawn_with_a_reason check ((withdrawn_at is null) = (withdrawn_why is null));

-- A draft waits, with what it would change in the text's particulars; a scheduled one is published by the worker when its
-- moment comes. Nobody publishes what they may not: rights may be empty in a draft alone.
alter table editions drop constraint editions_rights_check;
alter table editions add constraint editions_rights_check check (published_at is null or rights <> '');
alter table editions add column scheduled_for timestamptz;
alter table editions add column particulars jsonb not null default '{}';
alter table editions add column changes text not null default '';
-- addresses inside the text that an edition before this one had, and where they lead now
alter table editions add column retired_anchors jsonb not null default '{}';
create unique index editions_one_draft on editions (text_id) where published_at is null;

-- One row for each heading and paragraph of an edition, under the address it has in the page.
create table paragraphs (
  edition_id uuid not null references editions (id),
  position integer not null check (position >= 1),
  anchor text not null check (anchor ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind text not null check (kind in ('part', 'heading', 'paragraph')),
  words text not null check (words <> ''),
  search tsvector generated always as (to_tsvector('english', words)) stored,
  primary key (edition_id, position),
  unique (edition_id, anchor)
);
create index paragraphs_search on paragraphs using gin (search);

create function paragraphs_stay_as_published() returns trigger language plpgsql as $$
begin
  if exists (select from editions where published_at is not null
             and id in (case when tg_op <> 'INSERT' then old.edition_id end, case when tg_op <> 'DELETE' then new.edition_id end)) then
    raise exception 'a published edition does not change: make a new one' using errcode = '23514';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger paragraphs_stay_as_published before insert or update or delete on paragraphs
  for each row execute function paragraphs_stay_as_published();

-- All words of an edition without their places, small enough to ask of every text at once.
alter table editions add column search tsvector not null default '';
create index editions_search on editions using gin (search);

alter table texts add column search tsvector generated always as (
  setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', author), 'B')
  || setweight(to_tsvector('english', summary), 'C')
) stored;

-- Every word that some text has: a word nobody wrote is a slip of the reader's finger, and the nearest one is meant.
create extension if not exists pg_trgm;
create table known_words (
  word text primary key check (word ~ '^\w+$' and char_length(word) between 3 and 40)
);
create index known_words_like on known_words using gin (word gin_trgm_ops);

-- News and pamphlets are found the same way. Their HTML is our own writer's: tags and two escapes are all there is to undo.
create function words_of_html(html text) returns text language sql immutable parallel safe as $$
  select replace(replace(regexp_replace(html, '<[^>]*>', ' ', 'g'), '&#x26;', '&'), '&#x3C;', '<')
$$;
alter table news add column search tsvector generated always as (
  setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', author), 'B')
  || setweight(to_tsvector('english', standfirst), 'C') || setweight(to_tsvector('english', words_of_html(body_html)), 'D')
) stored;
create index news_search on news using gin (search);
alter table pamphlets add column search tsvector generated always as (
  setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', author), 'B')
  || setweight(to_tsvector('english', summary), 'C') || setweight(to_tsvector('english', words_of_html(description_html)), 'D')
) stored;
create index pamphlets_search on pamphlets using gin (search);

-- A question for any of its words: which paragraph is shown where none has all of them.
create function any_of(q tsquery) returns tsquery language sql immutable parallel safe as $$
  select case when q::text like '%!%' then q else regexp_replace(q::text, ' & | <[-0-9]+> ', ' | ', 'g')::tsquery end
$$;
-- A question without the order of its words, which an edition's own words do not have.
create function loosened(q tsquery) returns tsquery language sql immutable parallel safe as $$
  select regexp_replace(q::text, ' <[-0-9]+> ', ' & ', 'g')::tsquery
$$;

-- "Something wrong in this paragraph?" Nobody is asked who they are.
create table typo_reports (
  id uuid primary key default gen_random_uuid(),
  text_id uuid not null references texts (id),
  edition_number integer not null check (edition_number >= 1),
  anchor text check (anchor ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  quoted text not null check (char_length(quoted) <= 500),
  says text not null check (says <> '' and char_length(says) <= 2000),
  state text not null default 'waiting',
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  check ((state = 'waiting') = (closed_at is null))
);
create index typo_reports_waiting on typo_reports (created_at) where state = 'waiting';
create trigger typo_reports_keep_facts before update on typo_reports
  for each row execute function keep_facts('text_id', 'edition_number', 'anchor', 'quoted', 'says', 'created_at');
insert into state_moves values ('typo report', 'waiting', 'accepted'), ('typo report', 'waiting', 'declined');
create trigger typo_reports_begin before insert on typo_reports
  for each row execute function must_begin_as('waiting');
create trigger typo_reports_keep_to_moves before update of state on typo_reports
  for each row execute function keep_to_moves('typo report');
