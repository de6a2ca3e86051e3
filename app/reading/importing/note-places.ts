import { type Block, everyBlock, type Group } from "./blocks.ts";

/** Where an id leads: to a block in its list, or to an item of a list. */
export type NotePlace = { list: (Block | Group)[]; block: Block };

/** Every place of some blocks that a link can point at. */
export function placesIn(blocks: Block[]): Map<string, NotePlace> {
  const places = new Map<string, NotePlace>();
  const put = (ids: readonly string[], place: NotePlace) => {
    // an outer block comes first; the inner one, where both have the id, is nearer to what is meant
    for (const id of ids) places.set(id, place);
  };
  for (const { block, list } of everyBlock(blocks)) {
    put(block.ids, { list, block });
    if (block.kind === "list") for (const item of block.items) put(item.ids, { list: block.items, block: item });
  }
  return places;
}

/** The blocks of the note that begins at a place: an item whole, a heading with its part, a paragraph with what follows it. */
export function blocksAt({ list, block }: NotePlace, starts: ReadonlySet<Block>): Block[] {
  if (block.kind === "group" || block.kind === "quote" || block.kind === "list") return [block];
  const from = list.indexOf(block);
  const found: Block[] = [block];
  for (const next of list.slice(from + 1)) {
    if (next.kind === "rule" || starts.has(next)) break;
    if (next.kind === "heading" && (block.kind !== "heading" || next.rank <= block.rank)) break;
    if (next.kind === "group" && block.kind !== "heading") break;
    if (block.kind !== "heading" && next.ids.length > 0) break;
    found.push(next);
  }
  return found;
}

/** Takes blocks out of wherever they stand, and with them the lists and groups that are left empty. */
export function removeBlocks(blocks: Block[], gone: ReadonlySet<Block>): void {
  const keep = <B extends Block>(list: B[]): B[] =>
    list.filter((block) => {
      if (gone.has(block)) return false;
      if (block.kind === "group" || block.kind === "quote") {
        const before = block.blocks.length;
        block.blocks.splice(0, before, ...keep(block.blocks));
        return before === 0 || block.blocks.length > 0;
      }
      if (block.kind === "list") {
        const before = block.items.length;
        block.items.splice(0, before, ...keep(block.items));
        return before === 0 || block.items.length > 0;
      }
      return true;
    });
  blocks.splice(0, blocks.length, ...keep(blocks));
}
