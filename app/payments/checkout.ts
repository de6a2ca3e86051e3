import type { Selectable } from "kysely";
import type Stripe from "stripe";
import type { Pence } from "#app/money/pence.ts";
import { jobAdded } from "#db/add-job.ts";
import type { Tx } from "#db/client.ts";
import type { Checkouts } from "#db/types.ts";
import type { Payments } from "./payments.ts";
import { findSession, readSession, type SeenSession, searchSession } from "./session.ts";
import { isSpentKey } from "./stripe-client.ts";

/** The shortest life Stripe gives a Checkout Session. */
const LEAST_MINUTES = 30;
/** How long an asking lives: the least, and one minute more for clocks that differ. */
export const CHECKOUT_MINUTES = 31;
/** A join or a gift holds no stock, so there is time to find the card. Stripe's most is 24 hours. */
const UNHURRIED_MINUTES = 23 * 60;

type Purpose =
  | { order_id: string }
  | { donation_offer_id: string }
  | { recurring_donation_id: string }
  | { application_id: string };

/** What is asked for, in the words Stripe's page shows. No word here may tell a person's politics to their bank. */
export type Asking = {
  lines: { name: string; unitPence: Pence; quantity: number; kind: "purchase" | "donation" | "dues"; slug?: string }[];
  postage?: { name: string; pence: Pence };
  monthly?: { description: string };
  gift?: boolean;
  email?: string;
  bacs?: boolean;
  note?: string;
  /** Our public reference: with the slugs and the address, enough to rebuild a paid order after a restored backup. */
  reference: string;
  doneUrl: (checkoutId: string) => string;
  backUrl: (checkoutId: string) => string;
};

/** A checkout as far as its page at Stripe depends on it. */
export type Checkout = Pick<
  Selectable<Checkouts>,
  | "id"
  | "order_id"
  | "donation_offer_id"
  | "recurring_donation_id"
  | "application_id"
  | "total_pence"
  | "idempotency_key"
  | "session_url"
  | "state"
  | "created_at"
  | "expires_at"
>;

/**
 * Writes our row for one asking-to-pay, with its end, and gives it as it was written. Stripe is called once this is
 * committed (`openCheckout`).
 */
export async function prepareCheckout(
  tx: Tx,
  p: Payments,
  purpose: Purpose,
  totalPence: Pence,
  id: string = crypto.randomUUID(),
): Promise<Checkout> {
  const now = p.clock.now();
  const minutes = "order_id" in purpose ? CHECKOUT_MINUTES : UNHURRIED_MINUTES;
  const checkout = {
    ...{ id, order_id: null, donation_offer_id: null, recurring_donation_id: null, application_id: null, ...purpose },
    total_pence: totalPence,
    idempotency_key: `checkout:${id}`,
    created_at: now,
    expires_at: new Date(Math.floor(now.getTime() / 1000) * 1000 + minutes * 60_000),
  };
  // a little after its end, so that Stripe has expired it by itself
  const runAt = new Date(checkout.expires_at.getTime() + 60_000);
  await tx
    .with("written", (row) =>
      row
        .insertInto("checkouts")
        .values({ ...checkout, livemode: p.settings.stripe.livemode })
        .returning("id"),
    )
    .selectFrom("written")
    .select(jobAdded("expire-checkout", { checkoutId: id }, { runAt, key: `expire:${id}` }).as("job"))
    .execute();
  return { ...checkout, session_url: null, state: "prepared" };
}

/** The asking is over: it was paid, it lapsed, or Stripe never made a page for it. */
export class CheckoutOver extends Error {}

/**
 * Opens Stripe's page for a prepared checkout and returns its address. Safe to call again: the same key asks for the
 * same Checkout Session. Throws `CheckoutOver` where there is nothing left to open. The checkout of an order that was
 * committed a moment ago need not be read again: whether it is still prepared is asked where its page is noted.
 */
export async function openCheckout(p: Payments, of: string | Checkout, asking: Asking): Promise<string> {
  const asIs = typeof of === "string" || of.recurring_donation_id ? undefined : { ...of, promise_ref: null };
  const checkout: Asked = asIs ?? (await findAsked(p, typeof of === "string" ? of : of.id));
  if (checkout.state === "open" && checkout.session_url) return checkout.session_url;
  const minutesLeft = (checkout.expires_at.getTime() - p.clock.now().getTime()) / 60_000;
  if (checkout.state !== "prepared" || minutesLeft < LEAST_MINUTES) throw new CheckoutOver("this checkout is over");
  const session = await createSession(p, checkout, toStripe(checkout, asking));
  if (session.checkoutId !== checkout.id || session.totalPence !== checkout.total_pence || !session.url) {
    throw new Error("Stripe made a Checkout Session that is not the one asked for");
  }
  if (await noteSession(p, checkout.id, session)) return session.url;
  const { state } = await p.db
    .selectFrom("checkouts")
    .select("state")
    .where("id", "=", checkout.id)
    .executeTakeFirstOrThrow();
  // another press of the same button has opened it
  if (state === "open") return session.url;
  // it was ended while its page was being made: nobody is led to that page, and nobody can pay on it
  await expireSession(p, session.id);
  throw new CheckoutOver("this checkout was ended while its page was being made");
}

/**
 * Stripe answers one key with one answer, a failure of its own included. Where it keeps failing, the Checkout Session
 * may have been made all the same, so it is looked for; where there is none, this row can never be opened.
 */
async function createSession(
  p: Payments,
  checkout: { id: string; created_at: Date; idempotency_key: string },
  params: Stripe.Checkout.SessionCreateParams,
): Promise<SeenSession> {
  try {
    return readSession(await p.stripe.checkout.sessions.create(params, { idempotencyKey: checkout.idempotency_key }));
  } catch (error) {
    if (!isSpentKey(error)) throw error;
    const made = await searchSession(p, checkout);
    if (made) return made;
    throw new CheckoutOver("Stripe keeps a failure for this checkout's key");
  }
}

/** Opens a prepared checkout; false where it is not prepared any more. */
async function noteSession(p: Payments, checkoutId: string, session: SeenSession): Promise<boolean> {
  const noted = await p.db
    .updateTable("checkouts")
    .set({ session_id: session.id, session_url: session.url, state: "open" })
    .where("id", "=", checkoutId)
    .where("state", "=", "prepared")
    .executeTakeFirst();
  return noted.numUpdatedRows > 0n;
}

type Asked = Checkout & { promise_ref: string | null };

function findAsked(p: Payments, checkoutId: string): Promise<Asked> {
  return p.db
    .selectFrom("checkouts")
    .leftJoin("recurring_donations", "recurring_donations.id", "checkouts.recurring_donation_id")
    .selectAll("checkouts")
    .select("recurring_donations.public_ref as promise_ref")
    .where("checkouts.id", "=", checkoutId)
    .executeTakeFirstOrThrow();
}

/** What a checkout is for, in one word and our row's id: kept with Stripe, so that a lost row can be made again as it was. */
function purposeOf(checkout: Asked): string {
  if (checkout.order_id) return `order:${checkout.order_id}`;
  if (checkout.donation_offer_id) return `gift:${checkout.donation_offer_id}`;
  if (checkout.recurring_donation_id) return `monthly:${checkout.recurring_donation_id}`;
  return `dues:${checkout.application_id}`;
}

function toStripe(checkout: Asked, asking: Asking): Stripe.Checkout.SessionCreateParams {
  // Our id rides on every object, because metadata does not flow from one to the next by itself. Nothing personal.
  const metadata = {
    checkout: checkout.id,
    reference: checkout.promise_ref ?? asking.reference,
    purpose: purposeOf(checkout),
  };
  const recurring = asking.monthly ? { recurring: { interval: "month" as const } } : {};
  return {
    mode: asking.monthly ? "subscription" : "payment",
    line_items: asking.lines.map((line) => ({
      quantity: line.quantity,
      price_data: {
        currency: "gbp",
        unit_amount: line.unitPence,
        product_data: { name: line.name, metadata: { kind: line.kind, ...(line.slug ? { slug: line.slug } : {}) } },
        ...recurring,
      },
    })),
    client_reference_id: checkout.id,
    metadata,
    expires_at: Math.floor(checkout.expires_at.getTime() / 1000),
    allowed_payment_method_types: asking.bacs ? ["card", "bacs_debit"] : ["card"],
    billing_address_collection: "required",
    locale: "en-GB",
    success_url: asking.doneUrl(checkout.id),
    cancel_url: asking.backUrl(checkout.id),
    ...(asking.email ? { customer_email: asking.email } : {}),
    ...(asking.note ? { custom_text: { submit: { message: asking.note } } } : {}),
    ...(asking.monthly
      ? {
          subscription_data: { metadata, description: asking.monthly.description },
          payment_method_collection: "always" as const,
        }
      : {
          payment_intent_data: { metadata },
          customer_creation: "if_required" as const,
          adaptive_pricing: { enabled: false },
        }),
    ...(asking.gift ? { submit_type: "donate" as const } : {}),
    ...(asking.postage
      ? {
          shipping_address_collection: { allowed_countries: ["GB"] },
          shipping_options: [
            {
              shipping_rate_data: {
                display_name: asking.postage.name,
                type: "fixed_amount" as const,
                fixed_amount: { amount: asking.postage.pence, currency: "gbp" },
              },
            },
          ],
        }
      : {}),
  };
}

/**
 * Asks Stripe to end a checkout, so that its page can no longer be paid. Returns what Stripe has then: the caller
 * settles it, for it may have been paid a moment before. Undefined where Stripe never made one: then it is ours to end.
 */
export async function endCheckout(p: Payments, checkoutId: string): Promise<SeenSession | undefined> {
  const checkout = await p.db
    .selectFrom("checkouts")
    .selectAll()
    .where("id", "=", checkoutId)
    .executeTakeFirstOrThrow();
  const session = checkout.session_id ? await findSession(p, checkout.session_id) : await searchSession(p, checkout);
  if (!session) return undefined;
  if (!checkout.session_id) await noteSession(p, checkout.id, session);
  return session.status === "open" ? expireSession(p, session.id) : session;
}

/** Ends a page that is open, and gives what Stripe has then. */
async function expireSession(p: Payments, sessionId: string): Promise<SeenSession> {
  try {
    return readSession(await p.stripe.checkout.sessions.expire(sessionId));
  } catch (error) {
    // it may have been paid or have lapsed in this moment: what counts is what Stripe says now
    const now = await findSession(p, sessionId);
    if (now && now.status !== "open") return now;
    throw error;
  }
}
