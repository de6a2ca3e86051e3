import type { LetterWriter } from "../write-letter.ts";

/** Brings a question to the officers, who answer by replying. */
export const questionForOfficers: LetterWriter = async ({ db, settings }, questionId) => {
  const question = await db
    .selectFrom("questions")
    .leftJoin("texts", "texts.id", "questions.about_text_id")
    .select([
      "questions.public_ref",
      "questions.email",
      "questions.phone",
      "questions.name",
      "questions.reply_by",
      "questions.body",
      "texts.title",
    ])
    .where("questions.id", "=", questionId)
    .executeTakeFirst();
  if (!question) return undefined;
  return {
    to: settings.mail.officers,
    from: "party",
    subject: `A question to answer: ${question.public_ref}`,
    ...(question.email ? { replyTo: question.email } : {}),
    paragraphs: [
      `${question.name ?? "Someone"} asks${question.title ? ` about ${question.title}` : ""}:`,
      question.body,
      question.reply_by === "email" ? `Reply by email: ${question.email}` : `Reply by phone: ${question.phone}`,
      `They were told to expect an answer within ${settings.party.replyWorkingDays} working days.`,
    ],
  };
};
