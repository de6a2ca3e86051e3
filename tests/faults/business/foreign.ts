import { type Desk, note } from "./desk.ts";

/** Another shop on the same Stripe account: its news reaches us too, and its money lies in the same balance. */
export async function sellElsewhere(desk: Desk): Promise<void> {
  const { stage, chances } = desk;
  const reference = chances.chance(0.5) ? "shop-4711" : undefined;
  const session = await stage.site.stripe.checkout.sessions.create({
    mode: "payment",
    line_items: [
      {
        quantity: 1,
        price_data: { currency: "gbp", unit_amount: chances.whole(500, 3_000), product_data: { name: "Mug" } },
      },
    ],
    success_url: "https://elsewhere.example/done",
    ...(reference ? { client_reference_id: reference } : {}),
  });
  const { session: paid } = (await stage.stripe.pay(session.id)) as { session: { payment_intent: string | null } };
  if (chances.chance(0.3) && paid.payment_intent)
    await stage.site.stripe.refunds.create({ payment_intent: paid.payment_intent, amount: 100 });
  note(desk, "sale of another shop");
}
