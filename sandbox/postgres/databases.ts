import pg from "pg";
import type { RunningPostgres } from "./start-postgres.ts";

/** Makes the database where it is not there; says whether it made it. */
export async function ensureDatabase(server: RunningPostgres, name: string): Promise<boolean> {
  return withClient(server, async (client) => {
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount) return false;
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
    return true;
  });
}

/**
 * Makes a database, lets `prepare` fill it (migrations, seed) and closes it to connections, so that copies can be taken
 * at any time. A template prepared under the same fingerprint is kept as it is; under another, or half made, it is
 * made anew. Not for several processes at once.
 */
export async function prepareTemplate(
  server: RunningPostgres,
  name: string,
  prepare: (url: string) => Promise<void>,
  fingerprint = "",
): Promise<void> {
  const quoted = pg.escapeIdentifier(name);
  const mark = `prepared ${fingerprint}`;
  const kept = await withClient(server, async (client) => {
    const found = await client.query<{ mark: string | null }>(
      "select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1",
      [name],
    );
    if (fingerprint !== "" && found.rows[0]?.mark === mark) return true;
    await client.query(`drop database if exists ${quoted} with (force)`);
    await client.query(`create database ${quoted}`);
    return false;
  });
  if (kept) return;
  await prepare(server.database(name));
  await withClient(server, async (client) => {
    await client.query(`alter database ${quoted} with allow_connections false`);
    // A pool that is still closing its connections would make the first copy fail.
    await client.query("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", [name]);
    await client.query(`comment on database ${quoted} is ${pg.escapeLiteral(mark)}`);
  });
}

/** Copies a prepared template, replacing a database of that name, and gives the copy's address for the superuser. */
export async function cloneDatabase(server: RunningPostgres, template: string, name: string): Promise<string> {
  await withClient(server, async (client) => {
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    await client.query(
      `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)} strategy file_copy`,
    );
  });
  return server.database(name);
}

/** Drops a database and whoever is connected to it; harmless where there is none. */
export async function dropDatabase(server: RunningPostgres, name: string): Promise<void> {
  await withClient(server, (client) =>
    client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  );
}

async function withClient<T>(server: RunningPostgres, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.database("postgres"), ssl: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
