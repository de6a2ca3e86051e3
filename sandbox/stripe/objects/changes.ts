import type { TableName, Tables } from "../store/tables.ts";
import type { World } from "../world.ts";
import { existing } from "./existing.ts";

/** Top-level values that differ, as they were before: what an `….updated` event carries as previous_attributes. */
export function differences(before: object, after: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const then = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  for (const key of new Set([...Object.keys(then), ...Object.keys(now)]))
    if (JSON.stringify(then[key]) !== JSON.stringify(now[key])) result[key] = then[key] ?? null;
  return result;
}

/** Changes a stored object, and tells about it in one event if anything did change. */
export function change<Name extends TableName>(
  world: World,
  name: Name,
  row: Tables[Name],
  event: string | null,
  edit: (row: Tables[Name]) => void,
): void {
  const before = JSON.parse(JSON.stringify(row)) as object;
  try {
    edit(row);
  } catch (error) {
    // A refused update leaves the object as it was.
    for (const key of Object.keys(row)) if (!(key in before)) delete (row as Record<string, unknown>)[key];
    Object.assign(row, before);
    throw error;
  }
  world.store.put(name, row);
  const previous = differences(before, row);
  if (event && Object.keys(previous).length > 0) world.emit(event, row as unknown as { object: string }, previous);
}

/** `change` for an update call: finds the object by the id in the path, and answers it. */
export function changed<Name extends TableName>(
  world: World,
  name: Name,
  id: string,
  event: string | null,
  edit: (row: Tables[Name]) => void,
): Tables[Name] {
  const row = existing(world, name, id);
  change(world, name, row, event, edit);
  return row;
}
