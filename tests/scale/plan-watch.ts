import type pg from "pg";
import { GROWING } from "#db/seed/large/growing.ts";

/** One way in which a statement read a growing table, as Postgres itself reports it after running it. */
export type Reading = {
  /** The statement's own words; for what a trigger or a foreign key asks, those words. */
  query: string;
  table: string;
  how: string;
  /** What the statement was asked with, as Postgres writes it: `$1 = 'paid', $2 = NULL`. */
  asked: string;
  /** Rows of the table looked at by this step, whether they were of use or not; and by each time it was run. */
  rows: number;
  each: number;
  sequential: boolean;
};

type Node = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

const growing = new Set<string>(GROWING);

/**
 * Has Postgres tell, over the same connections, how it ran each statement: pages', jobs', and what functions, triggers
 * and foreign keys ask within them. Call it as the database's owner before the site connects to it.
 */
export async function tellPlans(owner: pg.Pool): Promise<void> {
  const { rows } = await owner.query("select current_database() as name");
  const settings = {
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
    "auto_explain.log_parameter_max_length": "-1",
  };
  await owner.query("load 'auto_explain'");
  for (const [name, value] of Object.entries(settings))
    await owner.query(`alter database ${rows[0].name} set ${name} = '${value}'`);
}

/** What the connections of a pool tell of growing tables, from now on. */
export function watchPlans(pool: pg.Pool): { readings: Reading[]; statements: () => number } {
  if (pool.totalCount > 0) throw new Error("somebody is connected already, and would tell nothing");
  const readings: Reading[] = [];
  let statements = 0;
  pool.on("connect", (client) => {
    client.on("notice", ({ message = "" }) => {
      const plan = /^duration: [\d.]+ ms {2}plan:\n([\s\S]*)$/.exec(message)?.[1];
      if (!plan) return;
      statements++;
      const told = JSON.parse(plan);
      look(told.Plan, { query: told["Query Text"], asked: told["Query Parameters"] ?? "" }, readings);
    });
  });
  return { readings, statements: () => statements };
}

function look(node: Node, of: { query: string; asked: string }, into: Reading[]): void {
  const table = node["Relation Name"];
  const loops = node["Actual Loops"] ?? 0;
  if (table && growing.has(table) && loops > 0 && /Scan$/.test(node["Node Type"])) {
    const each =
      (node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    into.push({
      query: of.query.replace(/\s+/g, " ").trim(),
      asked: of.asked,
      table,
      how: [node["Node Type"], node["Index Name"]].filter(Boolean).join(" by "),
      rows: Math.round(each * loops),
      each,
      sequential: node["Node Type"] === "Seq Scan",
    });
  }
  for (const below of node.Plans ?? []) look(below, of, into);
}
