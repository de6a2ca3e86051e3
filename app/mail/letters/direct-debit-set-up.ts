import { formatPence } from "#app/money/pence.ts";
import { duesPath } from "#app/references/addresses.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findApplicationForLetter } from "./application-facts.ts";

/**
 * Confirms an application whose first dues the bank has still to collect: the reference, the sum, how to stop, and that
 * nothing has arrived yet (uk-rules.md 3.4, 5.4).
 */
export const directDebitSetUp: LetterWriter = async ({ db, settings }, applicationId) => {
  const application = await findApplicationForLetter(db, applicationId);
  if (!application?.email) return undefined;
  const { party, siteUrl } = settings;
  const dues = formatPence(application.dues_pence);
  return {
    to: application.email,
    from: "party",
    subject: `Thank you: reference ${application.public_ref}`,
    paragraphs: [
      `We have what you sent us, and your Direct Debit is set up. The reference is ${application.public_ref}.`,
      `Your bank takes 4 to 7 working days for the first ${dues}. When it has arrived we write again, and a member calls or writes within ${party.welcomeDays} days of that.`,
      `${dues} is taken every month until you stop, which you can do at any time: here, without signing in, or write to ${party.email}, call ${party.phone}, or tell your bank.\n${siteUrl}${duesPath(settings.formSecret, application)}`,
      "You have 14 days to change your mind and be refunded in full. The Direct Debit Guarantee protects you.",
      "A person reads each application and accepts it. If yours is not accepted, what you paid is refunded in full.",
    ],
  };
};
