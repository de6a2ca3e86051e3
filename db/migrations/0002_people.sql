-- One row a human. Who they are is kept apart from what they paid, so that erasing a contact leaves the books whole.
create table people (
  id uuid primary key default gen_random_uuid(),
  created_at timestamptz not null default now(),
  merged_into uuid references people (id),
  erased_at timestamptz
);

create table contacts (
  person_id uuid primary key references people (id),
  full_name text not null check (full_name <> ''),
  email text check (email = lower(email)),
  phone text,
  address_line1 text,
  address_line2 text,
  town text,
  postcode text,
  country char(2),
  updated_at timestamptz not null default now()
);
create index contacts_email on contacts (email);

-- What someone agreed to hear from us, in the words they were shown.
create table consents (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references people (id),
  channel text not null check (channel in ('email', 'text')),
  wording text not null,
  source text not null,
  given_at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create index consents_person on consents (person_id);
