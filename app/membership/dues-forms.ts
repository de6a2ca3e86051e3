import { z } from "zod";
import { choice, field, optionalChoice } from "#app/forms/fields.ts";
import type { Body } from "#app/forms/read-body.ts";
import { isRowId } from "#app/references/row-id.ts";

/** The address of the page on which dues are looked after, and what was just done on it or at Stripe. */
export const DuesQuery = z.object({
  key: field<string>((raw) => ({ value: raw })),
  done: optionalChoice(["ended", "ending", "kept", "card", "nothing"], "Go on from here"),
});

const INTENTS = ["end", "keep", "card", "pay"] as const;

/**
 * Every button of the page, by its `intent`. Its own link is the proof, and each says how things should stand, so that
 * pressing twice changes nothing: no form carries a token.
 */
export function duesPageForm(body: Body) {
  const pays = body.fields.get("intent")?.[0] === "pay";
  return z.object({
    intent: choice(INTENTS, "Press one of the buttons"),
    instalment: pays ? instalment : field<undefined>(() => ({ value: undefined })),
  });
}

const instalment = field<string>((raw) =>
  isRowId(raw) ? { value: raw } : { fault: "Press the button beside the payment you want to make" },
);
