import type { Element } from "hast";
import type { Block, Inline } from "./blocks.ts";
import { inOneLine } from "./finish-line.ts";
import { attributeOf, childrenOf, flat, holds, type Piece } from "./page-tree.ts";

const LONGEST_CELL = 400;
const BLOCKS = /^(table|h[1-6]|ul|ol|blockquote|hr|center)$/;

/** A table that holds figures or names stays one; a table that was there to lay out a page becomes what is in it. */
export function readTable(table: Element, ids: string[], read: (pieces: Piece[]) => Block[]): Block[] {
  const line = table.position?.start.line ?? 0;
  const { rows, rest } = rowsOf(table);
  const before = read(rest);
  if (!isData(rows)) {
    const blocks = rows.flatMap((row) => row.flatMap((cell) => placed(cell, read)));
    return [...before, { kind: "group", role: "table", ids, line, blocks }];
  }
  // a cell that reaches down leaves its place empty in the rows under it
  const reaching: number[] = [];
  const cells = rows.map((row) => {
    const out: Inline[][] = [];
    const skip = () => {
      for (let left = reaching[out.length] ?? 0; left > 0; left = reaching[out.length] ?? 0) {
        reaching[out.length] = left - 1;
        out.push([]);
      }
    };
    for (const cell of row) {
      skip();
      const down = Math.min(Number(attributeOf(cell, "rowSpan")) || 1, rows.length) - 1;
      for (const one of spread(cell, inOneLine(placed(cell, read)))) {
        reaching[out.length] = down;
        out.push(one);
      }
    }
    skip();
    return out;
  });
  const width = Math.max(...cells.map((row) => row.length));
  for (const row of cells) while (row.length < width) row.push([]);
  const header = rows[0]?.every((cell) => cell.tagName === "th") ?? false;
  return [...before, { kind: "table", ids, line, header, rows: cells }];
}

function placed(cell: Element, read: (pieces: Piece[]) => Block[]): Block[] {
  return read(childrenOf(cell));
}

function spread(cell: Element, inlines: Inline[]): Inline[][] {
  const columns = Math.min(Math.max(Number(attributeOf(cell, "colSpan")) || 1, 1), 20);
  return [inlines, ...Array.from({ length: columns - 1 }, (): Inline[] => [])];
}

/** The rows of a table, without those of the tables inside it, and whatever stands in it outside its cells. */
function rowsOf(table: Element): { rows: Element[][]; rest: Piece[] } {
  const rows: Element[][] = [];
  const rest: Piece[] = [];
  for (const child of childrenOf(table)) {
    if (child.type !== "element") rest.push(child);
    else if (/^(thead|tbody|tfoot)$/.test(child.tagName)) {
      const inside = rowsOf(child);
      rows.push(...inside.rows);
      rest.push(...inside.rest);
    } else if (child.tagName === "tr") {
      const cells = childrenOf(child);
      const real = cells.filter((cell): cell is Element => cell.type === "element" && /^t[dh]$/.test(cell.tagName));
      if (real.length > 0) rows.push(real);
      rest.push(...cells.filter((cell) => !real.some((one) => one === cell)));
    } else rest.push(child);
  }
  return { rows, rest };
}

function isData(rows: Element[][]): boolean {
  const wide = rows.filter((row) => row.length > 1);
  if (rows.length < 2 || wide.length * 2 < rows.length) return false;
  const cells = rows.flat();
  if (cells.some((cell) => holds(cell, BLOCKS) || flat(cell, LONGEST_CELL).length > LONGEST_CELL)) return false;
  const linked = cells.filter((cell) => holds(cell, /^a$/) && flat(cell).trim() !== "");
  return linked.length * 2 <= cells.length;
}
