import { duesPath } from "#app/references/addresses.ts";
import type { LetterWriter } from "../write-letter.ts";
import { applicationOf, findStepForLetter } from "./arrears-facts.ts";

/** The second letter about the same dues: shorter, and it asks to talk. */
export const arrearsSecondReminder: LetterWriter = async ({ db, settings }, stepId) => {
  const facts = await findStepForLetter(db, stepId);
  if (!facts?.email) return undefined;
  const { party, siteUrl, formSecret } = settings;
  const application = applicationOf(facts);
  return {
    to: facts.email,
    from: "party",
    subject: application ? `Your reference ${application.public_ref}: a second note` : "A second note from us",
    paragraphs: [
      `${facts.reason} We write once more in case our last letter went astray.`,
      application
        ? `To pay by card or bank, without signing in: ${siteUrl}${duesPath(formSecret, application)}`
        : `To pay, write to ${party.email}.`,
      `If something stands in the way, tell us: ${party.phone} (${party.phoneHours}) or ${party.email}. We can change what you pay, or stop asking for a while; no reason is needed.`,
      "Nothing ends by itself: you are with us as before. If you would rather stop, one word to us is enough.",
    ],
  };
};
