/** Words in a line with how they look. Spaces are as in the source until the paragraph is finished. */
export type Words = {
  kind: "words";
  value: string;
  em?: boolean;
  strong?: boolean;
  struck?: boolean;
  code?: boolean;
  raised?: boolean;
  /** Where a link leads, as the source says it. */
  href?: string;
  /** Of a FONT of old, 1 to 7; 3 is plain. */
  size?: number;
};
/** The figure or sign that calls a note, found by its look; `href` where it is a link. */
export type Mark = {
  kind: "mark";
  value: string;
  href: string;
  ids: string[];
  noteref: boolean;
  /** The words it was cut out of, to be put back where it calls nothing. */
  was?: Words;
  em?: boolean;
  strong?: boolean;
};
/** A mark that is known to call a note, by the note's number in the list of them. */
export type Call = { kind: "call"; note: number };
export type Break = { kind: "break" };
export type Image = { kind: "image"; alt: string };
export type Inline = Words | Mark | Call | Break | Image;

type Placed = {
  /** What links may point at: ids and names of the element and of those that began inside it. */
  ids: string[];
  /** Where it stands in the file; 0 where the file has no lines. */
  line: number;
};
export type Paragraph = Placed & { kind: "paragraph"; inlines: Inline[]; centred: boolean; backlink?: boolean };
export type Heading = Placed & { kind: "heading"; rank: number; inlines: Inline[]; explicit: boolean };
export type Rule = Placed & { kind: "rule" };
export type Quote = Placed & { kind: "quote"; blocks: Block[] };
export type List = Placed & { kind: "list"; ordered: boolean; start: number; items: Group[] };
export type Table = Placed & { kind: "table"; header: boolean; rows: Inline[][][] };
/** Blocks that belong together; `role` says as what (an `epub:type`, a class, an element's name). */
export type Group = Placed & { kind: "group"; role: string; blocks: Block[] };
export type Block = Paragraph | Heading | Rule | Quote | List | Table | Group;

/** What inlines say, marks and calls apart from the words around them. */
export function sayInlines(inlines: readonly Inline[]): string {
  return inlines
    .map((one) => {
      if (one.kind === "words") return one.raised ? ` ${one.value} ` : one.value;
      if (one.kind === "mark") return ` ${one.value} `;
      if (one.kind === "image") return ` ${one.alt} `;
      return one.kind === "break" ? "\n" : " ";
    })
    .join("");
}

/** What a block says, parts kept apart. */
export function sayBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
    case "heading":
      return sayInlines(block.inlines);
    case "rule":
      return "";
    case "table":
      return block.rows.flatMap((row) => row.map(sayInlines)).join("\n");
    case "list":
      return block.items.map(sayBlock).join("\n");
    default:
      return block.blocks.map(sayBlock).join("\n");
  }
}

/** The lists of blocks directly inside a block. */
export function insidesOf(block: Block): Block[][] {
  if (block.kind === "quote" || block.kind === "group") return [block.blocks];
  return block.kind === "list" ? block.items.map((item) => item.blocks) : [];
}

/** Every block with the list it stands in, in the order of the text, outer before inner. */
export function* everyBlock(blocks: Block[]): Generator<{ block: Block; list: Block[] }> {
  for (const block of [...blocks]) {
    yield { block, list: blocks };
    for (const inside of insidesOf(block)) yield* everyBlock(inside);
  }
}

/** Every list of inlines inside some blocks, in order. */
export function* everyLine(blocks: Block[]): Generator<{ inlines: Inline[]; block: Block }> {
  for (const { block } of everyBlock(blocks)) {
    if (block.kind === "paragraph" || block.kind === "heading") yield { inlines: block.inlines, block };
    if (block.kind === "table") for (const row of block.rows) for (const cell of row) yield { inlines: cell, block };
  }
}

/** Takes groups apart: only what the reader's page has is left. */
export function withoutGroups(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.kind === "group") return withoutGroups(block.blocks);
    if (block.kind === "quote") return [{ ...block, blocks: withoutGroups(block.blocks) }];
    if (block.kind === "list")
      return [{ ...block, items: block.items.map((item) => ({ ...item, blocks: withoutGroups(item.blocks) })) }];
    return [block];
  });
}
