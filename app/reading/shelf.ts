import { sql } from "kysely";
import type { Reader } from "#db/client.ts";

export type OnShelf = {
  slug: string;
  title: string;
  /** The number of the newest published edition. */
  published: number | null;
  /** The number of the draft. */
  draft: number | null;
  scheduledFor: Date | null;
  withdrawn: boolean;
  /** Copies of its pamphlet that were paid for after "Add to basket" on the text's own page. Nobody knows by whom. */
  bought: number;
};

/** Every text as its editor sees it: published, in draft, to come, taken back. By title. */
export async function listAllTexts(db: Reader): Promise<OnShelf[]> {
  const { rows } = await sql<OnShelf>`
    select t.slug, t.title, max(e.number) filter (where e.published_at is not null) as published,
      max(e.number) filter (where e.published_at is null) as draft,
      max(e.scheduled_for) filter (where e.published_at is null) as "scheduledFor",
      t.withdrawn_at is not null as withdrawn,
      (select coalesce(sum(l.quantity), 0)::int from orders o join order_lines l on l.order_id = o.id
       join pamphlets p on p.id = l.pamphlet_id
       where o.from_text_id = t.id and o.paid_at is not null and p.text_id = t.id) as bought
    from texts t left join editions e on e.text_id = t.id group by t.id order by t.title`.execute(db);
  return rows;
}
