import type { Stage } from "./stage.ts";

/**
 * Has so many copies of each pamphlet printed, on top of what lies there; fewer than none are counted off. Gives what
 * there is of each then.
 */
export async function printCopies(
  stage: Stage,
  copies: Readonly<Record<string, number>>,
): Promise<Map<string, number>> {
  const { owner } = stage.database;
  for (const [slug, quantity] of Object.entries(copies)) {
    await owner.query(
      `with moved as (
         insert into stock_moves (pamphlet_id, quantity, reason, actor)
         select id, $1::int, case when $1 > 0 then 'printed' else 'counted' end, 'faults' from pamphlets where slug = $2 returning pamphlet_id, quantity
       ) update stock s set on_hand = s.on_hand + moved.quantity from moved where s.pamphlet_id = moved.pamphlet_id`,
      [quantity, slug],
    );
  }
  const { rows } = await owner.query<{ slug: string; n: number }>(
    "select slug, on_hand as n from pamphlets join stock on pamphlet_id = id",
  );
  return new Map(rows.map(({ slug, n }) => [slug, n]));
}
