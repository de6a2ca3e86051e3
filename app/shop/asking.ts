import type { Reader } from "#db/client.ts";
import type { PricedBasket } from "./basket.ts";
import { listOrderLines, type Started } from "./orders.ts";

/** An order that was asked to be paid from a basket, with where that asking stands. Undefined where there is none. */
export async function findAsking(db: Reader, checkoutId: string) {
  const asking = await db
    .selectFrom("checkouts")
    .innerJoin("orders", "orders.id", "checkouts.order_id")
    .select([
      "checkouts.id as checkoutId",
      "checkouts.state as state",
      "checkouts.expires_at as expiresAt",
      "orders.id as orderId",
      "orders.public_ref as reference",
      "orders.postage_pence as postagePence",
      "orders.donation_pence as donationPence",
    ])
    .where("checkouts.id", "=", checkoutId)
    .executeTakeFirst();
  return asking && { ...asking, lines: await listOrderLines(db, asking.orderId) };
}

export type Asking = NonNullable<Awaited<ReturnType<typeof findAsking>>>;

/** The same of an order that was made just now, without reading it again. */
export function askingOf({ checkout, ...order }: NonNullable<Started["made"]>): Asking {
  return { ...order, checkoutId: checkout.id, state: checkout.state, expiresAt: checkout.expires_at };
}

/** True where paying that order would be paying this basket, to the penny. */
export function asksFor(asking: Asking, basket: PricedBasket): boolean {
  const told = (lines: readonly (readonly [string, number, number])[]) =>
    JSON.stringify([...lines].sort((a, b) => (a[0] < b[0] ? -1 : 1)));
  return (
    asking.postagePence === basket.postage?.pence &&
    asking.donationPence === basket.donationPence &&
    told(asking.lines.map((l) => [l.slug, l.quantity, l.unit_pence])) ===
      told(basket.lines.map((l) => [l.slug, l.quantity, l.unitPence]))
  );
}

/** True once its money came or is on its way: the basket was bought, and is not asked for again. */
export const isBought = (asking: Asking): boolean => asking.state === "paid" || asking.state === "processing";

/** Time to type a card number, in milliseconds. */
const LEAST_TO_PAY = 3 * 60_000;
/** Stripe makes no page for less than 30 minutes; the rest is for the way there, and for clocks that differ. */
const LEAST_TO_OPEN = 30 * 60_000 + 30_000;

/** True while Stripe's page for it can still be reached with time left to pay, or, where there is none yet, be made. */
export function canBePaid(asking: Asking, now: Date): boolean {
  const left = asking.expiresAt.getTime() - now.getTime();
  return (asking.state === "open" && left > LEAST_TO_PAY) || (asking.state === "prepared" && left > LEAST_TO_OPEN);
}
