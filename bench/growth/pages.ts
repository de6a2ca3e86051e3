import { duesPath, recurringDonationPath } from "#app/references/addresses.ts";
import { linkKey } from "#app/references/link-key.ts";
import type { Site } from "#app/site.ts";
import { PAGES } from "#tests/scale/whole-site.ts";

/** What each visit asks for: the page's name, and its address in this house. Pages of one person come from the middle. */
export async function listPages({ db, settings }: Site): Promise<[name: string, path: string][]> {
  const key = (kind: "order" | "checkout", id: string) => linkKey(settings.formSecret, kind, id);
  const order = await db
    .selectFrom("orders")
    .select(["id", "public_ref"])
    .where("state", "=", "dispatched")
    .limit(1)
    .executeTakeFirstOrThrow();
  const offer = await db
    .selectFrom("donations")
    .innerJoin("payments", "payments.id", "donations.payment_id")
    .select("payments.checkout_id as id")
    .where("donation_offer_id", "is not", null)
    .limit(1)
    .executeTakeFirstOrThrow();
  const promise = await db
    .selectFrom("recurring_donations")
    .select(["id", "public_ref"])
    .where("state", "=", "active")
    .limit(1)
    .executeTakeFirstOrThrow();
  const member = await db
    .selectFrom("memberships")
    .innerJoin("applications", "applications.id", "memberships.application_id")
    .select(["applications.id", "applications.public_ref"])
    .where("memberships.state", "=", "past_due")
    .limit(1)
    .executeTakeFirstOrThrow();
  return [
    ...PAGES.map((path): [string, string] => [path, path]),
    ["/orders/:ref", `/orders/${order.public_ref}?key=${key("order", order.id)}`],
    ["/donate/thanks", `/donate/thanks?checkout=${offer.id}&key=${key("checkout", offer.id ?? "")}`],
    ["/donations/:ref", recurringDonationPath(settings.formSecret, promise)],
    ["/dues/:ref", duesPath(settings.formSecret, member)],
  ];
}
