import { formatPence } from "#app/money/pence.ts";
import { duesPath } from "#app/references/addresses.ts";
import type { LetterWriter } from "../write-letter.ts";
import { findApplicationForLetter } from "./application-facts.ts";

/** An application waits for a person to accept it; what was paid is said, and what happens if it is not accepted. */
export const applicationReceived: LetterWriter = async ({ db, settings }, applicationId) => {
  const application = await findApplicationForLetter(db, applicationId);
  if (!application?.email) return undefined;
  const { party, siteUrl } = settings;
  const dues = formatPence(application.dues_pence);
  return {
    to: application.email,
    from: "party",
    subject: `Thank you: reference ${application.public_ref}`,
    paragraphs: [
      `We have what you sent us. The reference is ${application.public_ref}.`,
      application.branch
        ? `It is with ${application.branch} branch, and a member will write or call within ${party.welcomeDays} days.`
        : `No branch covers your postcode yet, so a member will write or call within ${party.welcomeDays} days to find the best one for you.`,
      application.wants_contact_about_paying
        ? "Nothing has been taken. You asked us to get in touch about how to pay, and we will."
        : `Your first dues of ${dues} are paid. ${dues} is taken every month until you stop, which you can do at any time: here, without signing in, or write to ${party.email} or call ${party.phone}. You have 14 days to change your mind and be refunded in full.\n${siteUrl}${duesPath(settings.formSecret, application)}`,
      application.wants_contact_about_paying
        ? "A person reads each application and accepts it."
        : "A person reads each application and accepts it. If yours is not accepted, what you paid is refunded in full.",
      `Until then, a good place to start reading: ${siteUrl}/texts/in-defence-of-october`,
    ],
  };
};
