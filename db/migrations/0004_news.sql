create table news (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  author text not null,
  topic text not null check (topic ~ '^[a-z]+(-[a-z]+)*$'),
  standfirst text not null check (char_length(standfirst) <= 200),
  body_html text not null,
  words integer not null check (words > 0),
  published_at timestamptz not null
);
create index news_newest on news (published_at desc);
create index news_topic on news (topic, published_at desc);
