import type pg from "pg";
import type { Reading } from "./plan-watch.ts";

type Node = { "Node Type": string; "Relation Name"?: string; "Index Cond"?: string; Plans?: Node[] };

/**
 * Those of some statements that Postgres would run over a whole table even if it may not: no index serves them. A small
 * table is rightly read whole, so what it did says nothing of the day on which the table is large.
 */
export async function withoutIndex(owner: pg.Pool, readings: readonly Reading[]): Promise<Reading[]> {
  const client = await owner.connect();
  try {
    await client.query("set enable_seqscan = off");
    const wrong: Reading[] = [];
    for (const reading of readings) {
      const { rows } = await client.query(`explain (generic_plan, format json) ${askedWith(reading)}`);
      if (readsAll(rows[0]["QUERY PLAN"][0].Plan, reading.table)) wrong.push(reading);
    }
    return wrong;
  } finally {
    client.release(true);
  }
}

/** The statement with what it was asked with. What a trigger asks speaks of the row it is about: any will do for a plan. */
function askedWith({ query, asked }: Reading): string {
  const values = new Map([...asked.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)].map(([, n, value]) => [n, value]));
  const numbers = [...query.matchAll(/\$(\d+)/g)].map(([, n = "0"]) => Number.parseInt(n, 10));
  let next = Math.max(0, ...numbers);
  return query
    .replace(/\$(\d+)/g, (parameter, n: string) => values.get(n) ?? parameter)
    .replace(/\b(new|old)\.\w+/g, () => `$${++next}`);
}

function readsAll(node: Node, table: string): boolean {
  const here = node["Relation Name"] === table && node["Node Type"] === "Seq Scan";
  return here || (node.Plans ?? []).some((below) => readsAll(below, table));
}
