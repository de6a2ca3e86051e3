import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

/**
 * Writes db/types.ts from a migrated database: `node db/types-generate.ts URL [OUT]`. Columns that end in `_pence` are
 * Pence; a column checked against a list of words has the union of those words. A test fails when the file and the
 * schema part.
 */
export async function generateTypes(ownerUrl: string, outFile: string): Promise<void> {
  const overrides = await overridesFor(ownerUrl);
  await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, "../node_modules/kysely-codegen/dist/cli/bin.js"),
    ...["--dialect", "postgres", "--url", ownerUrl, "--out-file", outFile, "--date-parser", "string"],
    ...["--default-schema", "public", "--exclude-pattern", "{kysely_*,graphile_worker.*}"],
    ...["--type-mapping", JSON.stringify({ int8: "number", daterange: "string" })],
    ...["--custom-imports", JSON.stringify({ Pence: "#app/money/pence.ts#Pence" })],
    ...["--overrides", JSON.stringify({ columns: overrides })],
  ]);
}

type Column = { table_name: string; column_name: string; nullable: boolean; defaulted: boolean };

async function overridesFor(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const columns = await client.query<Column>(
      `select table_name, column_name, is_nullable = 'YES' as nullable, column_default is not null as defaulted
       from information_schema.columns where table_schema = 'public' order by 1, 2`,
    );
    const checks = await client.query<{ table_name: string; definition: string }>(
      `select conrelid::regclass::text as table_name, pg_get_constraintdef(oid) as definition
       from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`,
    );
    const overrides: Record<string, string> = {};
    for (const column of columns.rows) {
      const type = column.column_name.endsWith("_pence") ? "Pence" : wordsOf(column, checks.rows);
      if (type === undefined) continue;
      const full = column.nullable ? `${type} | null` : type;
      overrides[`${column.table_name}.${column.column_name}`] = column.defaulted ? `Generated<${full}>` : full;
    }
    return overrides;
  } finally {
    await client.end();
  }
}

function wordsOf(column: Column, checks: { table_name: string; definition: string }[]): string | undefined {
  for (const check of checks) {
    if (check.table_name !== column.table_name) continue;
    const list = /^CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)$/.exec(check.definition);
    if (list?.[1] !== column.column_name) continue;
    return [...(list[2] ?? "").matchAll(/'([^']*)'::text/g)].map(([, word]) => JSON.stringify(word)).join(" | ");
  }
  return undefined;
}

if (process.argv[1] === import.meta.filename) {
  const [, , url, out = join(import.meta.dirname, "types.ts")] = process.argv;
  if (!url) throw new Error("which database? node db/types-generate.ts URL [OUT]");
  await generateTypes(url, out);
}
