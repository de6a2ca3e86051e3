-- A text in print. Its price is a fact of the shop; what somebody paid is copied to the order line.
create table pamphlets (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  title text not null,
  author text not null,
  text_id uuid references texts (id),
  price_pence bigint not null check (price_pence between 1 and 100000),
  weight_grams integer not null check (weight_grams > 0),
  pages integer not null check (pages > 0),
  format text not null,
  summary text not null check (char_length(summary) <= 155),
  description_html text not null,
  cover text not null,
  imprint text not null,
  imprint_checked boolean not null default false,
  vat_class text not null default 'zero' check (vat_class in ('zero', 'standard', 'exempt', 'outside')),
  position integer not null default 0,
  on_sale boolean not null default true,
  -- uk-rules.md 1.22: printed matter is not sold without its imprint
  check (not on_sale or imprint_checked)
);

create table stock (
  pamphlet_id uuid primary key references pamphlets (id),
  on_hand integer not null check (on_hand >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  check (reserved <= on_hand)
);

create table stock_moves (
  id bigint generated always as identity primary key,
  pamphlet_id uuid not null references pamphlets (id),
  quantity integer not null check (quantity <> 0),
  reason text not null check (reason in ('printed', 'sold', 'returned', 'damaged', 'counted', 'stall')),
  order_id uuid,
  actor text not null,
  at timestamptz not null default now(),
  unique (order_id, pamphlet_id, reason)
);
create trigger stock_moves_grow before update or delete or truncate on stock_moves
  for each statement execute function append_only();

-- What an envelope costs in the United Kingdom, by weight.
create table postage_bands (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  up_to_grams integer not null check (up_to_grams > 0),
  postage_pence bigint not null check (postage_pence >= 0),
  effective_from date not null,
  source text not null,
  unique (up_to_grams, effective_from)
);

create table orders (
  id uuid primary key default gen_random_uuid(),
  public_ref text not null unique,
  state text not null default 'awaiting_payment'
    check (state in ('awaiting_payment', 'paid', 'expired', 'cancelled', 'paid_late', 'packed', 'dispatched', 'returned')),
  currency char(3) not null default 'GBP' check (currency = 'GBP'),
  postage_pence bigint not null check (postage_pence >= 0),
  donation_pence bigint not null default 0 check (donation_pence >= 0),
  total_pence bigint not null check (total_pence > 0),
  person_id uuid references people (id),
  from_text_id uuid references texts (id), -- "12 bought from this page": a count, no identity
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  paid_at timestamptz
);
create index orders_waiting on orders (created_at) where state in ('awaiting_payment', 'paid');
create index orders_person on orders (person_id);

create table order_lines (
  order_id uuid not null references orders (id),
  pamphlet_id uuid not null references pamphlets (id),
  quantity integer not null check (quantity between 1 and 99),
  unit_pence bigint not null check (unit_pence > 0), -- the price when it was asked for
  primary key (order_id, pamphlet_id)
);

-- Stock held for one unpaid order.
create table reservations (
  order_id uuid not null references orders (id),
  pamphlet_id uuid not null references pamphlets (id),
  quantity integer not null check (quantity > 0),
  state text not null default 'held' check (state in ('held', 'sold', 'released')),
  primary key (order_id, pamphlet_id)
);
create index reservations_held on reservations (pamphlet_id) where state = 'held';

-- Where the parcel goes: personal, so apart from the order.
create table delivery_addresses (
  order_id uuid primary key references orders (id),
  full_name text not null,
  line1 text not null,
  line2 text,
  town text not null,
  postcode text not null,
  country char(2) not null
);

create table order_transitions (f text not null, t text not null, primary key (f, t));
insert into order_transitions values
  ('awaiting_payment', 'paid'), ('awaiting_payment', 'expired'), ('awaiting_payment', 'cancelled'),
  ('expired', 'paid'), ('expired', 'paid_late'), ('cancelled', 'paid'), ('cancelled', 'paid_late'),
  ('paid', 'packed'), ('packed', 'dispatched'), ('dispatched', 'returned'), ('paid_late', 'paid');

create function orders_keep_their_word() returns trigger language plpgsql as $$
begin
  if new.state <> old.state and not exists (select 1 from order_transitions where f = old.state and t = new.state) then
    raise exception 'an order cannot go from % to %', old.state, new.state using errcode = '23514';
  end if;
  if (new.total_pence, new.postage_pence, new.donation_pence, new.currency, new.public_ref)
     is distinct from (old.total_pence, old.postage_pence, old.donation_pence, old.currency, old.public_ref) then
    raise exception 'the sum of an order does not change once it was shown' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger orders_keep_their_word before update on orders for each row execute function orders_keep_their_word();

create function order_adds_up() returns trigger language plpgsql as $$
declare
  the_order uuid := case when tg_table_name = 'orders' then (to_jsonb(new) ->> 'id')::uuid
                         else (to_jsonb(coalesce(new, old)) ->> 'order_id')::uuid end;
  o orders;
  goods bigint;
begin
  select * into o from orders where id = the_order;
  if not found then return null; end if;
  select coalesce(sum(quantity * unit_pence), 0) into goods from order_lines where order_id = the_order;
  if goods = 0 or goods + o.postage_pence + o.donation_pence <> o.total_pence then
    raise exception 'order %: lines, postage and donation do not add up to the total', o.public_ref using errcode = '23514';
  end if;
  return null;
end $$;
create constraint trigger order_adds_up after insert or update on orders
  deferrable initially deferred for each row execute function order_adds_up();
create constraint trigger order_lines_add_up after insert or update or delete on order_lines
  deferrable initially deferred for each row execute function order_adds_up();
