import { z } from "zod";
import { pence } from "#app/money/pence.ts";

/**
 * What we read of Stripe's objects. Everything is checked as it comes in: the SDK takes any answer without an `error`
 * for a success, whatever its shape.
 */
export const idOf = z
  .union([z.string(), z.object({ id: z.string() })])
  .transform((ref) => (typeof ref === "string" ? ref : ref.id));
export const amount = z.number().int().transform(pence);
export const moment = z
  .number()
  .int()
  .transform((seconds) => new Date(seconds * 1000));

const Address = z.object({
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  city: z.string().nullable(),
  postal_code: z.string().nullable(),
  country: z.string().nullable(),
});

/** The payer or the receiver of a parcel, as typed on Stripe's page. */
export const Who = z.object({
  name: z.string().nullish(),
  email: z.string().nullish(),
  phone: z.string().nullish(),
  address: Address.nullish(),
});

export function contactOf(who: z.infer<typeof Who>) {
  return {
    fullName: who.name?.trim() || who.email?.trim() || "Name not given",
    email: who.email ?? null,
    phone: who.phone ?? null,
    line1: who.address?.line1 ?? null,
    line2: who.address?.line2 || null,
    town: who.address?.city ?? null,
    postcode: who.address?.postal_code ?? null,
    country: who.address?.country ?? null,
  };
}
