-- Editions to take away, as they were made from what is published. Any row may be lost: it is made again when it is
-- asked for, and again whenever what it was made from is no longer the same.
create table made_files (
  address text primary key
    check (address ~ '^/texts/[a-z0-9]+(-[a-z0-9]+)*\.(epub|txt|md)$' or address ~ '^/reading/[a-z0-9]+(-[a-z0-9]+)*\.epub$'),
  -- a digest of everything that went in: the edition, the imprint, how it was made
  made_from text not null check (made_from ~ '^[0-9a-f]{64}$'),
  -- when the newest edition in it was published
  edition_at timestamptz not null,
  bytes bytea not null check (octet_length(bytes) > 0),
  size integer generated always as (octet_length(bytes)) stored,
  made_at timestamptz not null
);
