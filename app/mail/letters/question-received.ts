import type { LetterWriter } from "../write-letter.ts";

/** Acknowledges a question to the one who asked it. */
export const questionReceived: LetterWriter = async ({ db, settings }, questionId) => {
  const question = await db
    .selectFrom("questions")
    .leftJoin("texts", "texts.id", "questions.about_text_id")
    .select(["questions.public_ref", "questions.email", "questions.body", "texts.title"])
    .where("questions.id", "=", questionId)
    .executeTakeFirst();
  if (!question?.email) return undefined;
  return {
    to: question.email,
    from: "party",
    subject: `Your question ${question.public_ref}`,
    paragraphs: [
      `Thank you for writing. A member, not a machine, will answer, usually within ${settings.party.replyWorkingDays} working days. The reference is ${question.public_ref}.`,
      `${question.title ? `About ${question.title}. ` : ""}You asked:`,
      question.body,
    ],
  };
};
