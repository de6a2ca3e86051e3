import { expect, test } from "vitest";
import { openBench } from "./bench.ts";

const day = 86_400;

test("a payout is counted once, though a second passes while it is made", async () => {
  let moment = Date.now();
  // every look at the clock is more than half a second after the one before
  const now = () => {
    moment += 600;
    return new Date(moment);
  };
  const bench = await openBench({ now });
  const { stripe, sandbox } = bench;
  for (const pence of [500, 700]) {
    const session = await stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [
        { quantity: 1, price_data: { currency: "gbp", unit_amount: pence, product_data: { name: "Pamphlet" } } },
      ],
      success_url: "http://127.0.0.1:3000/done",
    });
    await sandbox.pay(session.id);
    await sandbox.advance(4 * day);
    const { id, amount } = await bench.control<{ id: string; amount: number }>("payout", {});
    expect(sandbox.balance()).toEqual({ availablePence: 0, pendingPence: 0 });
    const { data } = await stripe.balanceTransactions.list({ payout: id, limit: 100 });
    expect(data.reduce((sum, row) => sum + row.net, 0)).toBe(0);
    expect(amount).toBe(data.find((row) => row.type !== "payout")?.net);
  }
  await bench.close();
});
