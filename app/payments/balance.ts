import { z } from "zod";
import { NOTHING, type Pence, sum } from "#app/money/pence.ts";
import type { Payments } from "./payments.ts";
import { amount } from "./seen.ts";

const Part = z.array(z.object({ amount, currency: z.string() }));
const Balance = z.object({ object: z.literal("balance"), livemode: z.boolean(), available: Part, pending: Part });

/** What Stripe holds for us now, available and pending, in pence sterling. Other currencies are no money of ours. */
export async function findBalance(p: Payments): Promise<Pence> {
  const balance = Balance.parse(await p.stripe.balance.retrieve());
  if (balance.livemode !== p.settings.stripe.livemode) throw new Error("Stripe answered for another mode than ours");
  const sterling = [...balance.available, ...balance.pending].filter((part) => part.currency === "gbp");
  return sum(NOTHING, ...sterling.map((part) => part.amount));
}
