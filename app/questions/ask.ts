import { firstResult, noteResult } from "#app/forms/form-key.ts";
import { queueLetter } from "#app/mail/outbox.ts";
import { linkKey } from "#app/references/link-key.ts";
import { newReference } from "#app/references/reference.ts";
import type { Site } from "#app/site.ts";
import { type Reader, type Tx, transact } from "#db/client.ts";

export type Asked = {
  formKey: string;
  question: string;
  replyBy: "email" | "phone";
  email: string | undefined;
  phone: string | undefined;
  name: string | undefined;
  /** The text it is about; one we do not have is forgotten. */
  about: string | undefined;
};

/** Where the answer goes, alike however it was typed: the target that limits are counted by. */
export function replyTo({ replyBy, email, phone }: Pick<Asked, "replyBy" | "email" | "phone">): string {
  return replyBy === "email" ? (email ?? "").toLowerCase() : (phone ?? "").replace(/[^0-9]/gu, "");
}

/**
 * Keeps a question and tells the officers and, by email, the one who asked. A second press of the same button gets the
 * first result. Returns the address of the page that says so.
 */
export async function askQuestion(site: Site, asked: Asked): Promise<string> {
  const sent = await transact(site.db, async (tx) => {
    const first = await firstResult(tx, asked.formKey, "question");
    if (first) return findSent(tx, first);
    const question = await tx
      .insertInto("questions")
      .values({
        public_ref: newReference("Q"),
        about_text_id: asked.about ? ((await findAbout(tx, asked.about))?.id ?? null) : null,
        body: asked.question,
        reply_by: asked.replyBy,
        name: asked.name ?? null,
        email: asked.email ?? null,
        phone: asked.phone ?? null,
        asked_at: site.clock.now(),
      })
      .returning(["id", "public_ref"])
      .executeTakeFirstOrThrow();
    if (asked.replyBy === "email") await queueLetter(tx, "question-received", question.id);
    await queueLetter(tx, "question-for-officers", question.id);
    await noteResult(tx, asked.formKey, "question", question.id);
    return question;
  });
  return `/contact/sent?ref=${sent.public_ref}&key=${linkKey(site.settings.formSecret, "question", sent.id)}`;
}

const findSent = (tx: Tx, id: string) =>
  tx.selectFrom("questions").select(["id", "public_ref"]).where("id", "=", id).executeTakeFirstOrThrow();

/** The text a question is about, by its slug. Undefined for one that is a draft still: its title is nobody's to read. */
export function findAbout(db: Reader, slug: string) {
  return db
    .selectFrom("texts")
    .select(["id", "slug", "title"])
    .where("slug", "=", slug)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("editions")
          .select("editions.id")
          .whereRef("editions.text_id", "=", "texts.id")
          .where("published_at", "is not", null),
      ),
    )
    .executeTakeFirst();
}

/** A question that was sent, with what it is about. The route has to check the link's key. */
export function findQuestion(db: Reader, publicRef: string) {
  return db
    .selectFrom("questions")
    .leftJoin("texts", "texts.id", "questions.about_text_id")
    .select([
      "questions.id",
      "questions.public_ref as reference",
      "questions.body",
      "questions.reply_by as replyBy",
      "questions.email",
      "questions.phone",
      "questions.asked_at as askedAt",
      "texts.title as about",
      "texts.slug as aboutSlug",
    ])
    .where("questions.public_ref", "=", publicRef)
    .executeTakeFirst();
}
