import { Kysely, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";
import type { DB } from "./types.ts";

declare const opensTransactions: unique symbol;

/** Reads, inside a transaction or not. */
export type Reader = Kysely<DB>;
/** May open a transaction. A `Tx` is not a `Db`: a transaction inside a transaction does not compile. */
export type Db = Kysely<DB> & { readonly [opensTransactions]: true };
/** Is inside a transaction. A `Db` is not a `Tx`. */
export type Tx = Transaction<DB>;

const INT8 = 20;
const DATE = 1082;
const DATERANGE = 3912;

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error("a whole number from the database is too large to be exact");
  return value;
}

const textOf = (text: string) => text;

/** int8 comes as a checked number, civil days stay text (a Date would move them by a time zone). */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === INT8) return wholeNumber;
    if (oid === DATE || oid === DATERANGE) return textOf;
    return pg.types.getTypeParser(oid, format as "text");
  },
} as pg.CustomTypesConfig;

/** Opens a pool of connections to a database, and Kysely on it. */
export function connect(url: string, size = 10): { db: Db; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types,
    connectionTimeoutMillis: 5_000,
    options: "-c timezone=UTC -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000",
  });
  forgiveBrokenConnections(pool);
  prepareStatements(pool);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }) as Db;
  return { db, pool };
}

/**
 * A connection that breaks is replaced by the pool, and what was running on it fails with its own error. Unheard, the
 * connection's error would end the process as well.
 */
export function forgiveBrokenConnections(pool: pg.Pool): void {
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
}

/** More different statements than the house has: a list of another length makes another one. */
const MOST_PREPARED = 400;
const prepared = new Map<string, string | undefined>();

/** The name a statement is prepared under; undefined where it is not to be prepared. */
function nameOf(statement: string): string | undefined {
  if (prepared.has(statement)) return prepared.get(statement);
  if (prepared.size >= MOST_PREPARED) return undefined;
  // one that gives all columns, whatever they are, would fail on this connection once a migration adds one
  const givesAll = /\*\s*(?:,|from\b|$)/i.test(statement);
  const name = givesAll ? undefined : `statement-${prepared.size + 1}`;
  prepared.set(statement, name);
  return name;
}

/**
 * Gives each statement with parameters a name, so that a connection that has run it before neither sends its text nor
 * has Postgres read and plan it again: that is half of what a short statement costs.
 */
function prepareStatements(pool: pg.Pool): void {
  pool.on("connect", (client) => {
    const send = client.query.bind(client) as (...what: unknown[]) => unknown;
    client.query = ((text: unknown, values: unknown, ...rest: unknown[]) => {
      const name = typeof text === "string" && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
      return name ? send({ name, text, values }, ...rest) : send(text, values, ...rest);
    }) as typeof client.query;
  });
}

function isPgError(error: unknown, code: string): error is { code: string } {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}

const RETRIES = 5;

/**
 * Runs a transaction; where Postgres chose it as the victim of a deadlock or could not serialise it, runs it again.
 * The work must be safe to repeat from its start: it is rolled back whole.
 */
export async function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      const unlucky = isPgError(error, "40001") || isPgError(error, "40P01");
      if (!unlucky || attempt >= RETRIES) throw error;
      await new Promise((resume) => setTimeout(resume, Math.random() * 20 * attempt));
    }
  }
}
