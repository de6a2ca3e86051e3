import { z } from "zod";
import {
  choice,
  email,
  field,
  line,
  optionalChoice,
  optionalLine,
  optionalPhone,
  pounds,
  tick,
  ticked,
} from "#app/forms/fields.ts";
import { guard } from "#app/forms/form-token.ts";
import type { Body } from "#app/forms/read-body.ts";
import { formatPence, type Pence, pence } from "#app/money/pence.ts";

const LINE = (label: string) => ({ label, max: 100 });
const passedOver = z.string().optional();

/** Page 1 of joining. Any postcode is taken: one that no branch covers joins all the same. */
export const detailsForm = (formSecret: string, now: Date) =>
  z.object({
    name: line({ label: "Full name", max: 100, empty: "Enter your full name" }),
    email: email("Enter your email address"),
    phone: optionalPhone(),
    line1: line({ ...LINE("Address line 1"), empty: "Enter the first line of your address" }),
    line2: optionalLine(LINE("Address line 2")),
    town: line({ ...LINE("Town or city"), empty: "Enter your town or city" }),
    postcode: line({ label: "Postcode", max: 12, empty: "Enter your postcode" }),
    union: optionalLine(LINE("Trade union")),
    ...guard(formSecret, "join", now),
  });

/** Another amount than a rate: at least this much each month. */
const LEAST_DUES = pence(100);
export const OTHER = "other";

/** The sentences people tick, kept word for word with what they sent. */
export const agreement = (minAge: number) => `I am ${minAge} or over and agree with the party’s aims and rules`;
export const CONSENTS = { email: "Email me news and appeals", text: "Text me" } as const;

type Rate = { id: string; amount_pence: Pence };

/**
 * Page 2: the dues. `most` is the law's floor for gifts: one payment above it would need more checks than this form
 * makes (uk-rules.md 1.3). With "another amount" the typed sum counts; with a rate it is passed over.
 */
export function duesForm(
  body: Body,
  rates: readonly Rate[],
  { most, minAge, phone }: { most: Pence; minAge: number; phone: string },
  { formSecret, now }: { formSecret: string; now: Date },
) {
  const other = body.fields.get("rate")?.[0] === OTHER;
  return z.object({
    rate: choice([...rates.map((rate) => rate.id), OTHER], "Choose what you can afford each month"),
    amount: other
      ? pounds({
          empty: "Enter an amount, like 10 or 12.50",
          min: LEAST_DUES,
          tooLittle: `Amount must be ${formatPence(LEAST_DUES)} or more`,
          max: most,
          tooMuch: `Amount must be ${formatPence(most)} or less a month online. Call ${phone} to pay more`,
        })
      : field<Pence | undefined>(() => ({ value: undefined })),
    agree: ticked(`Confirm you are ${minAge} or over and agree with the party’s aims and rules`),
    "news-email": tick(),
    "news-text": tick(),
    ...guard(formSecret, "join", now),
  });
}

/** The last page: one press, with its token. */
export const checkForm = (formSecret: string, now: Date) => z.object(guard(formSecret, "join", now));

/** The addresses of the pages. */
export const JoinQuery = z.object({
  back: optionalChoice(["stripe"], "Go on from here"),
  change: optionalChoice(["yes"], "Go on from here"),
});
const id = field<string | undefined>((raw) => ({ value: z.uuid().safeParse(raw).data }));
export const JoinThanksQuery = z.object({ checkout: id, application: id, key: passedOver });
