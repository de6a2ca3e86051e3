import { z } from "zod";
import { choice, field, optionalChoice } from "#app/forms/fields.ts";

/** The address of one recurring donation's page. */
export const RecurringQuery = z.object({
  key: field<string>((raw) => ({ value: raw })),
  ended: optionalChoice(["yes"], "Go on from here"),
});

/** "Stop my donation". Its own link is the proof, and pressing twice changes nothing, so it carries no token. */
export const EndForm = z.object({ intent: choice(["end"], "Press the button to stop the donation") });
