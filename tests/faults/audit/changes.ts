import type pg from "pg";

/** What each table holds: the sum of every row. */
export type Snapshot = Map<string, Set<string>>;

/** The record of the run itself is what every run adds. */
const RUN_TABLES = ["reconcile_runs"];

/** Sums up all tables of the site. Take it while nobody writes. */
export async function snapshot(db: pg.Pool): Promise<Snapshot> {
  const { rows: tables } = await db.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const taken: Snapshot = new Map();
  for (const { name } of tables) {
    if (RUN_TABLES.includes(name)) continue;
    const { rows } = await db.query<{ sum: string }>(`select md5(t::text) as sum from public."${name}" t`);
    taken.set(name, new Set(rows.map(({ sum }) => sum)));
  }
  return taken;
}

/** The tables that differ, each with how many of its rows came, changed or went. */
export function changes(before: Snapshot, after: Snapshot): string[] {
  return [...after].flatMap(([name, now]) => {
    const was = before.get(name) ?? new Set();
    const fresh = [...now].filter((sum) => !was.has(sum)).length;
    const gone = [...was].filter((sum) => !now.has(sum)).length;
    return fresh + gone === 0 ? [] : [`${Math.max(fresh, gone)} rows of ${name}`];
  });
}
