import { z } from "zod";
import { choice, email, field, optionalLine, optionalSlug, paragraphs, phone } from "#app/forms/fields.ts";
import { guard } from "#app/forms/form-token.ts";
import { countCharacters, showable } from "#app/forms/plain-text.ts";
import type { Body } from "#app/forms/read-body.ts";

export const REPLY_BY = ["email", "phone"] as const;
const unasked = field<undefined>(() => ({ value: undefined }));

/** A question, and one way to answer it: only the one that was chosen is looked at. */
export function questionForm(body: Body, formSecret: string, now: Date) {
  const byPhone = body.fields.get("reply")?.[0] === "phone";
  return z.object({
    question: paragraphs({ label: "Question", max: 5000, empty: "Enter your question" }),
    reply: choice(REPLY_BY, "Choose email or phone"),
    email: byPhone ? unasked : email(),
    phone: byPhone ? phone() : unasked,
    name: optionalLine({ label: "Name", max: 100 }),
    about: optionalSlug("Ask about a text from its own page"),
    ...guard(formSecret, "question", now),
  });
}

/** The address of the form: what the question is about. */
export const AskQuery = z.object({ about: optionalSlug("Ask about a text from its own page") });

/** The address of "Question sent". */
const short = field<string>((raw) => ({ value: countCharacters(raw) <= 100 ? showable(raw) : "" }));
export const SentQuery = z.object({ ref: short, key: short });
