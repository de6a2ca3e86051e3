import { z } from "zod";
import { optionalLine, optionalSlug, paragraphs } from "#app/forms/fields.ts";
import { guard } from "#app/forms/form-token.ts";

/** "Something wrong in this paragraph?" What is wrong, and where: nobody is asked who they are. */
export function typoForm(formSecret: string, now: Date) {
  return z.object({
    quoted: optionalLine({ label: "The words as they stand", max: 500 }),
    says: paragraphs({ label: "What is wrong", max: 2000, empty: "Enter what is wrong, and what it should say" }),
    at: optionalSlug("Choose the paragraph by its number, like p12"),
    ...guard(formSecret, "typo", now),
  });
}

/** The address of the form: the paragraph it is about, or the report that was sent. */
export const TypoQuery = z.object({
  at: optionalSlug("Choose the paragraph by its number, like p12"),
  sent: optionalSlug("Open the form from the text’s own page"),
});
