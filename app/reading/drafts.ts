import { z } from "zod";
import { type Db, type Tx, transact } from "#db/client.ts";
import { joinDashes } from "./markdown.ts";
import { findOldAddress } from "./old-addresses.ts";
import { type RenderedText, renderIntroduction, renderText, TextProblem } from "./render-text.ts";
import { Provenance } from "./texts.ts";

/** What is known of a text besides its words. Empty: not known. */
export const Particulars = z.object({
  title: z.string(),
  author: z.string(),
  occasion: z.string(),
  /** `1924`, `1932-11`, `1999-10-01`, or empty. */
  originalDate: z.string(),
  paper: z.string().nullable(),
  /** At most 155 characters. */
  summary: z.string(),
});
export type Particulars = z.infer<typeof Particulars>;

/** A text as an editor or the importer brings it. `introduction` and `body` are Markdown. */
export type TextDraft = Particulars & {
  slug: string;
  holds: "guide" | "full text";
  /** Ours, and kept apart; empty keeps the one that is there. */
  introduction: string;
  body: string;
  provenance: Provenance;
  /** May be empty in a draft: what is published says whose it is. */
  rights: string;
};

/** There is a draft of the text already, and nobody said that it may be replaced. */
export class DraftInTheWay extends Error {
  readonly edition: number;
  constructor(slug: string, edition: number, savedAt: Date) {
    super(
      `There is a draft of “${slug}” already: edition ${edition}, saved on ${savedAt.toISOString().slice(0, 10)}. Publish it first, or say that this one replaces it`,
    );
    this.edition = edition;
  }
}

/**
 * Stores a text as a draft: the next edition of the text, or the first of a new one. What readers see stays as it is.
 * Particulars left empty keep what is there. A text has one draft: throws `DraftInTheWay` unless told to replace it,
 * and `TextProblem` for Markdown that cannot be shown.
 */
export async function saveDraft(
  db: Db,
  draft: TextDraft,
  now: Date,
  { replace = false }: { replace?: boolean } = {},
): Promise<{ slug: string; edition: number }> {
  const rendered = renderText(draft.body, { holds: draft.holds });
  if ([...draft.summary].length > 155) throw new TextProblem("Shorten the summary to 155 characters");
  return transact(db, async (tx) => {
    const moved = await findOldAddress(tx, `/texts/${draft.slug}`);
    // its readers are led on for ever, and a text that came to stand there would be there twice
    if (moved) {
      const where = moved === "gone" ? "is gone on purpose" : `is at ${moved.to} now`;
      throw new TextProblem(`What was at /texts/${draft.slug} ${where}: bring this in under another address`);
    }
    const text = await findOrMake(tx, draft);
    const newest = await tx
      .selectFrom("editions")
      .select(["number", "published_at", "created_at", "introduction_markdown", "provenance", "rights"])
      .where("text_id", "=", text.id)
      .orderBy("number", "desc")
      .executeTakeFirst();
    let number = (newest?.number ?? 0) + 1;
    if (newest && !newest.published_at) {
      if (!replace) throw new DraftInTheWay(draft.slug, newest.number, newest.created_at);
      number = newest.number;
      await tx.deleteFrom("editions").where("text_id", "=", text.id).where("published_at", "is", null).execute();
    }
    const before = newest && Provenance.parse(newest.provenance);
    await tx
      .insertInto("editions")
      .values({
        text_id: text.id,
        number,
        holds: draft.holds,
        ...introductionColumns(draft.introduction || newest?.introduction_markdown || ""),
        body_markdown: draft.body,
        ...renderedColumns(rendered),
        particulars: JSON.stringify(known(Particulars.parse({ ...draft, title: joinDashes(draft.title) }))),
        provenance: JSON.stringify({ ...before, ...known(draft.provenance) }),
        rights: draft.rights || newest?.rights || "",
        created_at: now,
      })
      .execute();
    return { slug: draft.slug, edition: number };
  });
}

/** What the page shows of a rendered body. */
export function renderedColumns(rendered: RenderedText) {
  return {
    body_html: rendered.html,
    sections: JSON.stringify(rendered.sections),
    notes: JSON.stringify(rendered.notes),
    words: rendered.words,
    retired_anchors: JSON.stringify(rendered.retired),
  };
}

function introductionColumns(markdown: string) {
  return { introduction_markdown: markdown, introduction_html: renderIntroduction(markdown) };
}

/** Only what says something. */
function known<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== "" && value != null)) as Partial<T>;
}

/** The text's row, locked, so that two who save at once do not take one number. */
async function findOrMake(tx: Tx, draft: TextDraft): Promise<{ id: string }> {
  await tx
    .insertInto("texts")
    .values({
      slug: draft.slug,
      title: joinDashes(draft.title),
      author: draft.author,
      occasion: draft.occasion,
      original_date: draft.originalDate,
      paper: draft.paper,
      summary: draft.summary,
    })
    .onConflict((conflict) => conflict.column("slug").doNothing())
    .execute();
  return tx.selectFrom("texts").select("id").where("slug", "=", draft.slug).forUpdate().executeTakeFirstOrThrow();
}
