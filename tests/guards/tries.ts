import { type Attempt, attempt, CHECK, UNIQUE } from "./attempt.ts";
import type { Row, Scene } from "./scene.ts";
import type { Role } from "./stage.ts";

/** Makes the columns that a try changes, where they take other rows to be made first. */
type Over = Row | ((scene: Scene) => Promise<Row>);

const about = (columns: readonly string[], made: Attempt): Attempt => ({ ...made, columns });
const madeOf = async (over: Over, scene: Scene) => (typeof over === "function" ? over(scene) : over);

/** Rows that are valid but for the columns given, each under the words of the rule it breaks. */
export function refusesRows(
  table: string,
  rows: Record<string, Over>,
  { as = "app", code = CHECK }: { as?: Role; code?: string } = {},
): Attempt[] {
  return Object.entries(rows).map(([rule, over]) => {
    const refuse = async (scene: Scene) => {
      const columns = await madeOf(over, scene);
      await scene.refused(code, () => scene.insert(table, columns));
    };
    return about(typeof over === "function" ? [] : Object.keys(over), attempt(table, rule, refuse, as));
  });
}

/** A second row with the same key, and else a valid one. */
export function refusesTwice(table: string, keys: Record<string, Over>, as: Role = "app"): Attempt[] {
  return Object.entries(keys).map(([key, over]) => {
    const columns = key.split(", ");
    const repeat = async (scene: Scene) => {
      const first = await scene.insert(table, await madeOf(over, scene));
      const same = Object.fromEntries(columns.map((column) => [column, first[column]]));
      const second = { ...(await madeOf(over, scene)), ...same };
      await scene.refused(UNIQUE, () => scene.insert(table, second));
    };
    return about(columns, attempt(table, `no two have one ${key}`, repeat, as));
  });
}

/** A valid row, with all that belongs to it, must be let in: a guard that refuses everything guards nothing. */
export function allowsRow(table: string, rows: Record<string, Over>, as: Role = "app"): Attempt[] {
  return Object.entries(rows).map(([what, over]) =>
    attempt(
      table,
      what,
      async (scene) => {
        const columns = await madeOf(over, scene);
        await scene.allowed(() => scene.add(table, columns));
      },
      as,
    ),
  );
}

/** Each of these changes to a row as it is, by itself, is refused; writing what stands there is not. */
export function keepsFacts(table: string, changes: Row, from: Over = {}): Attempt {
  const keep = async (scene: Scene) => {
    const row = await scene.insert(table, await madeOf(from, scene));
    const which = { id: row.id };
    for (const [column, value] of Object.entries(changes)) {
      await scene.passes(() => scene.sql(`update ${table} set ${column} = ${column} where id = $1`, row.id));
      await scene.refused(CHECK, () => scene.change(table, which, { [column]: value }));
    }
  };
  const columns = Object.keys(changes);
  return about(columns, attempt(table, `${columns.join(", ")} stay as they were written`, keep));
}

/** Each of these may be filled in later, and then stays; it is not emptied either. */
export function keepsOnceKnown(
  table: string,
  facts: Record<string, [first: unknown, second: unknown]>,
  from: Over = {},
): Attempt {
  const keep = async (scene: Scene) => {
    const row = await scene.insert(table, await madeOf(from, scene));
    const which = { id: row.id };
    for (const [column, [first, second]] of Object.entries(facts)) {
      await scene.passes(() => scene.change(table, which, { [column]: first }));
      await scene.passes(() => scene.change(table, which, { [column]: first }));
      await scene.refused(CHECK, () => scene.change(table, which, { [column]: second }));
      await scene.refused(CHECK, () => scene.change(table, which, { [column]: null }));
    }
  };
  const columns = Object.keys(facts);
  return about(columns, attempt(table, `${columns.join(", ")} are written once`, keep));
}

/** Nobody changes, deletes or empties the table, its owner neither. `apart` cuts it from tables that would answer for it. */
export function onlyGrows(table: string, column: string, { changes = true, apart = "" } = {}): Attempt[] {
  const tries = {
    ...(changes ? { update: `update ${table} set ${column} = ${column}` } : {}),
    delete: `delete from ${table}`,
  };
  return [
    ...Object.entries(tries).map(([verb, text]) =>
      attempt(table, `its owner has no ${verb}`, (scene) => scene.refused(CHECK, () => scene.sql(text)), "owner"),
    ),
    attempt(
      table,
      "its owner cannot empty it",
      async (scene) => {
        if (apart) await scene.sql(apart);
        await scene.refused(CHECK, () => scene.sql(`truncate ${table}`));
      },
      "owner",
    ),
  ];
}
