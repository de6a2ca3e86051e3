import { z } from "zod";
import { choice, field, optionalChoice, optionalSlug, quantity, slug } from "#app/forms/fields.ts";
import { guard } from "#app/forms/form-token.ts";
import type { Body } from "#app/forms/read-body.ts";
import { MOST_COPIES } from "./basket.ts";

const NOT_SOLD = "That pamphlet is not for sale here. Choose one from the list of pamphlets";

/** "Add to basket" on a pamphlet's page. It carries no token: those pages are the same for everybody. */
export const AddForm = z.object({
  intent: choice(["add"], NOT_SOLD),
  slug: slug(NOT_SOLD),
  /** Left out, it is one. */
  quantity: field<number>((raw) => {
    const read = quantity(MOST_COPIES).safeParse(raw || "1");
    return read.success ? { value: read.data } : { fault: read.error.issues[0]?.message ?? NOT_SOLD };
  }),
  /** The text whose page led here. */
  "from-text": optionalSlug("Add the pamphlet from its own page"),
});

/** The address of the basket: what was just done. */
const strange = "Go on from here";
export const BasketQuery = z.object({
  added: optionalSlug(strange),
  updated: optionalChoice(["yes"], strange),
  removed: optionalChoice(["yes"], strange),
  back: optionalChoice(["stripe"], strange),
});
export const OrderQuery = z.object({ key: field<string>((raw) => ({ value: raw })) });

/** What can be added to an order, in pence. Nothing is chosen beforehand. */
export const EXTRAS = ["0", "100", "200", "500"] as const;

/** A sum or a price as our own page sent it along: digits, or it was not our page. */
const shown = field<number | undefined>((raw) => ({
  value: /^[0-9]{1,9}$/.test(raw) ? Number.parseInt(raw, 10) : undefined,
}));
/** Sent along by the page, and of no interest to this button. */
const passedOver = z.string().optional();
const copies = quantity(MOST_COPIES);
const extra = optionalChoice(EXTRAS, "Choose one of the amounts shown");
const toPay = choice(["pay"], "Choose what to do with the basket");
const toUpdate = choice(["update"], "Choose what to do with the basket");

/** The slugs whose quantity or price a posted basket speaks of. */
export function slugsIn(body: Body): string[] {
  const slugs = [...body.fields.keys()].map(
    (name) => /^(?:quantity|price)-([a-z0-9]+(?:-[a-z0-9]+)*)$/.exec(name)?.[1],
  );
  return [...new Set(slugs.filter((found) => found !== undefined))].slice(0, 50);
}

const fieldsOf = <F>(slugs: readonly string[], kind: "quantity" | "price", field: F) =>
  Object.fromEntries(slugs.map((one) => [`${kind}-${one}`, field] as const));

/** "Update": new quantities. */
export function updateForm(slugs: readonly string[]) {
  return z.object({
    ...fieldsOf(slugs, "quantity", copies),
    ...fieldsOf(slugs, "price", passedOver),
    intent: toUpdate,
    donation: extra,
    postage: passedOver,
    total: passedOver,
    "form-key": passedOver,
    website: passedOver,
  });
}

/** "Remove": one line goes, whatever is typed at the others. */
export function removeForm(slugs: readonly string[]) {
  return z.object({
    ...fieldsOf(slugs, "quantity", passedOver),
    ...fieldsOf(slugs, "price", passedOver),
    remove: slug("That pamphlet is not in your basket"),
    donation: passedOver,
    postage: passedOver,
    total: passedOver,
    "form-key": passedOver,
    website: passedOver,
  });
}

/** "Continue to payment": with the prices, postage and total that were shown, so that no other sum is paid unseen. */
export function payForm(formSecret: string, now: Date, slugs: readonly string[]) {
  return z.object({
    ...fieldsOf(slugs, "quantity", copies),
    ...fieldsOf(slugs, "price", shown),
    intent: toPay,
    donation: extra,
    postage: shown,
    total: shown,
    ...guard(formSecret, "basket", now),
  });
}
