import type { House } from "./house.ts";

/** Presses one of the stand-in's own buttons: what a bank, a payer or Stripe itself would do. */
export async function control<T = Record<string, unknown>>(house: House, name: string, input: object = {}): Promise<T> {
  const answer = await fetch(`${house.stripeUrl}/_sandbox/${name}`, {
    method: "POST",
    body: JSON.stringify(input),
    headers: { "content-type": "application/json" },
  });
  const told = (await answer.json()) as T;
  if (!answer.ok) throw new Error(`the stand-in refused ${name}: ${JSON.stringify(told)}`);
  return told;
}

/** What the stand-in holds for us, available and pending, in pence. */
export function stripeBalance(house: House): number {
  const { availablePence, pendingPence } = house.stripe.balance();
  return availablePence + pendingPence;
}
