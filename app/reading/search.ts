import { sql } from "kysely";
import type { Reader } from "#db/client.ts";
import { nearestWords } from "./spelling.ts";

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
  /** There are more words after it. */
  goesOn: boolean;
};

export type SearchResult = {
  found: Found[];
  /** What was looked for in the place of what was asked, where no text has a word of it. */
  instead: string | undefined;
};

const LONGEST = 200;
const MOST = 30;
/** Private-use characters: they cannot be in what people type or read, so they can mark what was found. */
const START = "\ue000";
const STOP = "\ue001";
const MARKS = `StartSel=${START}, StopSel=${STOP}`;
const A_PIECE = `${MARKS}, MaxWords=34, MinWords=18, MaxFragments=1`;
/** Characters: a passage no longer than this is shown whole. */
const SHORT = 240;

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
 * Any input is fine: quotation marks ask for a phrase, a minus leaves a word out. Best matches first. Where nothing
 * has the words, the nearest words that some text has are looked for instead.
 */
export async function search(db: Reader, asked: string, now: Date): Promise<SearchResult> {
  const query = cleanQuery(asked);
  if (query === "") return { found: [], instead: undefined };
  const found = await searchFor(db, query, now);
  if (found.length > 0) return { found, instead: undefined };
  const nearest = await nearestWords(db, query);
  if (nearest === undefined) return { found, instead: undefined };
  const near = await searchFor(db, nearest, now);
  return { found: near, instead: near.length > 0 ? nearest : undefined };
}

/**
 * One question. Texts are chosen by all their words at once (`editions.search`, without places), ranked by title and
 * name before body, and by how many of their paragraphs have the words; only of the best is the paragraph looked for
 * that is shown. A phrase is only in a text where a paragraph or its head has it in that order.
 */
async function searchFor(db: Reader, query: string, now: Date): Promise<Found[]> {
  const { rows } = await sql<Omit<Found, "snippet" | "cut" | "anchor"> & { anchor: string | null; snippet: string }>`
    with asked as materialized (
      select q, loosened(q) as loose, loosened(q) <> q as phrase, lower(${query}) as part
      from (select websearch_to_tsquery('english', ${query}) || to_tsquery('english', ${beginnings(query)}) as q) one
    ),
    candidates as materialized (
      select e.id from asked, editions e where e.search @@ loose and e.published_at is not null
      union
      select e.id from asked, texts t join editions e on e.text_id = t.id
      where position(part in lower(t.title || ' ' || t.author)) > 0 and e.published_at is not null
    ),
    texts_found as materialized (
      select e.id as edition_id, e.holds, t.slug, t.title, t.author, t.search @@ q as in_head, ts_rank(t.search, q) as head_rank,
        position(part in lower(t.title || ' ' || t.author)) > 0 as in_name
      from asked cross join candidates join editions e using (id) join texts t on t.id = e.text_id
      where t.withdrawn_at is null
        and not exists (select from editions later where later.text_id = e.text_id and later.number > e.number
                        and later.published_at is not null)
    ),
    hits as materialized (
      select p.edition_id, count(*) as paragraphs from asked, paragraphs p where p.search @@ q group by p.edition_id
    ),
    best as (
      select case when t.holds = 'guide' then 'guide' else 'text' end as kind, t.slug, t.title, t.author as by,
        t.edition_id, null::text as words,
        t.in_name::int + t.head_rank * 2 + coalesce(ln(1 + h.paragraphs), 0) / 10 as rank
      from texts_found t left join hits h using (edition_id)
      where t.in_name or t.in_head or h.paragraphs is not null or not (select phrase from asked)
      union all
      select 'news', slug, title, author, null, standfirst || ' ' || words_of_html(body_html), ts_rank(search, q)
      from news, asked where published_at <= ${now} and search @@ q
      union all
      select 'pamphlet', slug, title, author, null, summary || ' ' || words_of_html(description_html),
        ts_rank(search, q) + (position(part in lower(title || ' ' || author)) > 0)::int
      from pamphlets, asked where on_sale and (search @@ q or position(part in lower(title || ' ' || author)) > 0)
      order by rank desc, title limit ${MOST}
    )
    select b.kind, b.slug, b.title, b.by, p.anchor,
      ts_headline('english', passage, q, case when goes_on then ${A_PIECE} else ${`${MARKS}, HighlightAll=true`} end) as snippet,
      goes_on as "goesOn"
    from best b cross join asked
    left join lateral (
      -- "offset 0": each text's paragraphs are looked at one by one; asking the index again for each would take all of its
      select anchor, words from (select * from paragraphs where edition_id = b.edition_id offset 0) own
      where search @@ q or search @@ any_of(q)
      order by search @@ q desc, ts_rank(search, any_of(q)) desc, position limit 1
    ) p on true
    left join lateral (
      select t.summary || ' ' || words_of_html(introduction_html) as words
      from editions join texts t on t.id = text_id where editions.id = b.edition_id
    ) e on p.words is null and b.words is null
    cross join lateral (select coalesce(p.words, b.words, e.words, '') as passage) w
    cross join lateral (select char_length(passage) > ${SHORT} as goes_on) l
    order by b.rank desc, b.title`.execute(db);
  return rows.map((row) => ({ ...row, anchor: row.anchor ?? undefined, ...tidySnippet(row.snippet) }));
}

/** Words cut out of a sentence are to look it. */
function tidySnippet(found: string): Pick<Found, "snippet" | "cut"> {
  const tidy = found
    .replace(/\s+([\ue000\ue001]?)(?=[,.;:!?’”)])/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();
  return { snippet: tidy.split(/[\ue000\ue001]/u), cut: !/^[\ue000“‘]*[\p{Lu}\d]/u.test(tidy) };
}
