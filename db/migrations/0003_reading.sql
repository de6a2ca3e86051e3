-- Something to read, with its introduction kept apart. What readers see is its newest published edition.
create table texts (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  author text not null,
  occasion text not null,
  -- partial dates are facts too: 1924, 1932-11, 1999-10-01
  original_date text not null check (original_date ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
  paper text,
  summary text not null check (char_length(summary) <= 155),
  full_text_size text,
  created_at timestamptz not null default now()
);

-- One numbered state of a text; every way of reading it comes from the same one. Published editions never change.
create table editions (
  id uuid primary key default gen_random_uuid(),
  text_id uuid not null references texts (id),
  number integer not null check (number >= 1),
  holds text not null check (holds in ('guide', 'full text')),
  introduction_markdown text not null,
  introduction_html text not null,
  body_markdown text not null,
  body_html text not null,
  sections jsonb not null,
  notes jsonb not null,
  provenance jsonb not null,
  rights text not null check (rights <> ''),
  words integer not null check (words > 0),
  published_at timestamptz,
  created_at timestamptz not null default now(),
  unique (text_id, number)
);
create index editions_published on editions (text_id, published_at desc) where published_at is not null;

create function editions_stay_as_published() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then
    raise exception 'a published edition does not change: make a new one' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger editions_stay_as_published before update or delete on editions
  for each row execute function editions_stay_as_published();

-- A poster or photograph. The file lies under public/; without caption, description and rights it is not shown.
create table pictures (
  slug text primary key check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  file text not null,
  width integer not null check (width > 0),
  height integer not null check (height > 0),
  caption text not null check (caption <> ''),
  alt text not null check (alt <> ''),
  maker text not null,
  made text not null,
  holder text not null,
  rights text not null check (rights <> ''),
  description text not null
);

-- A curated path of texts with our own introduction.
create table reading_lists (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  lede text not null,
  opening_html text not null,
  closing_html text not null,
  quotation text,
  quotation_source text,
  picture_slug text references pictures (slug),
  summary text not null check (char_length(summary) <= 155),
  position integer not null default 0
);

create table reading_list_texts (
  reading_list_id uuid not null references reading_lists (id),
  text_id uuid not null references texts (id),
  part text not null check (part in ('path', 'background')),
  position integer not null,
  why text not null,
  primary key (reading_list_id, text_id),
  unique (reading_list_id, part, position)
);

-- An old address leads to the new one for ever.
create table old_addresses (
  path text primary key check (path ~ '^/'),
  target text check (target ~ '^/'), -- null: gone on purpose, answered 410
  created_at timestamptz not null default now()
);
