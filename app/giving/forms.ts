import { z } from "zod";
import { choice, field, line, optionalChoice, optionalLine, pounds, tick, ticked } from "#app/forms/fields.ts";
import { guard } from "#app/forms/form-token.ts";
import type { Body } from "#app/forms/read-body.ts";
import { formatPence, type Pence, parsePounds, pence } from "#app/money/pence.ts";

/** The amounts with a button of their own. */
export const AMOUNTS: readonly Pence[] = [pence(500), pence(1000), pence(2500), pence(5000)];
export const OFTEN = ["once", "month"] as const;

/** What the figures in force and the house's phone say about an amount. */
export type Limits = { min: Pence; max: Pence; phone: string };

const amount = ({ min, max, phone }: Limits) =>
  pounds({
    empty: "Enter an amount, like 10 or 12.50",
    min,
    tooLittle: `Amount must be ${formatPence(min)} or more`,
    max,
    tooMuch: `Amount must be ${formatPence(max)} or less online. Call ${phone} to give more`,
  });

const HOW_OFTEN = "Choose whether to give once or every month";

/**
 * The donate page: how often, and an amount by a button of its own (`preset`, in pence) or typed. A button that was
 * pressed says what is meant, whatever is typed beside it.
 */
export function giftForm(body: Body, formSecret: string, now: Date, limits: Limits) {
  const pressed = body.fields.has("preset");
  const preset = field<Pence | undefined>((raw) => {
    const chosen = AMOUNTS.find((sum) => String(sum) === raw);
    return chosen ? { value: chosen } : { fault: "Choose one of the amounts shown, or enter another" };
  });
  return z.object({
    every: choice(OFTEN, HOW_OFTEN),
    preset: pressed ? preset : field<Pence | undefined>(() => ({ value: undefined })),
    amount: pressed ? field<Pence | undefined>(() => ({ value: undefined })) : amount(limits),
    ...guard(formSecret, "donate", now),
  });
}

/** The address of the donate page: where a link asks for monthly, or Stripe's page sends back. */
export const DonateQuery = z.object({
  every: optionalChoice(OFTEN, HOW_OFTEN),
  back: optionalChoice(["stripe"], "Go on from here"),
  amount: field<string | undefined>((raw) => ({ value: parsePounds(raw) === undefined ? undefined : raw.trim() })),
});

/** The address of the details page: how much and how often, nothing personal. */
export const detailsQuery = (limits: Limits) => z.object({ every: choice(OFTEN, HOW_OFTEN), amount: amount(limits) });

const NAME = { label: "Full name", max: 100 };
const LINE = (label: string) => ({ label, max: 100 });

/** Who gives more than the floor, as the register has it (uk-rules.md 1.6), and that it is their own money (1.12). */
export function giverForm(formSecret: string, now: Date) {
  return z.object({
    name: line({ ...NAME, empty: "Enter your full name as it is on the register" }),
    line1: line({ ...LINE("Address line 1"), empty: "Enter your address as it is on the register" }),
    line2: optionalLine(LINE("Address line 2")),
    town: line({ ...LINE("Town or city"), empty: "Enter the town or city of that address" }),
    postcode: line({ label: "Postcode", max: 12, empty: "Enter the postcode of that address" }),
    own: ticked("Confirm this is your own money and you are on a UK electoral register"),
    overseas: tick(),
    ...guard(formSecret, "donate", now),
  });
}

/** The address of the thank-you page. */
export const ThanksQuery = z.object({
  checkout: field<string | undefined>((raw) => ({ value: z.uuid().safeParse(raw).data })),
  key: field<string>((raw) => ({ value: raw })),
});
