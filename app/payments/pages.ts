const AT_ONCE = 100;

type Turn = { limit: number; starting_after?: string };

/** Reads a list of Stripe's from its newest to its oldest, a page at a time. What is added meanwhile is not seen twice. */
export async function* pagesOf<T extends { id: string }>(
  list: (turn: Turn) => Promise<{ data: T[]; has_more: boolean }>,
): AsyncGenerator<T[]> {
  let last: string | undefined;
  for (;;) {
    const page = await list(last === undefined ? { limit: AT_ONCE } : { limit: AT_ONCE, starting_after: last });
    if (page.data.length > 0) yield page.data;
    last = page.data.at(-1)?.id;
    if (!page.has_more || last === undefined) return;
  }
}
