import type { LetterWriter } from "../write-letter.ts";
import { findApplicationForLetter } from "./application-facts.ts";

/** To a member who applied again: only their own mailbox is told. */
export const alreadyAMember: LetterWriter = async ({ db, settings }, applicationId) => {
  const application = await findApplicationForLetter(db, applicationId);
  if (!application?.email) return undefined;
  return {
    to: application.email,
    from: "party",
    subject: `Thank you: reference ${application.public_ref}`,
    paragraphs: [
      `You are with us already under this name and email address, so nothing more is needed. If you pay all the same, that money is noted as owed to you, nothing more is taken, and we send it back.`,
      `If you meant to change what you pay, or if this was not you, write to ${settings.party.email} or call ${settings.party.phone}.`,
    ],
  };
};
