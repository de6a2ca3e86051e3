import type { TableName, Tables } from "../store/tables.ts";
import type { World } from "../world.ts";
import { badParam, noSuch } from "./refusal.ts";

export type PageParams = {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
  created?: number | { gt?: number; gte?: number; lt?: number; lte?: number };
};
export type Page = { object: "list"; data: object[]; has_more: boolean; url: string };

type PageOptions<Row> = {
  url: string;
  /** Exact matches on the table's indexes; undefined ones are no condition. */
  where?: Record<string, string | undefined>;
  keep?: (row: Row) => boolean;
};

export function pageUrl(...parts: string[]): string {
  return `/v1/${parts.join("/")}`;
}

/** One page of a table, newest first, found through the narrowest index. */
export function listPage<Name extends TableName>(
  world: World,
  name: Name,
  params: PageParams,
  options: PageOptions<Tables[Name]>,
): Page {
  const table = world.store.table(name);
  const conditions = Object.entries(options.where ?? {}).flatMap(([index, value]) =>
    value === undefined ? [] : [{ index, value, ids: table.ids(index, value) }],
  );
  const narrowest = conditions.reduce<(typeof conditions)[number] | undefined>(
    (best, next) => (best && best.ids.length <= next.ids.length ? best : next),
    undefined,
  );
  const others = conditions.filter((condition) => condition !== narrowest).map((condition) => new Set(condition.ids));
  const ids = narrowest?.ids ?? table.ids();
  const created = createdRange(params.created);
  const limit = checkedLimit(params.limit);
  const forward = params.ending_before !== undefined;
  const cursor = params.ending_before ?? params.starting_after;
  const found: object[] = [];
  let at = cursor === undefined ? ids.length : placeOf(world, name, ids, cursor, forward);
  for (at += forward ? 1 : -1; at >= 0 && at < ids.length && found.length <= limit; at += forward ? 1 : -1) {
    const id = ids[at];
    const row = id === undefined ? undefined : (table.get(id) as Tables[Name] | undefined);
    if (!row || !id || others.some((set) => !set.has(id)) || (options.keep && !options.keep(row))) continue;
    const moment = (row as { created?: number }).created ?? 0;
    // Rows are in the order of their creation, so nothing further on can match either.
    if (forward ? moment > created.max : moment < created.min) break;
    if (moment >= created.min && moment <= created.max) found.push(row);
  }
  const data = found.slice(0, limit);
  if (forward) data.reverse();
  return { object: "list", data, has_more: found.length > limit, url: options.url };
}

/** A page of an embedded list that is small and already in order. */
export function pageOf(rows: readonly { id: string }[], params: PageParams, url: string): Page {
  const limit = checkedLimit(params.limit);
  const after = params.starting_after === undefined ? 0 : rows.findIndex((row) => row.id === params.starting_after) + 1;
  return { object: "list", data: rows.slice(after, after + limit), has_more: rows.length > after + limit, url };
}

function checkedLimit(limit = 10): number {
  if (limit < 1 || limit > 100) throw badParam("limit", "limit takes a whole number from 1 to 100.");
  return limit;
}

function createdRange(created: PageParams["created"]): { min: number; max: number } {
  if (created === undefined) return { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  if (typeof created === "number") return { min: created, max: created };
  return {
    min: Math.max(created.gte ?? Number.NEGATIVE_INFINITY, (created.gt ?? Number.NEGATIVE_INFINITY) + 1),
    max: Math.min(created.lte ?? Number.POSITIVE_INFINITY, (created.lt ?? Number.POSITIVE_INFINITY) - 1),
  };
}

/** Where a cursor stands among ids, which are in the order of their rows' places. */
function placeOf(
  world: World,
  name: TableName,
  ids: readonly (string | undefined)[],
  cursor: string,
  forward: boolean,
): number {
  const table = world.store.table(name);
  const wanted = table.position(cursor);
  if (wanted === undefined) throw noSuch(name, cursor, forward ? "ending_before" : "starting_after");
  if (ids[wanted] === cursor) return wanted;
  let low = 0;
  let high = ids.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const place = table.position(ids[middle] ?? "") ?? -1;
    if (place === wanted) return middle;
    if (place < wanted) low = middle + 1;
    else high = middle - 1;
  }
  // The cursor is no longer in this list: continue from the place where it would stand.
  return forward ? high : low;
}
