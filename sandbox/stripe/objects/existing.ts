import { noSuch } from "../http/refusal.ts";
import type { TableName, Tables } from "../store/tables.ts";
import type { World } from "../world.ts";

/** The row with an id, or Stripe's answer for one that is not there: 404 for the path, 400 for a parameter. */
export function existing<Name extends TableName>(world: World, name: Name, id: string, param = "id"): Tables[Name] {
  const row = world.store.get(name, id);
  if (!row) throw noSuch(name, id, param);
  return row;
}
