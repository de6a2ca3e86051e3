import { Journal, type JournalLine } from "./journal.ts";
import { Table } from "./table.ts";
import { type TableName, type Tables, tableIndexes } from "./tables.ts";

type TableSet = { [Name in TableName]: Table<Tables[Name]> };

/**
 * All state of the stand-in. Rows are live objects: change one, `put` it, and the next `commit` writes it to the
 * journal together with everything else that changed in the same step.
 */
export class Store {
  readonly #journal: Journal | undefined;
  #tables = emptyTables();
  #changed = new Map<string, [TableName, { id: string }]>();
  #removed = new Map<string, [TableName, string]>();
  #fresh = new Map<string, [TableName, string]>();

  constructor(journalFile: string | undefined) {
    if (journalFile === undefined) return;
    this.#journal = new Journal(journalFile);
    for (const line of this.#journal.read()) this.#replay(line);
    this.#journal.rewrite(this.#lines());
  }

  table<Name extends TableName>(name: Name): Table<Tables[Name]> {
    return this.#tables[name];
  }

  get<Name extends TableName>(name: Name, id: string): Tables[Name] | undefined {
    return this.#tables[name].get(id) as Tables[Name] | undefined;
  }

  put<Name extends TableName>(name: Name, row: Tables[Name]): void {
    const table = this.#tables[name] as unknown as Table<Tables[Name]>;
    const isNew = table.get(row.id) === undefined;
    table.set(row);
    const key = `${name} ${row.id}`;
    if (isNew) this.#fresh.set(key, [name, row.id]);
    this.#removed.delete(key);
    this.#changed.set(key, [name, row]);
  }

  delete(name: TableName, id: string): void {
    this.#tables[name].delete(id);
    const key = `${name} ${id}`;
    this.#changed.delete(key);
    this.#removed.set(key, [name, id]);
  }

  /** Forgets every row made since the last commit: a call was refused halfway. */
  abandon(): void {
    for (const [name, id] of this.#fresh.values()) this.delete(name, id);
    this.commit();
  }

  /** Writes what changed since the last commit as one line. */
  commit(): void {
    this.#fresh = new Map();
    if (this.#changed.size === 0 && this.#removed.size === 0) return;
    const line: JournalLine = {};
    if (this.#changed.size > 0) line.w = [...this.#changed.values()];
    if (this.#removed.size > 0) line.x = [...this.#removed.values()];
    this.#changed = new Map();
    this.#removed = new Map();
    this.#journal?.append(line);
  }

  /** Forgets everything. */
  clear(): void {
    this.#tables = emptyTables();
    this.#changed = new Map();
    this.#removed = new Map();
    this.#fresh = new Map();
    this.#journal?.rewrite([]);
  }

  close(): void {
    this.commit();
    this.#journal?.close();
  }

  #replay(line: JournalLine): void {
    for (const [name, row] of line.w ?? [])
      (this.#tables[name as TableName] as unknown as Table<{ id: string }>).set(row);
    for (const [name, id] of line.x ?? []) this.#tables[name as TableName].delete(id);
  }

  *#lines(): Generator<JournalLine> {
    for (const name of Object.keys(this.#tables) as TableName[])
      for (const row of this.#tables[name].values()) yield { w: [[name, row]] };
  }
}

function emptyTables(): TableSet {
  const names = Object.keys(tableIndexes) as TableName[];
  return Object.fromEntries(names.map((name) => [name, new Table(tableIndexes[name] as never)])) as unknown as TableSet;
}
