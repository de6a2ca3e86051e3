import { noSuch } from "../http/refusal.ts";
import { fullAddress } from "../objects/customers.ts";
import { createBacsDebit, createCard } from "../payments/payment-methods.ts";
import type { Address, Session } from "../wire.ts";
import type { World } from "../world.ts";
import { failSessionAuthentication, type Submission, submitSession } from "./complete-session.ts";

/** What a payer would type; everything may be left out. */
export type PayCard = {
  number?: string;
  /** Pays by Direct Debit from this account (sort code 10-88-00) instead of by card. */
  bacsAccount?: string;
  email?: string;
  name?: string;
  phone?: string;
  address?: Partial<Address>;
  /** Id of the chosen postage rate, or its place in the list. */
  shippingRate?: string | number;
  customFields?: Record<string, string>;
  /** What the payer's bank says when it is asked; `approve` unless told otherwise. `leave` stops at the question. */
  threeDSecure?: "approve" | "fail" | "leave";
};
export type PayOutcome = Submission & { session: Session };

/** Does what pressing Pay on the hosted page does. Throws when there is no such session or it has expired. */
export function paySession(world: World, sessionId: string, card: PayCard = {}): PayOutcome {
  const session = world.store.get("checkout.session", sessionId);
  if (!session) throw noSuch("checkout.session", sessionId);
  if (session.status === "expired") throw new Error(`The session ${sessionId} has expired`);
  if (session.status === "complete") return { outcome: "complete", session };
  const customer = world.store.get("customer", session.customer ?? "");
  const email = session.customer_email ?? customer?.email ?? card.email ?? "payer@example.org";
  const name = card.name ?? "Rosa Example";
  const [country = "GB"] = (session.shipping_address_collection?.allowed_countries as string[] | undefined) ?? [];
  const address = fullAddress({
    line1: "1 Example Street",
    city: "London",
    postal_code: "E1 1AA",
    country,
    ...card.address,
  });
  const payer = { name, email, phone: card.phone ?? null, address };
  const bacs = card.bacsAccount ?? (session.payment_method_types.includes("card") ? undefined : "00012345");
  const method =
    bacs === undefined
      ? createCard(
          world,
          {
            number: card.number ?? "4242424242424242",
            month: 12,
            year: new Date(world.clock.milliseconds()).getUTCFullYear() + 5,
          },
          payer,
        )
      : createBacsDebit(world, { sortCode: "108800", accountNumber: bacs }, payer);
  const rates = session.shipping_options.map((option) => option.shipping_rate);
  const rate = typeof card.shippingRate === "number" ? rates[card.shippingRate] : (card.shippingRate ?? rates[0]);
  const first = submitSession(world, session, {
    email,
    name,
    phone: card.phone ?? null,
    billing: address,
    shipping: session.shipping_address_collection ? { name, address } : null,
    shippingRate: rate ?? null,
    paymentMethod: method.id,
    customFields: card.customFields ?? {},
  });
  const result = first.outcome === "needs_action" ? answerBank(world, session, card.threeDSecure ?? "approve") : first;
  world.store.commit();
  return { ...result, session };
}

function answerBank(world: World, session: Session, says: "approve" | "fail" | "leave"): Submission {
  const pending = world.store.get("checkout_record", session.id)?.pending;
  if (says === "leave" || !pending) return { outcome: "needs_action" };
  if (says === "fail") return failSessionAuthentication(world, session);
  return submitSession(world, session, pending, { authenticated: true });
}
