import pg from "pg";
import { rebuildStandings } from "#app/membership/standings.ts";
import { connect } from "#db/client.ts";
import { MONTHLY, ONCE } from "./gifts.ts";
import { CLEAR_GROUND, MAKE_GROUND, makeScale } from "./ground.ts";
import { withoutIndexes } from "./growing.ts";
import { MEMBERS } from "./members.ts";
import { bookArrived, ENTRIES_EACH, PAYOUTS } from "./money.ts";
import { ORDERS, SHELF } from "./orders.ts";
import { PEOPLE, QUESTIONS } from "./people.ts";
import type { Sizes } from "./sizes.ts";

/** Somebody's business is in this database, or it has not been seeded: nothing was changed. */
export class NotToBeFilled extends Error {}

const CHUNK = 10_000;
/** Rows of the journal that a row of a chunk may need: a promise or a member has up to twelve payments. */
const ENTRIES = ENTRIES_EACH * 12;
/** As many at once as a small machine has cores. */
const AT_ONCE = 2;

type Kind = { name: string; count: string; statements: readonly string[]; books: boolean };
const KINDS: Kind[] = [
  { name: "orders", count: "orders", statements: ORDERS, books: true },
  { name: "donations", count: "offers", statements: ONCE, books: true },
  { name: "monthly donations", count: "promises", statements: MONTHLY, books: true },
  { name: "members", count: "members", statements: MEMBERS, books: true },
  { name: "questions", count: "orders / 100", statements: QUESTIONS, books: false },
];

/**
 * Fills a seeded house that has done no business yet with years of it, as the owner of its tables and a superuser: the
 * triggers are off meanwhile, so the books are to be checked afterwards. `onStep` hears how much is done, from 0 to 1.
 * @throws NotToBeFilled where the database holds anybody's business, or no seed
 */
export async function fillHouse(
  ownerUrl: string,
  sizes: Sizes,
  onStep: (share: number, words: string) => void = () => {},
): Promise<void> {
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: AT_ONCE,
    options: "-c timezone=UTC -c work_mem=64MB -c maintenance_work_mem=512MB -c synchronous_commit=off -c jit=off",
  });
  try {
    await refuseBusiness(pool);
    await pool.query(MAKE_GROUND + makeScale(sizes));
    await withoutIndexes(
      pool,
      async () => {
        await fill(pool, onStep);
        onStep(0.65, "transfers and stock");
        await inOne(pool, [...SHELF, ...PAYOUTS]);
      },
      (share) => onStep(0.67 + share * 0.25, "indexes"),
    );
    await pool.query(CLEAR_GROUND);
    onStep(0.92, "statistics");
    await pool.query("vacuum analyze");
  } finally {
    await pool.end();
  }
  const { db } = connect(ownerUrl, 1);
  try {
    onStep(0.96, "where members stand");
    await rebuildStandings(db, new Date().toISOString().slice(0, 10));
  } finally {
    await db.destroy();
  }
}

async function refuseBusiness(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(`select exists (select from people) or exists (select from orders)
    or exists (select from payments) or exists (select from checkouts) or exists (select from stripe_events) as business,
    exists (select from pamphlets) and exists (select from rates) and exists (select from texts) as seeded`);
  if (rows[0].business)
    throw new NotToBeFilled("There is business in this database: it is filled only where there is none.");
  if (!rows[0].seeded)
    throw new NotToBeFilled("There are no pamphlets or rates in this database: run npm run seed first.");
}

async function fill(pool: pg.Pool, onStep: (share: number, words: string) => void): Promise<void> {
  const counts = new Map<string, number>();
  for (const of of ["people", ...KINDS.map((kind) => kind.count)]) {
    const { rows } = await pool.query(`select (${of})::int as n from large.scale`);
    counts.set(of, rows[0].n);
  }
  const all = [...counts.values()].reduce((sum, n) => sum + n, 0);
  let done = 0;
  let entry = 1;
  const chunk = async (kind: Kind, from: number, to: number) => {
    const first = entry;
    entry += ENTRIES * (to - from + 1);
    await inOne(pool, [
      `create temp table chunk on commit drop as select generate_series(${from}::bigint, ${to}::bigint) as n`,
      ...kind.statements,
      ...(kind.books ? bookArrived(first) : []),
    ]);
    done += to - from + 1;
    onStep((done / all) * 0.65, kind.name);
  };
  // everybody before anything of theirs: parcels and applications copy addresses
  const people: Kind = { name: "people", count: "people", statements: PEOPLE, books: false };
  for (const kinds of [[people], KINDS]) {
    const work = kinds.flatMap((kind) =>
      chunksOf(counts.get(kind.count) ?? 0).map(
        ([a, b]) =>
          () =>
            chunk(kind, a, b),
      ),
    );
    const take = async () => {
      for (let next = work.shift(); next; next = work.shift()) await next();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, take));
    await pool.query("analyze people, contacts");
  }
}

function chunksOf(count: number): [from: number, to: number][] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, i) => [i * CHUNK + 1, Math.min(count, (i + 1) * CHUNK)]);
}

/** One transaction in which no trigger runs and no key is looked up: each statement makes whole truths, or none is kept. */
async function inOne(pool: pg.Pool, statements: readonly string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin; set local session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } catch (fault) {
    await client.query("rollback").catch(() => {});
    throw fault;
  } finally {
    client.release();
  }
}
