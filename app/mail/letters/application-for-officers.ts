import type { LetterWriter } from "../write-letter.ts";
import { findApplicationForLetter } from "./application-facts.ts";

/** Tells the officers that an application waits. Who it is from is read in the database, not in a mailbox. */
export const applicationForOfficers: LetterWriter = async ({ db, settings }, applicationId) => {
  const application = await findApplicationForLetter(db, applicationId);
  if (!application) return undefined;
  return {
    to: settings.mail.officers,
    from: "party",
    subject: `For the membership secretary: ${application.public_ref}`,
    paragraphs: [
      `${application.public_ref} waits for a person. Branch: ${application.branch ?? "none yet"}.`,
      `They were told that someone writes or calls within ${settings.party.welcomeDays} days.`,
    ],
  };
};
