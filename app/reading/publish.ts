import { type Selectable, sql } from "kysely";
import { addJob } from "#db/add-job.ts";
import { type Db, type Reader, type Tx, transact } from "#db/client.ts";
import type { Editions, Texts } from "#db/types.ts";
import type { Anchored, Before } from "./anchors.ts";
import { type Particulars, renderedColumns } from "./drafts.ts";
import { type RenderedText, renderText, TextProblem } from "./render-text.ts";
import { findProblems } from "./text-problems.ts";

/** What became of a wish to publish: done, or what has to be put right first, in sentences. */
export type Publishing = { ok: true; edition: number } | { ok: false; problems: string[] };

/**
 * Publishes the draft of a text: readers see it from now on in every edition, and it never changes again. Headings and
 * paragraphs that an earlier edition had keep their addresses. `changes` says in a sentence what differs from the
 * edition before; a first edition needs none.
 */
export async function publishEdition(db: Db, slug: string, now: Date, changes = ""): Promise<Publishing> {
  return transact(db, (tx) => publishDraft(tx, slug, now, changes));
}

/** Lets the worker publish the draft at a later moment. What would keep it from being published is said now. */
export async function scheduleEdition(db: Db, slug: string, at: Date, now: Date, changes = ""): Promise<Publishing> {
  if (at <= now) return { ok: false, problems: ["That moment is past: publish it now, or name a later one"] };
  return transact(db, async (tx) => {
    const found = await findDraft(tx, slug);
    if (!found) return noDraft(slug);
    const checked = await check(tx, found, changes || found.draft.changes);
    if (!checked.ok) return checked;
    await tx
      .updateTable("editions")
      .set({ scheduled_for: at, changes: changes || found.draft.changes })
      .where("id", "=", found.draft.id)
      .execute();
    await waitFor(tx, found.text.id, at);
    return { ok: true, edition: found.draft.number };
  });
}

const waitFor = (tx: Tx, textId: string, at: Date) =>
  addJob(tx, "publish-edition", { textId }, { runAt: at, key: `publish:${textId}` });

/** What the worker does when the moment has come. Nothing where the draft was published, thrown away or put off since. */
export async function publishScheduled(db: Db, textId: string, now: Date): Promise<Publishing | undefined> {
  return transact(db, async (tx) => {
    const text = await tx.selectFrom("texts").select("slug").where("id", "=", textId).executeTakeFirst();
    const found = text && (await findDraft(tx, text.slug));
    const at = found?.draft.scheduled_for;
    if (!at) return undefined;
    if (at > now) {
      // put off; or the queue keeps the database's time, which is ahead of ours: it is told again, or nobody would be
      await waitFor(tx, textId, at);
      return undefined;
    }
    return publishDraft(tx, found.text.slug, now, found.draft.changes);
  });
}

async function publishDraft(tx: Tx, slug: string, now: Date, said: string): Promise<Publishing> {
  const found = await findDraft(tx, slug);
  if (!found) return noDraft(slug);
  // what was said when its moment was named holds where it comes out sooner
  const changes = said || found.draft.changes;
  const checked = await check(tx, found, changes);
  if (!checked.ok) return checked;
  const { text, draft, particulars } = found;
  await tx
    .updateTable("texts")
    .set({
      title: particulars.title,
      author: particulars.author,
      occasion: particulars.occasion,
      original_date: particulars.originalDate,
      paper: particulars.paper,
      summary: particulars.summary,
      // what is published again is no longer taken back
      withdrawn_at: null,
      withdrawn_why: null,
    })
    .where("id", "=", text.id)
    .execute();
  const edition = () => tx.updateTable("editions").where("id", "=", draft.id);
  await edition()
    .set({ ...renderedColumns(checked.rendered), changes })
    .execute();
  await makeFindable(tx, draft.id, checked.rendered.blocks);
  // last, because from here on nothing of it changes
  await edition().set({ published_at: now }).execute();
  await addJob(tx, "make-files", { slug });
  return { ok: true, edition: draft.number };
}

type Found = { text: Selectable<Texts>; draft: Selectable<Editions>; particulars: Particulars };

async function findDraft(tx: Tx, slug: string): Promise<Found | undefined> {
  const text = await tx.selectFrom("texts").selectAll().where("slug", "=", slug).forUpdate().executeTakeFirst();
  if (!text) return undefined;
  const draft = await tx
    .selectFrom("editions")
    .selectAll()
    .where("text_id", "=", text.id)
    .where("published_at", "is", null)
    .executeTakeFirst();
  if (!draft) return undefined;
  const told = draft.particulars as Partial<Particulars>;
  const particulars = {
    title: told.title ?? text.title,
    author: told.author ?? text.author,
    occasion: told.occasion ?? text.occasion,
    originalDate: told.originalDate ?? text.original_date,
    paper: told.paper ?? text.paper,
    summary: told.summary ?? text.summary,
  };
  return { text, draft, particulars };
}

const noDraft = (slug: string): Publishing => ({ ok: false, problems: [`There is no draft of “${slug}”`] });

type Checked = { ok: true; rendered: RenderedText } | { ok: false; problems: string[] };

async function check(tx: Tx, { text, draft, particulars }: Found, changes: string): Promise<Checked> {
  const before = await findEditionBefore(tx, text.id);
  let rendered: RenderedText;
  try {
    rendered = renderText(draft.body_markdown, { holds: draft.holds as "guide" | "full text", before });
  } catch (fault) {
    if (fault instanceof TextProblem) return { ok: false, problems: [fault.message] };
    throw fault;
  }
  const problems = findProblems({ particulars, holds: draft.holds, rights: draft.rights, rendered, before, changes });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rendered };
}

export type EditionBefore = Before & { number: number; holds: string; words: number };

/** The newest published edition with its addresses. Undefined where nothing of the text was published yet. */
async function findEditionBefore(db: Reader, textId: string): Promise<EditionBefore | undefined> {
  const edition = await db
    .selectFrom("editions")
    .select(["id", "number", "holds", "words", "retired_anchors"])
    .where("text_id", "=", textId)
    .where("published_at", "is not", null)
    .orderBy("number", "desc")
    .executeTakeFirst();
  if (!edition) return undefined;
  const blocks = await db
    .selectFrom("paragraphs")
    .select(["anchor", "kind", "words"])
    .where("edition_id", "=", edition.id)
    .orderBy("position")
    .execute();
  return {
    ...edition,
    blocks: blocks as Anchored[],
    retired: edition.retired_anchors as Record<string, string>,
  };
}

/** The words of an edition, paragraph by paragraph, so that it is found, cited and compared by them. */
async function makeFindable(tx: Tx, editionId: string, blocks: readonly Anchored[]): Promise<void> {
  const rows = blocks.filter(({ words }) => words !== "");
  await sql`insert into paragraphs (edition_id, position, anchor, kind, words)
    select ${editionId}::uuid, b.position, b.anchor, b.kind, b.words
    from unnest(${rows.map((row) => row.anchor)}::text[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.words)}::text[]) with ordinality as b(anchor, kind, words, position)`.execute(tx);
  await sql`update editions e set search = strip(to_tsvector('english',
      concat_ws(' ', t.title, t.author, t.summary, words_of_html(e.introduction_html), words_of_html(e.body_html))))
    from texts t where t.id = e.text_id and e.id = ${editionId}`.execute(tx);
  await sql`insert into known_words (word)
    select distinct lexeme from (
      select unnest(to_tsvector('simple', concat_ws(' ', t.title, t.author, t.summary,
        words_of_html(e.introduction_html), words_of_html(e.body_html)))) as part
      from editions e join texts t on t.id = e.text_id where e.id = ${editionId}
    ) words cross join lateral (select (part).lexeme) one
    where lexeme ~ '^[[:alpha:]]+$' and char_length(lexeme) between 3 and 40
    on conflict do nothing`.execute(tx);
}
