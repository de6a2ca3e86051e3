import type { Scene } from "../scene.ts";

export type Row = Record<string, unknown>;

/** Makes the columns of a valid row. Those in `over` are given, and nothing is made for them. */
export type Make = (scene: Scene, over: Row) => Row | Promise<Row>;

/** Puts beside a row what has to stand beside it. */
export type Whole = (scene: Scene, row: Row) => Promise<void>;

export const NOW = "2026-11-02T12:00:00Z";

/** A word nobody else has. */
export const fresh = (prefix = "x"): string => `${prefix}-${crypto.randomUUID()}`;

/** The id of the row this one belongs to: the given one, or that of a new row. */
export async function idOf(over: Row, column: string, make: () => Promise<Row>): Promise<unknown> {
  return column in over ? over[column] : (await make()).id;
}

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What is there before any attempt begins. */
export const STANDING = {
  person: id(1),
  otherPerson: id(2),
  text: id(3),
  edition: id(4),
  pamphlet: id(5),
  otherPamphlet: id(6),
  appeal: id(7),
  branch: id(8),
  rate: id(9),
  list: id(10),
  picture: "standing-picture",
  entry: "standing-entry",
} as const;

/** Writes down and keeps what attempts take for granted, as the owner of a migrated database. */
export async function writeStanding(scene: Scene): Promise<void> {
  const s = STANDING;
  await scene.insert("people", { id: s.person });
  await scene.insert("people", { id: s.otherPerson });
  await scene.insert("texts", { id: s.text });
  await scene.insert("editions", { id: s.edition, text_id: s.text, number: 1, published_at: NOW });
  for (const pamphlet of [s.pamphlet, s.otherPamphlet]) {
    await scene.insert("pamphlets", { id: pamphlet });
    await scene.insert("stock", { pamphlet_id: pamphlet, on_hand: 1000 });
    await scene.insert("stock_moves", { pamphlet_id: pamphlet, quantity: 1000, reason: "printed" });
  }
  await scene.insert("appeals", { id: s.appeal });
  await scene.insert("branches", { id: s.branch });
  await scene.insert("rates", { id: s.rate });
  await scene.insert("pictures", { slug: s.picture });
  await scene.insert("reading_lists", { id: s.list });
  await scene.add("ledger_entries", { source_id: s.entry });
}
