import { z } from "zod";
import { choice, field, optionalChoice, pounds } from "#app/forms/fields.ts";
import type { Body } from "#app/forms/read-body.ts";
import { formatPence, minus, type Pence, pence } from "#app/money/pence.ts";
import { isRowId } from "#app/references/row-id.ts";
import { PAUSES } from "./recurring.ts";

/** The address of one recurring donation's page, and what was just done on it or at Stripe. */
export const RecurringQuery = z.object({
  key: field<string>((raw) => ({ value: raw })),
  done: optionalChoice(["ended", "kept", "paused", "resumed", "lowered", "card", "nothing"], "Go on from here"),
});

const INTENTS = ["end", "keep", "pause", "resume", "lower", "card", "pay"] as const;
const passedOver = field<undefined>(() => ({ value: undefined }));

/**
 * Every button of the page, by its `intent`. Its own link is the proof, and each says how things should stand, so that
 * pressing twice changes nothing: no form carries a token. What another button's form would ask is passed over. `amount`
 * is what it takes now: more than that is for a person who is signed in.
 */
export function recurringForm(body: Body, { amount, min, phone }: { amount: Pence; min: Pence; phone: string }) {
  const intent = body.fields.get("intent")?.[0];
  return z.object({
    intent: choice(INTENTS, "Press one of the buttons"),
    instalment: intent === "pay" ? instalment : passedOver,
    months: intent === "pause" ? choice(PAUSES, "Choose how long to pause") : passedOver,
    amount:
      intent === "lower"
        ? pounds({
            empty: "Enter an amount, like 3 or 4.50",
            min,
            tooLittle: `Amount must be ${formatPence(min)} or more`,
            max: minus(amount, pence(1)),
            tooMuch: `Amount must be less than ${formatPence(amount)}. Call ${phone} to give more`,
          })
        : passedOver,
  });
}

const instalment = field<string>((raw) =>
  isRowId(raw) ? { value: raw } : { fault: "Press the button beside the payment you want to make" },
);
