import { type RawBuilder, sql } from "kysely";
import type { Reader } from "#db/client.ts";

export type Found = {
  /** A guide is ours; what it is a guide to is another's. */
  kind: "text" | "guide" | "news" | "pamphlet";
  slug: string;
  title: string;
  by: string;
  /** The paragraph of a text where the words are, as `p12`. */
  anchor: string | undefined;
  /** Pieces of the snippet; every second one is what was looked for. */
  snippet: string[];
  /** It begins in the middle of a sentence. */
  cut: boolean;
};

const LONGEST = 200;
const MOST = 30;
/** Private-use characters: they cannot be in what people type or read, so they can mark what was found. */
const START = "\ue000";
const STOP = "\ue001";
const HEADLINE = `StartSel=${START}, StopSel=${STOP}, MaxWords=34, MinWords=18, MaxFragments=1`;

/** What was asked for, made fit to ask: no control characters, no half characters, not too long. */
export function cleanQuery(asked: string | null): string {
  const plain = (asked ?? "")
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return [...plain].slice(0, LONGEST).join("").trim();
}

/** Plain words also find longer ones that begin so. A phrase or a word left out is meant as it is typed. */
function beginnings(query: string): string {
  if (/["”“-]/.test(query)) return "";
  const words = query.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return words.map((word) => `${word}:*`).join(" & ");
}

/**
 * Looks for words in texts, news and pamphlets, in every form of each word, and for part of a title or a name.
 * Any input is fine: quotation marks ask for a phrase, a minus leaves a word out. Best matches first.
 */
export async function search(db: Reader, asked: string, now: Date): Promise<Found[]> {
  const query = cleanQuery(asked);
  if (query === "") return [];
  const rows = await sql<{
    kind: Found["kind"];
    slug: string;
    title: string;
    by: string;
    anchor: string | null;
    snippet: string;
  }>`
    with asked as (
      select websearch_to_tsquery('english', ${query}) || to_tsquery('english', ${beginnings(query)}) as q, lower(${query}) as part
    ),
    everything as (
      select case when e.holds = 'guide' then 'guide' else 'text' end as kind, t.slug, t.title, t.author as by, t.summary,
        ${plain(sql.ref("e.introduction_html"))} || ' ' || ${plain(sql.ref("e.body_html"))} as body, e.body_html as html
      from texts t
      join lateral (select * from editions where text_id = t.id and published_at is not null order by number desc limit 1) e on true
      union all
      select 'news', slug, title, author, standfirst, ${plain(sql.ref("body_html"))}, null from news where published_at <= ${now}
      union all
      select 'pamphlet', slug, title, author, summary, ${plain(sql.ref("description_html"))}, null from pamphlets where on_sale
    ),
    weighed as (
      select *, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', by), 'B')
        || setweight(to_tsvector('english', summary), 'C') || setweight(to_tsvector('english', body), 'D') as words
      from everything
    ),
    best as (
      select w.*, ts_rank(words, q) + case when position(part in lower(title || ' ' || by)) > 0 then 1 else 0 end as rank
      from weighed w, asked
      where words @@ q or position(part in lower(title || ' ' || by)) > 0
      order by rank desc, title limit ${MOST}
    )
    select b.kind, b.slug, b.title, b.by, p.anchor, ts_headline('english', coalesce(p.words, b.summary || ' ' || b.body), asked.q, ${HEADLINE}) as snippet
    from best b cross join asked
    left join lateral (
      select m[1] as anchor, ${plain(sql`m[2]`)} as words from regexp_matches(b.html, '<(?:p|li) id="(p[0-9]+)">(.*?)</(?:p|li)>', 'g') as m
      where to_tsvector('english', ${plain(sql`m[2]`)}) @@ asked.q
      order by ts_rank(to_tsvector('english', ${plain(sql`m[2]`)}), asked.q) desc limit 1
    ) p on true
    order by b.rank desc, b.title`.execute(db);
  return rows.rows.map((row) => ({
    ...row,
    anchor: row.anchor ?? undefined,
    ...tidySnippet(row.snippet),
  }));
}

/** Tags that went left spaces before commas and stops; and words cut out of a sentence are to look it. */
function tidySnippet(found: string): Pick<Found, "snippet" | "cut"> {
  const tidy = found
    .replace(/\[[0-9a-z]+\]/gu, "")
    .replace(/\s+([\ue000\ue001]?)(?=[,.;:!?’”)])/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  return { snippet: tidy.split(/[\ue000\ue001]/u), cut: !/^[\ue000“‘]*[\p{Lu}\d]/u.test(tidy) };
}

/** The words of stored HTML, which our own writer made: tags and two escapes are all there is to undo. */
function plain(words: RawBuilder<unknown>) {
  return sql`replace(replace(regexp_replace(${words}, '<[^>]*>', ' ', 'g'), '&#x26;', '&'), '&#x3C;', '<')`;
}
