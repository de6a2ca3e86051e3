import { addDays, ukDay } from "#app/time/clock.ts";
import type { Reader } from "#db/client.ts";

type About = { checkout: string } | { application: string };

/**
 * What the thank-you page of joining may say: by its checkout, or by the application where nothing was to be paid.
 * Undefined where there is none. The route has to check the link's key first.
 */
export async function findJoinThanks(db: Reader, about: About, welcomeDays: number) {
  const row = await db
    .selectFrom("applications")
    .innerJoin("contacts", "contacts.person_id", "applications.person_id")
    .leftJoin("branches", "branches.id", "applications.branch_id")
    .leftJoin("checkouts", "checkouts.application_id", "applications.id")
    .select([
      "applications.public_ref as reference",
      "applications.dues_pence as duesPence",
      "applications.submitted_at as submittedAt",
      "applications.created_at as createdAt",
      "contacts.full_name as fullName",
      "contacts.email",
      "branches.name as branch",
      "checkouts.id as checkoutId",
      "checkouts.state as checkoutState",
    ])
    .where((e) =>
      "checkout" in about ? e("checkouts.id", "=", about.checkout) : e("applications.id", "=", about.application),
    )
    .orderBy("checkouts.created_at", "desc")
    .executeTakeFirst();
  if (!row) return undefined;
  const { submittedAt, createdAt, fullName, ...rest } = row;
  return {
    ...rest,
    firstWord: fullName.split(/\s+/u)[0] ?? fullName,
    sentOn: ukDay(submittedAt ?? createdAt),
    contactBy: addDays(ukDay(submittedAt ?? createdAt), welcomeDays),
  };
}

/** Where the checkout of an application stands, for pressing the last button again. */
export function findAsked(db: Reader, asked: { applicationId: string; checkoutId: string }) {
  return db
    .selectFrom("checkouts")
    .select(["state", "expires_at as expiresAt"])
    .where("id", "=", asked.checkoutId)
    .where("application_id", "=", asked.applicationId)
    .executeTakeFirst();
}

type Asked = NonNullable<Awaited<ReturnType<typeof findAsked>>>;

/** True once its money came or is on its way. */
export const isPaid = ({ state }: Asked): boolean => state === "paid" || state === "processing";

/** Time to type a card number, in milliseconds. */
const LEAST_TO_PAY = 3 * 60_000;
/** Stripe makes no page for less than 30 minutes; the rest is for the way there, and for clocks that differ. */
const LEAST_TO_OPEN = 30 * 60_000 + 30_000;

/** True while Stripe's page for it can still be reached with time left to pay, or, where there is none yet, be made. */
export function canBeOpened({ state, expiresAt }: Asked, now: Date): boolean {
  const left = expiresAt.getTime() - now.getTime();
  return (state === "open" && left > LEAST_TO_PAY) || (state === "prepared" && left > LEAST_TO_OPEN);
}
