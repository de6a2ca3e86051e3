import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeSound } from "../support/close-sound.ts";
import { type House, openHouse } from "../support/house.ts";
import { askToBuy, askToGive, counts, pay } from "../support/money.ts";

const IDO = "in-defence-of-october";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
let expectedParked: string[] = [];
afterEach(async () => {
  const expected = expectedParked;
  expectedParked = [];
  await closeSound(house, expected);
});

describe("what does not fit", () => {
  const foreign = (over: Record<string, unknown> = {}) =>
    house.site.stripe.checkout.sessions.create({
      mode: "payment",
      line_items: [
        { quantity: 1, price_data: { currency: "gbp", unit_amount: 50, product_data: { name: "Donation" } } },
      ],
      success_url: house.url,
      ...over,
    });

  test("another product's sale on the same Stripe account is ignored", async () => {
    const session = await foreign();
    await house.stripe.pay(session.id);
    await house.quiet();
    expect((await counts(house)).payments).toBe(0);
    const events = await house.site.db.selectFrom("stripe_events").select("state").execute();
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map((event) => event.state))).toEqual(new Set(["ignored"]));
  });

  test("a session that claims our checkout with another sum grants nothing and is parked", async () => {
    const checkout = await askToGive(house, 1000);
    const session = await foreign({ client_reference_id: checkout, metadata: { checkout } });
    await house.stripe.pay(session.id);
    await house.quiet();
    expect((await counts(house)).payments).toBe(0);
    const parked = await house.site.db
      .selectFrom("stripe_events")
      .select("reason")
      .where("state", "=", "parked")
      .execute();
    expect(parked.length).toBeGreaterThan(0);
    expectedParked = ["two Checkout Sessions claim one checkout"];
  });

  test("no person, name, email or politics is in what Stripe is sent about an order or a gift", async () => {
    await pay(house, await askToBuy(house, [{ slug: IDO, quantity: 1 }]));
    await pay(house, await askToGive(house, 1000));
    await house.quiet();
    const sent = JSON.stringify(house.stripe.requests());
    expect(sent).toContain("checkout/sessions");
    expect(sent).not.toMatch(/ada@|Ada Example|socialist|party|member/i);
  });
});
