/** Anything the store keeps: Stripe's objects and the stand-in's own records alike. */
export type Row = { id: string };

/** Values a row is found under, besides its id; `undefined` and `null` are not indexed. */
export type IndexKeys<T extends Row> = Readonly<Record<string, (row: T) => string | null | undefined>>;

type Index = { valueOf: Map<string, string>; ids: Map<string, Set<string>>; sorted: Map<string, string[]> };

/** Rows of one kind in the order they were made, with exact-match indexes. No read walks all rows. */
export class Table<T extends Row> {
  readonly #rows = new Map<string, T>();
  readonly #positions = new Map<string, number>();
  readonly #order: (string | undefined)[] = [];
  readonly #indexes = new Map<string, Index>();
  readonly #keys: IndexKeys<T>;

  constructor(keys: IndexKeys<T>) {
    this.#keys = keys;
    for (const name of Object.keys(keys))
      this.#indexes.set(name, { valueOf: new Map(), ids: new Map(), sorted: new Map() });
  }

  get size(): number {
    return this.#rows.size;
  }

  get(id: string): T | undefined {
    return this.#rows.get(id);
  }

  values(): IterableIterator<T> {
    return this.#rows.values();
  }

  set(row: T): void {
    if (!this.#rows.has(row.id)) {
      this.#positions.set(row.id, this.#order.length);
      this.#order.push(row.id);
    }
    this.#rows.set(row.id, row);
    for (const [name, index] of this.#indexes) reindex(index, row.id, this.#keys[name]?.(row) ?? undefined);
  }

  delete(id: string): void {
    const position = this.#positions.get(id);
    if (position === undefined) return;
    this.#order[position] = undefined;
    this.#positions.delete(id);
    this.#rows.delete(id);
    for (const index of this.#indexes.values()) reindex(index, id, undefined);
  }

  /** Place of a row among all rows ever made; later rows have higher places. */
  position(id: string): number | undefined {
    return this.#positions.get(id);
  }

  hasIndex(name: string): boolean {
    return this.#indexes.has(name);
  }

  /** Ids, oldest first: of all rows (with gaps where rows were deleted) or of those under one index value. */
  ids(index?: string, value?: string): readonly (string | undefined)[] {
    if (index === undefined || value === undefined) return this.#order;
    const found = this.#indexes.get(index);
    if (!found) throw new Error(`There is no index "${index}"`);
    const known = found.sorted.get(value);
    if (known) return known;
    const sorted = [...(found.ids.get(value) ?? [])].sort(
      (a, b) => (this.#positions.get(a) ?? 0) - (this.#positions.get(b) ?? 0),
    );
    found.sorted.set(value, sorted);
    return sorted;
  }

  /** The rows under one index value, oldest first. */
  under(index: string, value: string): T[] {
    return this.ids(index, value).flatMap((id) => (id === undefined ? [] : (this.#rows.get(id) ?? [])));
  }
}

function reindex(index: Index, id: string, value: string | undefined): void {
  const before = index.valueOf.get(id);
  if (before === value) return;
  if (before !== undefined) {
    index.ids.get(before)?.delete(id);
    index.sorted.delete(before);
  }
  if (value === undefined) index.valueOf.delete(id);
  else {
    index.valueOf.set(id, value);
    index.sorted.delete(value);
    const ids = index.ids.get(value);
    if (ids) ids.add(id);
    else index.ids.set(value, new Set([id]));
  }
}
