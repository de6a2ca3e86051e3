import { sql } from "kysely";
import type { Reader } from "#db/client.ts";

const MOST_WORDS = 8;
const SHORTEST = 4;

/**
 * The question with each word that no text has replaced by the nearest that some text has: “Petrogard” → “petrograd”.
 * Undefined where every word is known, or none is near. What was in quotation marks or left out stays as it is.
 */
export async function nearestWords(db: Reader, query: string): Promise<string | undefined> {
  if (/["”“]|(^|\s)-/.test(query)) return undefined;
  const words = [...new Set(query.toLowerCase().match(/\p{L}+/gu) ?? [])]
    .filter((word) => [...word].length >= SHORTEST)
    .slice(0, MOST_WORDS);
  if (words.length === 0) return undefined;
  const { rows } = await sql<{ asked: string; near: string }>`
    select asked.word as asked, near.word as near
    from unnest(${words}::text[]) as asked(word)
    cross join lateral (
      select k.word from known_words k
      where k.word % asked.word and abs(char_length(k.word) - char_length(asked.word)) <= 3
      order by similarity(k.word, asked.word) desc, abs(char_length(k.word) - char_length(asked.word)), k.word limit 1
    ) near
    where not exists (select from known_words where word = asked.word)`.execute(db);
  if (rows.length === 0) return undefined;
  const nearest = new Map(rows.map(({ asked, near }) => [asked, near]));
  return query.replace(/\p{L}+/gu, (word) => nearest.get(word.toLowerCase()) ?? word);
}
