import { API_VERSION } from "#app/payments/stripe-client.ts";
import type { Sizes } from "./sizes.ts";

/** Years that the made-up business goes back. */
const YEARS = 5;
/** Instalments that each made-up recurring donation has given. */
export const INSTALMENTS = 12;

/**
 * What every made-up row is worked out from, so that rows of different tables name each other without being looked up:
 * the nth order has always the same id, the same buyer and the same lines. Gone again when the house is filled.
 */
export const MAKE_GROUND = `
  create schema large;
  -- with the two digits by which a random uuid is known as one: pages look at them
  create function large.id(kind text, n bigint) returns uuid language sql immutable parallel safe
    return overlay(overlay(md5(kind || ':' || n) placing '4' from 13) placing '8' from 17)::uuid;
  -- a throw of a die with so many sides: another one for each salt, and the same one each time it is asked for
  create function large.roll(n bigint, salt bigint, sides bigint) returns bigint language sql immutable parallel safe
    return (hashint8extended(n, salt) & 9223372036854775807) % sides;
  -- a public reference: no two n share one, and they look as little in order as real ones
  create function large.mixed(n bigint) returns bigint language sql immutable parallel safe
    return n * 2654435761 % 78310985281;
  create function large.letter(x bigint) returns text language sql immutable parallel safe
    return substr('34679ACDEFGHJKMNPQRTWXY', (x % 23)::int + 1, 1);
  create function large.ref(kind text, n bigint) returns text language sql immutable parallel safe
    return kind || '-' || large.letter(large.mixed(n)) || large.letter(large.mixed(n) / 23) || large.letter(large.mixed(n) / 529)
      || large.letter(large.mixed(n) / 12167) || '-' || large.letter(large.mixed(n) / 279841) || large.letter(large.mixed(n) / 6436343)
      || large.letter(large.mixed(n) / 148035889) || large.letter(large.mixed(n) / 3404825447);
`;

/** The sizes in one row, which every statement reads, and the pamphlets by number. */
export function makeScale({ orders, donations, members }: Sizes): string {
  const promises = Math.floor((donations * 2) / 5 / INSTALMENTS);
  const once = donations - promises * INSTALMENTS;
  // every eighth who starts to give leaves Stripe's page without giving
  const offers = Math.ceil((once * 8) / 7);
  return `
    create table large.scale as select ${orders}::bigint as orders, ${Math.min(20, Math.floor(orders / 50))}::bigint as waiting,
      ${promises}::bigint as promises, ${offers}::bigint as offers, ${members}::bigint as members,
      ${members + Math.ceil((orders + donations) / 4)}::bigint as people,
      now() - interval '${YEARS} years' as begins, now() as ends, '${API_VERSION}'::text as api_version;
    create table large.pamphlets as
      select (row_number() over (order by position, slug) - 1)::bigint as k, count(*) over () as all_of_them, id, price_pence
      from pamphlets where vat_class = 'zero';
    create table large.texts as select (row_number() over (order by slug) - 1)::bigint as k, count(*) over () as all_of_them, id from texts;
    analyze large.scale; analyze large.pamphlets; analyze large.texts;
    do $$ begin
      -- more of everything each year; nothing in the last hour, which belongs to those who are at Stripe now
      execute (select format('create function large.later(share double precision) returns timestamptz language sql stable parallel safe
        return %L::timestamptz + interval %L * sqrt(share)', begins, ends - interval '1 hour' - begins) from large.scale);
      -- the row of the transfer by which money of that moment left for the bank: one a week, and none for this week yet
      execute (select format('create function large.payout(at timestamptz) returns uuid language sql stable parallel safe
        return case when extract(epoch from at)::bigint / 604800 < %s then large.id(''payout'', extract(epoch from at)::bigint / 604800) end',
        extract(epoch from ends)::bigint / 604800) from large.scale);
    end $$;
  `;
}

export const CLEAR_GROUND = "drop schema large cascade";
