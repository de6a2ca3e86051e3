import type { AppLoadContext } from "@remix-run/node";
import { howLong } from "#app/limits/how-long.ts";
import type { TooOften } from "#app/limits/limits.ts";
import { answer } from "./answer.ts";
import type { Body } from "./read-body.ts";
import { refuse } from "./read-form.ts";

type Party = { phone: string; email: string };

/** What a form says where a limit is reached: never which, or how often would be often enough. */
function tooOften({ seconds }: TooOften, { phone, email }: Party): string {
  return `There were too many of these in a short time, so nothing was sent and nothing was taken. What you filled in is still here. Wait ${howLong(seconds)} and try again, or call ${phone}, or write to ${email}.`;
}

type Form = Parameters<typeof refuse>[2];

/** The refusal, and the header that tells machines how long to wait. */
export function refuseTooOften(limit: TooOften, party: Party, body: Body, form: Form) {
  return {
    refused: refuse({ form: tooOften(limit, party) }, body, form),
    headers: { "Retry-After": String(limit.seconds) },
  };
}

/** Answers 429 with what was typed. */
export function answerTooOften(
  context: AppLoadContext,
  limit: TooOften,
  body: Body,
  form: Form,
  more: Record<string, string> = {},
) {
  const { refused, headers } = refuseTooOften(limit, context.settings.party, body, form);
  return answer(context, refused, 429, { ...headers, ...more });
}
