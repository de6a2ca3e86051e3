/** How many empty pages a pamphlet needs, so that folded sheets of four have none missing. */
export function blanksFor(pages: number): number {
  return (4 - (pages % 4)) % 4;
}

/**
 * Which pages stand beside each other on each side of each sheet, front and back in turn, the outermost sheet first:
 * laid on each other, folded and stapled, they read 1, 2, 3. `pages` is a multiple of four; throws where it is not.
 */
export function imposedOrder(pages: number): [left: number, right: number][] {
  if (pages < 4 || pages % 4 !== 0) throw new Error(`${pages} pages do not make folded sheets of four`);
  return Array.from({ length: pages / 4 }, (_none, sheet): [number, number][] => [
    [pages - 2 * sheet, 1 + 2 * sheet],
    [2 + 2 * sheet, pages - 1 - 2 * sheet],
  ]).flat();
}
