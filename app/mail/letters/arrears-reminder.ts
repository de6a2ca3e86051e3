import { duesPath } from "#app/references/addresses.ts";
import type { LetterWriter } from "../write-letter.ts";
import { applicationOf, findStepForLetter } from "./arrears-facts.ts";

/** The first letter about dues that have not come: what is missing, how to pay, and that nothing ends by itself. */
export const arrearsReminder: LetterWriter = async ({ db, settings }, stepId) => {
  const facts = await findStepForLetter(db, stepId);
  if (!facts?.email) return undefined;
  const { party, siteUrl, formSecret } = settings;
  const application = applicationOf(facts);
  return {
    to: facts.email,
    from: "party",
    subject: application ? `Your reference ${application.public_ref}` : "A note from us",
    paragraphs: [
      `${facts.reason} It happens: a card runs out, a bank says no, a month is short.`,
      application
        ? `You can put it right here, without signing in: ${siteUrl}${duesPath(formSecret, application)}\nOr call ${party.phone} (${party.phoneHours}) or write to ${party.email}, and we find another way.`
        : `To pay, call ${party.phone} (${party.phoneHours}) or write to ${party.email}.`,
      "Nothing ends by itself: you are with us as before. If money is tight, tell us and we stop asking; no reason is needed.",
      "If your payment has crossed with this letter, thank you, and pass it over. If you would rather stop, one word to us is enough.",
    ],
  };
};
