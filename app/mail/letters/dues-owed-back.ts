import { formatPence } from "#app/money/pence.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findApplicationForLetter } from "./application-facts.ts";

/** To somebody who paid for a second membership: which money it was, and that it goes back. */
export const duesOwedBack: LetterWriter = async ({ db, settings }, applicationId) => {
  const application = await findApplicationForLetter(db, applicationId);
  if (!application?.email) return undefined;
  const dues = formatPence(application.dues_pence);
  return {
    to: application.email,
    from: "party",
    subject: `Thank you: reference ${application.public_ref}`,
    paragraphs: [
      `We received ${dues} from you, reference ${application.public_ref}. Your dues are paid already under this name and email address, so this was a second payment.`,
      `We owe you that ${dues} and send it back to the card or account it came from. Nothing more is taken for it; what you paid before goes on as it was.`,
      `If that is not what you meant, write to ${settings.party.email} or call ${settings.party.phone}.`,
    ],
  };
};
