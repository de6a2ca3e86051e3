/** A statement that may read many rows of a growing table, and why. `words` are words of the statement. */
export type Allowed = { words: string; table: string; why: string };

export const ALLOWED: Allowed[] = [
  {
    words: "from ledger_lines where account = 'stripe_clearing'",
    table: "ledger_lines",
    why: "the balance of an account is the sum of all its lines, and nothing less proves it: once in a walk, some seconds where there are millions, and never for a page",
  },
  {
    words: "select distinct person_id from dues where person_id >",
    table: "people",
    why: "a page of 200 members of all there are, to lock them: of so few people, a twentieth is a scan; of many it is none",
  },
  {
    words: "select distinct person_id from dues where person_id >",
    table: "dues",
    why: "the dues of a page of 200 members, by their index",
  },
  {
    words: 'lower(dues.term) as "from"',
    table: "dues",
    why: "the dues of a page of 200 members, by their index",
  },
  {
    words: 'lower(dues.term) as "from"',
    table: "payments",
    why: "the payments of those dues: of so few payments, a twentieth is a scan; of many it is none",
  },
];
