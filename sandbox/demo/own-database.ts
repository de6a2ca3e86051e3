import pg from "pg";
import { Trouble } from "../postgres/trouble.ts";

/** The schemas that migrations fill. */
const SCHEMAS = ["public", "graphile_worker"];

/**
 * Empties a database of the operator's own: drops our schemas with all that is in them, and makes `public` again. Says
 * what it drops. A database that holds tables and does not look like ours is left alone.
 * @throws Trouble where the database cannot be reached, is somebody else's, or does not let us
 */
export async function emptyDatabase(ownerUrl: string, log: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => {});
  const where = describe(ownerUrl);
  try {
    await client.connect();
    await refuseForeign(client, where);
    log(`dropping the schemas ${SCHEMAS.join(" and ")} of ${where}, with all that is in them`);
    await client.query(`begin; drop schema if exists graphile_worker cascade; drop schema if exists public cascade;
      create schema public; grant usage on schema public to public; commit`);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`The database ${where} could not be emptied: ${messageOf(error)}.`);
  } finally {
    await client.end().catch(() => {});
  }
}

async function refuseForeign(client: pg.Client, where: string): Promise<void> {
  const found = await client.query<{ ours: boolean; tables: number }>(
    `select to_regclass('public.kysely_migration') is not null as ours,
       (select count(*)::int from pg_class where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = pg_class.oid and d.deptype = 'e')) as tables`,
  );
  const [state] = found.rows;
  if (state?.ours) {
    const first = await client.query("select from public.kysely_migration where name = '0001_foundation'");
    if (first.rowCount) return;
  }
  if (state?.tables === 0) return;
  throw new Trouble(
    `--fresh deletes nothing in ${where}: it holds tables that are not Pamphleteer's. Give an empty database with DATABASE_URL.`,
  );
}

/** Names a database without the password in its address. */
export function describe(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${decodeURIComponent(pathname.slice(1)) || "(the default)"} at ${hostname}:${port || 5432}`;
}

/** What a failed connection or statement says; a failed connection to several addresses says it for each. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}
