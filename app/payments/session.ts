import { z } from "zod";
import { NOTHING } from "#app/money/pence.ts";
import { isRowId } from "#app/references/row-id.ts";
import { pagesOf } from "./pages.ts";
import type { Payments } from "./payments.ts";
import { amount, contactOf, idOf, moment, Who } from "./seen.ts";
import { isMissing } from "./stripe-client.ts";

const Session = z
  .object({
    id: z.string(),
    object: z.literal("checkout.session"),
    url: z.string().nullable(),
    status: z.enum(["open", "complete", "expired"]),
    payment_status: z.enum(["paid", "unpaid", "no_payment_required"]),
    mode: z.enum(["payment", "subscription"]),
    livemode: z.boolean(),
    currency: z.string(),
    amount_total: amount,
    client_reference_id: z.string().nullable(),
    payment_intent: idOf.nullable(),
    subscription: idOf.nullable(),
    invoice: idOf.nullable(),
    customer: idOf.nullable(),
    customer_details: Who.nullable(),
    created: moment,
    expires_at: moment,
    success_url: z.string().nullable(),
    metadata: z.record(z.string(), z.string()).nullable(),
    shipping_cost: z.object({ amount_total: amount }).nullish(),
    collected_information: z.object({ shipping_details: Who.nullish() }).nullish(),
  })
  .transform((session) => ({
    id: session.id,
    url: session.url,
    status: session.status,
    paymentStatus: session.payment_status,
    mode: session.mode,
    livemode: session.livemode,
    currency: session.currency.toUpperCase(),
    totalPence: session.amount_total,
    checkoutId: session.client_reference_id,
    paymentIntentId: session.payment_intent,
    subscriptionId: session.subscription,
    invoiceId: session.invoice,
    customerId: session.customer,
    createdAt: session.created,
    expiresAt: session.expires_at,
    successUrl: session.success_url,
    metadata: session.metadata ?? {},
    postagePence: session.shipping_cost?.amount_total ?? NOTHING,
    payer: session.customer_details ? contactOf(session.customer_details) : undefined,
    delivery: session.collected_information?.shipping_details
      ? contactOf(session.collected_information.shipping_details)
      : undefined,
  }));

/** A Checkout Session as Stripe has it now. */
export type SeenSession = z.infer<typeof Session>;

export function readSession(raw: unknown): SeenSession {
  return Session.parse(raw);
}

/** Others may sell on the same Stripe account, in ways we know nothing of: what has no reference of ours is not read. */
function readOurs(raw: { client_reference_id: string | null }): SeenSession | undefined {
  return isRowId(raw.client_reference_id) ? readSession(raw) : undefined;
}

/** Asks Stripe for a Checkout Session of ours; undefined for anybody else's and where Stripe knows none of that id. */
export async function findSession(p: Payments, sessionId: string): Promise<SeenSession | undefined> {
  try {
    return readOurs(await p.stripe.checkout.sessions.retrieve(sessionId));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The Checkout Session a subscription or a payment intent came from, if it came from one. */
export async function findSessionOf(
  p: Payments,
  of: { subscription: string } | { payment_intent: string },
): Promise<SeenSession | undefined> {
  const [found] = (await p.stripe.checkout.sessions.list({ ...of, limit: 1 })).data;
  return found ? readOurs(found) : undefined;
}

/** The Checkout Sessions of ours that were made since a moment, newest first, a page at a time. */
export async function* listSessions(p: Payments, since: Date): AsyncGenerator<SeenSession[]> {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  for await (const page of pagesOf((turn) => p.stripe.checkout.sessions.list({ created, ...turn })))
    yield page.map(readOurs).filter((session) => session !== undefined);
}

const LineItem = z.object({
  amount_total: amount,
  quantity: z.number().int().positive(),
  price: z.object({
    unit_amount: amount,
    product: z.object({ metadata: z.record(z.string(), z.string()) }),
  }),
});

/** What a Checkout Session asks for, line by line: enough to make an order again that a restored backup had lost. */
export async function listSessionLines(p: Payments, sessionId: string) {
  const { data } = await p.stripe.checkout.sessions.listLineItems(sessionId, {
    limit: 100,
    expand: ["data.price.product"],
  });
  return data.map((raw) => {
    const line = LineItem.parse(raw);
    const { kind, slug } = line.price.product.metadata;
    return { kind, slug, unitPence: line.price.unit_amount, quantity: line.quantity, totalPence: line.amount_total };
  });
}

export type SessionLine = Awaited<ReturnType<typeof listSessionLines>>[number];

/**
 * The Checkout Session made for our row, where a crash kept us from writing down its id. Stripe has no filter for our
 * reference, so the sessions of those minutes are read and compared.
 */
export async function searchSession(
  p: Payments,
  checkout: { id: string; created_at: Date },
): Promise<SeenSession | undefined> {
  const from = Math.floor(checkout.created_at.getTime() / 1000) - 60;
  for await (const session of p.stripe.checkout.sessions.list({
    created: { gte: from, lte: from + 3600 },
    limit: 100,
  })) {
    if (session.client_reference_id === checkout.id) return readSession(session);
  }
  return undefined;
}
