import { spawnSync } from "node:child_process";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { saveDraft } from "#app/reading/drafts.ts";
import { publishEdition } from "#app/reading/publish.ts";
import { search } from "#app/reading/search.ts";
import { connect, type Reader } from "#db/client.ts";
import type { DB } from "#db/types.ts";
import { makeText, makeWords, numbers } from "./generated-text.ts";
import { median, onFreshDatabase, p95 } from "./ground.ts";

// `npm run bench:search [-- TEXTS]`: search over many long texts, against the same statement given to psql. Texts are
// published by the real function, one in ten; the others are copies of those, under other names.

const TEXTS = Number.parseInt(process.argv[2] ?? "2000", 10);
const WORDS = 10_000;
const COPIES = 10;
const ROUNDS = 8;
const NOW = new Date();

type Asked = { sql: string; parameters: readonly unknown[] };

await onFreshDatabase(async (url) => {
  const { db } = connect(url);
  const random = numbers(1917);
  const language = makeWords(30_000, random);
  const began = performance.now();
  for (let n = 0; n < Math.ceil(TEXTS / COPIES); n += 1) {
    await saveDraft(db, makeText(`text-${n}`, WORDS, language, random), NOW);
    const done = await publishEdition(db, `text-${n}`, NOW);
    if (!done.ok) throw new Error(done.problems.join("; "));
    if (n % 20 === 0) process.stdout.write(`\r${n * COPIES} texts`);
  }
  const patient = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }),
  });
  await copyTexts(patient, COPIES - 1);
  await sql`vacuum analyze`.execute(patient);
  await patient.destroy();
  const { rows } = await sql<{ texts: number; paragraphs: number; size: string }>`
    select (select count(*) from texts) as texts, (select count(*) from paragraphs) as paragraphs,
      pg_size_pretty(pg_database_size(current_database())) as size`.execute(db);
  console.log(
    `\r${rows[0]?.texts} texts of ${WORDS} words, ${rows[0]?.paragraphs} paragraphs, ${rows[0]?.size}, made in ${Math.round((performance.now() - began) / 1000)} s`,
  );

  const asked: Asked[] = [];
  const listening = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 1 }) }),
    log: (event) => void asked.push(event.query),
  });
  console.log("question                    found   ours p50    p95   psql p50    p95  ours/psql p95");
  for (const question of questionsOf(language)) {
    const ours: number[] = [];
    const theirs: number[] = [];
    let found = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      asked.length = 0;
      const start = performance.now();
      found = (await search(listening as unknown as Reader, question, NOW)).found.length;
      ours.push(performance.now() - start);
      theirs.push(...inPsql(url, asked));
    }
    const cells = [median(ours), p95(ours), median(theirs), p95(theirs)].map((ms) => ms.toFixed(1).padStart(8));
    const ratio = (p95(ours) / p95(theirs)).toFixed(2).padStart(8);
    console.log(`${question.slice(0, 26).padEnd(26)} ${String(found).padStart(6)} ${cells.join(" ")} ${ratio}`);
  }
  await listening.destroy();
  await db.destroy();
});

/** A rare word, a common one, two and three together, a phrase, one left out, a slip, and what nobody wrote. */
function questionsOf(words: readonly string[]): string[] {
  const at = (place: number) => words[place] ?? "";
  return [
    at(20_000),
    at(500),
    at(1),
    `${at(1)} ${at(2)}`,
    `${at(40)} ${at(300)} ${at(900)}`,
    `"${at(0)} ${at(1)}"`,
    `${at(2)} -${at(3)}`,
    `${at(700)}q`,
    "qqqqzzzz",
  ];
}

/** The same texts under other names: their paragraphs and words are looked through as if they were others. */
async function copyTexts(db: Kysely<DB>, copies: number): Promise<void> {
  for (let copy = 1; copy <= copies; copy += 1) {
    await sql`with t as (
        insert into texts (slug, title, author, occasion, original_date, summary)
        select slug || '-copy-' || ${copy}::int, title, author, occasion, original_date, summary from texts where slug !~ 'copy'
        returning id, slug
      ), e as (
        insert into editions (text_id, number, holds, introduction_markdown, introduction_html, body_markdown, body_html,
          sections, notes, provenance, rights, words, search)
        select t.id, 1, o.holds, o.introduction_markdown, o.introduction_html, o.body_markdown, o.body_html, o.sections,
          o.notes, o.provenance, o.rights, o.words, o.search
        from t join texts original on original.slug = regexp_replace(t.slug, '-copy-.*', '')
        join editions o on o.text_id = original.id returning id, text_id
      )
      insert into paragraphs (edition_id, position, anchor, kind, words)
      select e.id, p.position, p.anchor, p.kind, p.words from e join t on t.id = e.text_id
      join texts original on original.slug = regexp_replace(t.slug, '-copy-.*', '')
      join editions o on o.text_id = original.id join paragraphs p on p.edition_id = o.id`.execute(db);
  }
  await sql`update editions set published_at = now() where published_at is null`.execute(db);
}

/** How long the same statements take in psql, in milliseconds, by its own clock. Empty where there is no psql. */
function inPsql(url: string, asked: readonly Asked[]): number[] {
  const script = ["\\timing on", "\\o /dev/null"];
  asked.forEach((query, index) => {
    const types = query.parameters.map((value) =>
      value instanceof Date
        ? "timestamptz"
        : Array.isArray(value)
          ? "text[]"
          : typeof value === "number"
            ? "int"
            : "text",
    );
    script.push(`prepare q${index} (${types.join(", ")}) as ${query.sql};`);
    script.push(`execute q${index} (${query.parameters.map(literal).join(", ")});`);
  });
  const done = spawnSync("psql", ["-X", "-q", url], { input: script.join("\n"), encoding: "utf8" });
  const times = [...(done.stdout ?? "").matchAll(/^Time: ([\d.]+) ms/gm)].map(([, ms]) => Number(ms));
  // preparing and running are one to us
  return times.length === 0 ? [] : [times.reduce((sum, ms) => sum + ms, 0)];
}

function literal(value: unknown): string {
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]::text[]`;
  return `'${String(value).replaceAll("'", "''")}'`;
}
