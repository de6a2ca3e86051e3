/** Everybody of whom anything is made up: members first, then the rest. No name is anybody's, no address is anywhere. */
export const PEOPLE = [
  `insert into people (id, created_at) select large.id('person', n), begins + (ends - begins) * (n::float8 / people) * 0.9
   from chunk, large.scale`,
  `insert into contacts (person_id, full_name, email, phone, address_line1, town, postcode, country, updated_at)
   select large.id('person', n),
     (array['Ada', 'Bea', 'Cem', 'Dee', 'Eli', 'Fay', 'Gus', 'Hal', 'Ivy', 'Jem', 'Kit', 'Lou', 'Mo', 'Nan'])[1 + large.roll(n, 101, 14)]
       || ' ' || (array['Sample', 'Example', 'Specimen', 'Instance', 'Pattern', 'Model'])[1 + large.roll(n, 102, 6)] || n,
     'reader' || n || '@reader.example', case when large.roll(n, 103, 3) = 0 then '020 7946 0' || lpad((n % 1000)::text, 3, '0') end,
     1 + n % 200 || ' Example Road', (array['London', 'Leeds', 'Cardiff', 'Sampleton'])[1 + large.roll(n, 104, 4)],
     (array['E11 3ZZ', 'LS2 9ZZ', 'CF10 1ZZ', 'ZZ1 1ZZ'])[1 + large.roll(n, 104, 4)], 'GB', ends
   from chunk, large.scale`,
];

/** What readers ask and report, one of each for so many orders. */
export const QUESTIONS = [
  `insert into questions (id, public_ref, about_text_id, body, reply_by, name, email, state, asked_at)
   select large.id('question', n), large.ref('Q', n), t.id, 'A question of no real reader, number ' || n || '.', 'email',
     'Reader Sample' || n, 'reader' || n || '@reader.example',
     case when n > scale.orders / 100 - 10 then 'waiting' when n % 2 = 0 then 'answered' else 'closed' end, large.later(n / (scale.orders / 100.0))
   from chunk cross join large.scale left join large.texts t on t.k = large.roll(n, 111, t.all_of_them)`,
  `insert into typo_reports (id, text_id, edition_number, quoted, says, state, created_at, closed_at)
   select large.id('typo', n), t.id, 1, 'a few words', 'A letter is missing.',
     case when n > scale.orders / 100 - 10 then 'waiting' else 'accepted' end, large.later(n / (scale.orders / 100.0)),
     case when n > scale.orders / 100 - 10 then null else ends end
   from chunk cross join large.scale join large.texts t on t.k = large.roll(n, 112, t.all_of_them)`,
];
