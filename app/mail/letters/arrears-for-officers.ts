import type { LetterWriter } from "../write-letter.ts";
import { findStepForLetter } from "./arrears-facts.ts";

/** Tells the officers that a step of the ladder is theirs. Who it is about is read in the database, not in a mailbox. */
export const arrearsForOfficers: LetterWriter = async ({ db, settings }, stepId) => {
  const facts = await findStepForLetter(db, stepId);
  if (!facts) return undefined;
  const reference = facts.public_ref ?? `step ${facts.id}`;
  return {
    to: settings.mail.officers,
    from: "party",
    subject: `For the membership secretary: ${reference}`,
    paragraphs: [
      `${reference}: ${facts.reason}`,
      `On the ladder: ${facts.step}.${facts.said ? ` ${facts.said}` : ""}`,
      "They read the same sentence about their dues. Nothing ends unless a person ends it; hardship needs one tick and no reason.",
    ],
  };
};
